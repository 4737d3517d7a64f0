"""The question bank: folders, the list, what is done to several questions at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.hooks import ItemKind
from core.access.views import access
from core.organisations.models import Unit
from core.people.models import Account

from .. import services
from ..enums import CognitiveLevel, ItemState
from ..errors import ItemError
from ..forms import BankForm, GrantForm, ShareForm
from ..models import Bank, BankGrant, Folder
from ..policies import ability_on, authors, can_edit_bank, can_manage_bank
from ..rules.levels import stored_levels
from ..selectors import banks, items
from ..selectors.rendering import drawn_html
from ..types import ItemFilter, ItemMeta


def bank_of(request: HttpRequest, bank_uuid: UUID) -> Bank:
    """Return a bank the actor may take questions from, or answer 404."""
    found = banks.bank_by_uuid(request.actor, bank_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _filter(request: HttpRequest, bank: Bank | None) -> ItemFilter:
    given = request.GET
    state = given.get("trang-thai", "")
    usage = {"roi": "used", "chua": "unused"}.get(given.get("dung", ""), "")
    quick = {"can-xem": "look", "danh-dau": "starred"}.get(given.get("loc", ""), "")
    return ItemFilter(
        bank_id=bank.pk if bank else None,
        folder_id=_number(request, "thu-muc"),
        kind=given.get("dang", "")[:30],
        levels=stored_levels(given.get("muc", "")),
        state=state if state in ItemState.values else "",
        outcome_id=_number(request, "yccd"),
        tag=given.get("nhan", "")[:60],
        usage=usage,
        text=given.get("q", "")[:100],
        quick=quick,
        after=_number(request, "sau") or 0,
    )


def rows_for(page: Any) -> list[dict[str, Any]]:
    """Return the items of a page with what the list draws: stem, key, labels."""
    return [_row(item) for item in page.items]


def _row(item: Any) -> dict[str, Any]:
    version = item.working or item.ready
    content = version.content if version else {}
    kind = ItemKind.of(item.kind)
    stem = drawn_html(content.get("prompt") or content.get("passage") or "")
    options = [
        {"letter": chr(65 + place), "html": drawn_html(row["html"]), "is_right": row["is_right"]}
        for place, row in enumerate(content.get("options", [])[:6])
        if "is_right" in row
    ]
    key = "" if options else kind.key_text(content)
    return {"item": item, "kind": kind, "stem": stem, "options": options, "key": key}


@require_GET
@access(authors)
def bank(request: HttpRequest, bank_uuid: UUID | None = None) -> HttpResponse:
    """Show a bank (by default the person's own), or a quick list over all banks."""
    actor = request.actor  # type: ignore[attr-defined]
    quick = request.GET.get("loc", "")
    current = bank_of(request, bank_uuid) if bank_uuid else None
    if current is None and not quick:
        rows = banks.usable_banks(actor)
        if rows:
            return redirect("assessment:bank", bank_uuid=rows[0].uuid)
    wanted = _filter(request, current)
    empty = current is None and not quick
    page = None if empty else items.item_page(actor, wanted)
    ability = ability_on(actor, current) if current else ""
    tree = banks.bank_tree(actor, current)
    nodes = [node for entry in (*tree["mine"], *tree["shared"]) for node in entry.folders]
    context = {
        "bank": current,
        "tree": tree,
        "counts": banks.quick_counts(actor),
        "page": page,
        "rows": rows_for(page) if page else [],
        "total": items.item_count(actor, wanted) if page else 0,
        "wanted": wanted,
        "quick": quick,
        "kinds": sorted(ItemKind.all(), key=lambda kind: kind.order),
        "levels": CognitiveLevel.choices,
        "level": request.GET.get("muc", ""),
        "states": ItemState.choices,
        "can_edit": ability in ("edit", "review", "manage") and not (current and current.is_archived),
        "can_manage": ability == "manage",
        "nodes": nodes,
        "folder": next((node.folder for node in nodes if node.folder.pk == wanted.folder_id), None),
    }
    return render(request, "items/bank.html", context)


@require_http_methods(["GET", "POST"])
@access(authors)
def new_bank(request: HttpRequest) -> HttpResponse:
    """Begin a bank."""
    actor = request.actor  # type: ignore[attr-defined]
    form = BankForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(Unit, pk=actor.unit_id)
        data = form.cleaned_data
        subject = data["subject"]
        try:
            made = services.create_bank(
                actor=actor,
                unit=unit,
                name=data["name"],
                is_personal=data["is_personal"],
                subject_id=subject.pk if subject else None,
                needs_review=data["needs_review"],
            )
        except ItemError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("assessment:bank", bank_uuid=made.uuid)
    return render(request, "items/new_bank.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access(authors)
def share(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Rename, share and archive a bank; hand out and take back abilities."""
    actor = request.actor  # type: ignore[attr-defined]
    current = bank_of(request, bank_uuid)
    if not can_manage_bank(actor, current):
        raise Http404
    names = ("name", "shared_down", "offered_up", "needs_review", "is_archived")
    form = ShareForm(
        request.POST if request.POST.get("viec") == "chung" else None, initial={name: getattr(current, name) for name in names}
    )
    grant = GrantForm(request.POST if request.POST.get("viec") == "quyen" else None)
    try:
        if request.method == "POST" and _shared(request, current, form, grant):
            return redirect("assessment:bank_share", bank_uuid=current.uuid)
    except ItemError as error:
        messages.error(request, error.message)
    context = {"bank": current, "form": form, "grant_form": grant, "grants": banks.grants_of(current)}
    return render(request, "items/share.html", context)


def _shared(request: HttpRequest, current: Bank, form: ShareForm, grant: GrantForm) -> bool:
    actor, what = request.actor, request.POST.get("viec")  # type: ignore[attr-defined]
    if what == "chung" and form.is_valid():
        services.update_bank(actor=actor, bank=current, **form.cleaned_data)
        messages.success(request, _("Đã lưu."))
        return True
    if what == "quyen" and grant.is_valid():
        account = Account.objects.filter(username=grant.cleaned_data["person"].strip().lower()).select_related("person").first()
        if account is None:
            grant.add_error("person", _("Không có ai dùng tên đăng nhập này."))
            return False
        services.grant_ability(actor=actor, bank=current, ability=grant.cleaned_data["ability"], person=account.person)
        messages.success(request, _("Đã trao quyền."))
        return True
    if what == "thu-hoi":
        row = get_object_or_404(BankGrant, pk=request.POST.get("id") or 0, bank=current)
        services.revoke_ability(actor=actor, grant=row)
        messages.success(request, _("Đã thu hồi quyền."))
        return True
    return False


@require_POST
@access(authors)
def folder(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Make, rename or remove a folder."""
    actor = request.actor  # type: ignore[attr-defined]
    current = bank_of(request, bank_uuid)
    chosen = Folder.objects.filter(bank=current, pk=request.POST.get("id") or 0).first()
    what, name = request.POST.get("viec"), request.POST.get("name", "")
    try:
        if what == "xoa" and chosen:
            services.delete_folder(actor=actor, folder=chosen)
            messages.success(request, _("Đã xoá thư mục; câu hỏi trong đó được giữ."))
        elif what == "doi-ten" and chosen:
            services.rename_folder(actor=actor, folder=chosen, name=name)
        else:
            services.create_folder(actor=actor, bank=current, name=name, parent=chosen)
    except ItemError as error:
        messages.error(request, error.message)
    return redirect("assessment:bank", bank_uuid=current.uuid)


@require_POST
@access(authors)
def bulk(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Do one thing to the chosen questions; says what was done or what stands in the way."""
    actor = request.actor  # type: ignore[attr-defined]
    current = bank_of(request, bank_uuid)
    chosen = items.items_by_ids(actor, [int(pk) for pk in request.POST.getlist("cau") if pk.isdecimal()])
    back = request.POST.get("ve", "")
    if not chosen:
        messages.error(request, _("Chưa chọn câu nào."))
    else:
        try:
            messages.success(request, _done(request, actor, current, chosen))
        except ItemError as error:
            messages.error(request, error.message)
    where = reverse("assessment:bank", args=[current.uuid])
    return HttpResponseRedirect(f"{where}?{back}" if back and "\n" not in back and len(back) < 500 else where)


def _done(request: HttpRequest, actor: Any, current: Bank, chosen: list[Any]) -> str:
    given, what = request.POST, request.POST.get("viec", "")
    if what == "chuyen":
        target = Folder.objects.filter(bank=current, pk=given.get("thu-muc") or 0).first()
        count = services.move_items(actor=actor, items=chosen, folder=target)
        return ngettext("Đã chuyển %(count)s câu.", "Đã chuyển %(count)s câu.", count) % {"count": count}
    if what == "dung-duoc":
        count = services.make_ready(actor=actor, items=chosen)
        return ngettext("%(count)s câu đã dùng được.", "%(count)s câu đã dùng được.", count) % {"count": count}
    if what == "gui-duyet":
        for item in chosen:
            services.send_to_review(actor=actor, item=item)
        return ngettext("Đã gửi duyệt %(count)s câu.", "Đã gửi duyệt %(count)s câu.", len(chosen)) % {"count": len(chosen)}
    if what == "ngung":
        count = services.retire_items(actor=actor, items=chosen)
        return ngettext("%(count)s câu đã ngừng dùng.", "%(count)s câu đã ngừng dùng.", count) % {"count": count}
    if what == "chep":
        unit = get_object_or_404(Unit, pk=actor.unit_id)
        made = services.copy_items(actor=actor, items=chosen, bank=services.own_bank(actor=actor, unit=unit))
        words = ngettext("Đã chép %(count)s câu về ngân hàng của tôi.", "Đã chép %(count)s câu về ngân hàng của tôi.", len(made))
        return words % {"count": len(made)}
    difficulty = given.get("do-kho", "").replace(",", ".")
    tags = tuple(tag for tag in given.get("nhan", "").split(",") if tag.strip())
    meta = ItemMeta(
        level=given.get("muc") or None,
        difficulty=float(difficulty) if difficulty.replace(".", "", 1).isdecimal() else None,
        outcome_id=int(given["yccd"]) if given.get("yccd", "").isdecimal() else None,
        tags=tags or None,
    )
    count = services.save_meta(actor=actor, items=chosen, meta=meta)
    return ngettext("Đã ghi thông tin cho %(count)s câu.", "Đã ghi thông tin cho %(count)s câu.", count) % {"count": count}


def may_edit(request: HttpRequest, current: Bank) -> None:
    """Answer 404 unless the actor writes in the bank."""
    if not can_edit_bank(request.actor, current):  # type: ignore[attr-defined]
        raise Http404
