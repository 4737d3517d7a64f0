"""The question bank: folders and the list; banks of one's own."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.organisations.models import Unit

from .. import services
from ..enums import CognitiveLevel, ItemState
from ..errors import ItemError
from ..forms import BankForm, MetaForm
from ..models import Bank, Folder
from ..policies import authors, can_edit_bank, can_open_bank, can_open_unit_bank
from ..rules.abilities import at_least
from ..rules.levels import stored_levels
from ..selectors import banks, items, listing
from ..selectors.kinds import ordered_kinds
from ..selectors.rows import item_rows
from ..types import BankNode, FolderNode, ItemFilter

QUICK = {"can-xem": "look", "danh-dau": "starred"}
DIFFICULTY = {"de": "easy", "vua": "medium", "kho": "hard", "chua": "unknown"}
ORDER = {"cu": "oldest", "dung": "used", "kho": "hardest", "de": "easiest"}
USAGE = {"roi": "used", "chua": "unused"}


def bank_of(request: HttpRequest, bank_uuid: UUID) -> Bank:
    """Return a bank the actor may take questions from, or answer 404."""
    found = banks.bank_by_uuid(request.actor, bank_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def may_edit(request: HttpRequest, current: Bank) -> None:
    """Answer 404 unless the actor writes in the bank."""
    if not can_edit_bank(request.actor, current):  # type: ignore[attr-defined]
        raise Http404


def number(text: str | None) -> int | None:
    """Return the row id somebody sent, None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def wanted_items(request: HttpRequest, bank: Bank | None, nodes: list[FolderNode]) -> ItemFilter:
    """Return what the address asks to see; what can't be is left out."""
    given = request.GET
    state, folder_id = given.get("trang-thai", ""), number(given.get("thu-muc"))
    return ItemFilter(
        bank_id=bank.pk if bank else None,
        folder_ids=next((node.within for node in nodes if node.folder.pk == folder_id), ()),
        kind=given.get("dang", "")[:30],
        levels=stored_levels(given.get("muc", "")),
        state=state if state in ItemState.values else "",
        outcome_id=number(given.get("yccd")),
        author_id=number(given.get("nguoi")),
        tag=given.get("nhan", "")[:60],
        usage=USAGE.get(given.get("dung", ""), ""),
        text=given.get("q", "")[:100],
        quick="" if bank else QUICK.get(given.get("loc", ""), ""),
        difficulty=DIFFICULTY.get(given.get("do-kho", ""), ""),
        order=ORDER.get(given.get("xep", ""), "newest"),
        after=given.get("sau", "")[:40],
    )


def _filtered(wanted: ItemFilter) -> bool:
    narrow = (wanted.kind, wanted.levels, wanted.state, wanted.outcome_id, wanted.author_id, wanted.tag, wanted.usage, wanted.difficulty)
    return any((*narrow, wanted.text))


def _choices(actor: Any, current: Bank | None) -> dict[str, Any]:
    """Return what the filters offer in this bank."""
    if current is None:
        return {}
    return {
        "topics": items.topic_choices(actor, current.subject_id),
        "tags": items.tags_of(current),
        "people": items.authors_of(actor, current),
    }


@require_GET
@access(authors)
def bank(request: HttpRequest, bank_uuid: UUID | None = None) -> HttpResponse:
    """Show a bank (by default the first one), or a quick list over all banks."""
    actor = request.actor  # type: ignore[attr-defined]
    quick = QUICK.get(request.GET.get("loc", ""), "") if bank_uuid is None else ""
    tree = banks.bank_tree(actor)
    known: list[BankNode] = [*tree["mine"], *tree["shared"]]
    current = next((node.bank for node in known if node.bank.uuid == bank_uuid), None) if bank_uuid else None
    if bank_uuid and current is None:
        current = bank_of(request, bank_uuid)
    if current is None and not quick and known:
        return redirect("assessment:bank", bank_uuid=known[0].bank.uuid)
    nodes = banks.folder_nodes(current) if current else []
    ability = next((node.ability for node in known if current and node.bank.pk == current.pk), "")
    if current is not None and current.is_archived:
        ability = "manage" if banks_manages(actor, current) else "use"
    wanted = wanted_items(request, current, nodes)
    page = listing.item_page(actor, wanted) if current or quick else None
    can_edit = ability in at_least("edit") and not (current and current.is_archived)
    editable = ({current.pk} if can_edit else set()) if current and not current.is_archived and ability else None
    context = {
        "bank": current,
        "tree": tree,
        "archived": banks.archived_banks(actor),
        "counts": banks.quick_counts(actor),
        "page": page,
        "rows": item_rows(actor, page.items, editable) if page else [],
        "total": listing.item_count(actor, wanted) if page else 0,
        "wanted": wanted,
        "is_filtered": _filtered(wanted),
        "quick": quick,
        "kinds": ordered_kinds(),
        "levels": CognitiveLevel.choices,
        "states": ItemState.choices,
        "given": request.GET,
        "without_filters": urlencode({"thu-muc": wanted.folder_ids[0]}) if wanted.folder_ids else "",
        "can_edit": can_edit,
        "can_manage": ability == "manage",
        "nodes": nodes,
        "folder_targets": banks.folder_targets(nodes, wanted.folder_ids),
        "folder": next((node.folder for node in nodes if wanted.folder_ids and node.folder.pk == wanted.folder_ids[0]), None),
        "targets": [node.bank for node in known if node.ability in at_least("edit")] if current else [],
        "meta_form": _bulk_form(actor, current) if can_edit else None,
        **_choices(actor, current),
    }
    return render(request, "items/bank.html", context)


def banks_manages(actor: Any, current: Bank) -> bool:
    """Say whether the actor manages an archived bank, which the tree leaves out."""
    return any(bank.pk == current.pk for bank in banks.archived_banks(actor))


def _bulk_form(actor: Any, current: Bank | None) -> MetaForm:
    subject_id = current.subject_id if current else None
    form = MetaForm(auto_id="nhieu-%s", outcomes=items.outcomes_for(actor, subject_id, None))
    for name in ("seen", "points"):
        del form.fields[name]
    for field in form.fields.values():
        field.widget.attrs["form"] = "nhieu"  # the dialog stands outside the form of the list
    return form


@require_http_methods(["GET", "POST"])
@access(authors)
def new_bank(request: HttpRequest) -> HttpResponse:
    """Begin a bank: one's own, or for who oversees banks the unit's."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = get_object_or_404(Unit, pk=actor.unit_id)
    form = BankForm(request.POST or None)
    may_own = can_open_bank(actor)
    if not (may_own and can_open_unit_bank(actor, unit)):
        del form.fields["is_personal"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.create_bank(
                actor=actor,
                unit=unit,
                name=data["name"],
                is_personal=data.get("is_personal", may_own),
                subject_id=data["subject"].pk if data["subject"] else None,
                needs_review=data["needs_review"],
            )
        except ItemError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("assessment:bank", bank_uuid=made.uuid)
    return render(request, "items/new_bank.html", {"form": form, "unit": unit})


@require_POST
@access(authors)
def folder(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Make, rename, move or remove a folder."""
    actor = request.actor  # type: ignore[attr-defined]
    current = bank_of(request, bank_uuid)
    chosen = Folder.objects.filter(bank=current, pk=number(request.POST.get("id")) or 0).select_related("bank", "parent").first()
    what, name = request.POST.get("viec", "tao"), request.POST.get("name", "")
    if what in ("xoa", "doi-ten", "dua-vao") and chosen is None:
        raise Http404
    shown = chosen
    try:
        if what == "xoa" and chosen:
            services.delete_folder(actor=actor, folder=chosen)
            shown = chosen.parent
            messages.success(request, _("Đã xoá thư mục; câu hỏi trong đó được giữ."))
        elif what == "dua-vao" and chosen:
            target = Folder.objects.filter(bank=current, pk=number(request.POST.get("vao")) or 0).first()
            services.move_folder(actor=actor, folder=chosen, parent=target)
            messages.success(request, _("Đã chuyển thư mục."))
        elif what == "doi-ten" and chosen:
            services.rename_folder(actor=actor, folder=chosen, name=name)
        else:
            shown = services.create_folder(actor=actor, bank=current, name=name, parent=chosen)
    except ItemError as error:
        messages.error(request, error.message)
    where = redirect("assessment:bank", bank_uuid=current.uuid)
    if shown is not None:
        where["Location"] += f"?thu-muc={shown.pk}"
    return where
