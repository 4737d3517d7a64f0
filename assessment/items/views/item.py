"""One question: writing it, its metadata, its way through review, its versions, its pictures."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.hooks import ItemKind
from core.access.views import access

from .. import services
from ..errors import EditConflict, ItemError
from ..forms import MetaForm
from ..models import Folder, Item
from ..policies import authors, can_edit_item, can_manage_bank, can_review_item, visible_outcomes
from ..selectors import items
from ..selectors.files import signed_address
from ..selectors.rendering import question
from ..services.reviews import facts_named
from .bank import bank_of, may_edit


def item_of(request: HttpRequest, item_uuid: UUID) -> Item:
    """Return an item the actor may see, or answer 404; looks at sealed ones are audited."""
    found = items.item_by_uuid(request.actor, item_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    if found.sealed_until and found.sealed_until > timezone.now():
        services.note_sealed_look(actor=request.actor, item=found)  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "POST"])
@access(authors)
def new(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Choose a kind; the question begins blank and opens in the editor."""
    bank = bank_of(request, bank_uuid)
    may_edit(request, bank)
    if request.method == "POST":
        folder = Folder.objects.filter(bank=bank, pk=request.POST.get("thu-muc") or 0).first()
        try:
            made = services.create_item(actor=request.actor, bank=bank, kind=request.POST.get("kind", ""), folder=folder)  # type: ignore[attr-defined]
        except ItemError as error:
            messages.error(request, error.message)
        else:
            return redirect("assessment:item", item_uuid=made.uuid)
    kinds = sorted(ItemKind.all(), key=lambda kind: kind.order)
    return render(request, "items/new.html", {"bank": bank, "kinds": kinds, "folder": request.GET.get("thu-muc", "")})


def _preview(item: Item, content: dict[str, Any], mode: str = "take") -> str:
    kind = ItemKind.of(item.kind)
    made = question(kind=kind, content=content, number=1, position=1, mode=mode, shows_key=mode == "review")
    return render_to_string(kind.template, {"question": made})


def _field(field: Any) -> dict[str, Any]:
    """Return a field of an editor as JSON."""
    return {
        "name": field.name,
        "widget": field.widget,
        "label": str(field.label),
        "help": str(field.help),
        "choices": [[key, str(label)] for key, label in field.choices],
        "fields": [_field(inside) for inside in field.fields],
        "on": field.on,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "placeholder": str(field.placeholder),
    }


def _editor(item: Item, content: dict[str, Any]) -> dict[str, Any]:
    kinds = {kind.key: {"fields": [_field(field) for field in kind.fields()], "blank": kind.clean(kind.blank())} for kind in ItemKind.all()}
    wanted = {item.kind} | ({*kinds} - {"composite", "stimulus"} if item.kind == "composite" else set())
    return {
        "kind": item.kind,
        "kinds": {key: kinds[key] for key in wanted},
        "content": content,
        "revision": item.revision,
        "saveUrl": reverse("assessment:item_save", args=[item.uuid]),
        "uploadUrl": reverse("assessment:item_upload", args=[item.uuid]),
        "files": {uuid: signed_address(uuid) for uuid in _files(content)},
        "problems": _problems(item.kind, content),
    }


def _files(content: dict[str, Any]) -> list[str]:
    import re

    return list(dict.fromkeys(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", json.dumps(content))))


def _problems(kind: str, content: dict[str, Any]) -> list[dict[str, str]]:
    return [{"where": problem.where, "message": str(problem.message)} for problem in ItemKind.of(kind).problems(content)]


@require_http_methods(["GET", "POST"])
@access(authors)
def item(request: HttpRequest, item_uuid: UUID) -> HttpResponse:
    """Show a question: in the editor for who may write, else as it is; POST saves its metadata."""
    actor = request.actor  # type: ignore[attr-defined]
    found = item_of(request, item_uuid)
    editable = can_edit_item(actor, found)
    version = found.working if editable else found.ready or found.working
    content = version.content if version else {}
    form = _meta_form(request, found)
    if request.method == "POST":
        if not editable:
            raise Http404
        if form.is_valid():
            try:
                services.save_meta(actor=actor, items=[found], meta=form.meta())
            except ItemError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, _("Đã lưu thông tin câu hỏi."))
                return redirect("assessment:item", item_uuid=found.uuid)
    kind = ItemKind.of(found.kind)
    names = facts_named()
    context = {
        "item": found,
        "kind": kind,
        "version": version,
        "form": form,
        "editor": json.dumps(_editor(found, content), ensure_ascii=False) if editable else "",
        "preview": _preview(found, content, "take"),
        "look": _preview(found, content, "review"),
        "editable": editable and found.state not in ("in_review", "retired"),
        "may_write": editable,
        "may_review": version is not None and found.state == "in_review" and can_review_item(actor, version),
        "may_seal": can_manage_bank(actor, found.bank),
        "lacking": [names[name] for name in services.missing_facts(found)],
        "problems": _problems(found.kind, content),
        "versions": items.versions_of(found),
        "twins": items.twins(found.bank, kind.text(content), without=[found.pk])[:3],
        "questions": found.questions.select_related("working").order_by("position", "pk")[:30] if not kind.is_question else [],
        "is_starred": found.stars.filter(person_id=actor.person_id).exists(),
    }
    return render(request, "items/item.html", context)


def _meta_form(request: HttpRequest, found: Item) -> MetaForm:
    initial = {
        "subject": found.subject_id or found.bank.subject_id,
        "grade": found.grade_id,
        "outcome": found.outcome_id,
        "level": found.level,
        "difficulty": found.difficulty,
        "source": found.source,
        "friends": found.friends,
        "tags": ", ".join(found.tags.values_list("name", flat=True)),
    }
    subject: Any = request.POST.get("subject") or initial["subject"] or 0
    outcomes = visible_outcomes(request.actor).filter(subject_id=subject).select_related("grade")  # type: ignore[attr-defined]
    return MetaForm(request.POST or None, initial=initial, outcomes=outcomes)


@require_POST
@access(authors)
def save(request: HttpRequest, item_uuid: UUID) -> JsonResponse:
    """Keep what the editor holds. 409 with what is stored when somebody else saved in between."""
    found = item_of(request, item_uuid)
    try:
        body = json.loads(request.body)
        content, revision = body["content"], int(body["revision"])
        if not isinstance(content, dict):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"message": _("Không đọc được dữ liệu gửi lên.")}, status=400)
    try:
        saved = services.save_content(actor=request.actor, item=found, content=content, revision=revision)  # type: ignore[attr-defined]
    except EditConflict as conflict:
        answer = {"message": conflict.message, "revision": conflict.revision, "content": conflict.content, "by": conflict.by}
        return JsonResponse(answer, status=409)
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    kept = saved.working.content if saved.working else {}
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": timezone.localtime().strftime("%H:%M"),
            "content": kept,
            "problems": _problems(saved.kind, kept),
            "preview": _preview(saved, kept),
        }
    )


@require_POST
@access(authors)
def upload(request: HttpRequest, item_uuid: UUID) -> JsonResponse:
    """Take a picture or recording into the question's bank."""
    found = item_of(request, item_uuid)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"message": _("Chưa chọn tệp.")}, status=400)
    try:
        kept = services.store_file(actor=request.actor, bank=found.bank, upload=file)  # type: ignore[attr-defined]
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    facts = {"uuid": str(kept.uuid), "url": signed_address(str(kept.uuid)), "type": kept.content_type}
    return JsonResponse({**facts, "width": kept.width, "height": kept.height, "name": kept.name})


@require_POST
@access(authors)
def act(request: HttpRequest, item_uuid: UUID, verb: str) -> HttpResponse:
    """Move a question along: ready, to review, approved or returned, retired, starred, sealed, copied."""
    actor = request.actor  # type: ignore[attr-defined]
    found = item_of(request, item_uuid)
    given = request.POST
    try:
        if verb == "dung-duoc":
            services.make_ready(actor=actor, items=[found])
            messages.success(request, _("Câu hỏi đã dùng được."))
        elif verb == "gui-duyet":
            services.send_to_review(actor=actor, item=found)
            messages.success(request, _("Đã gửi duyệt."))
        elif verb == "rut-ve":
            services.withdraw_from_review(actor=actor, item=found)
        elif verb in ("duyet", "tra-lai"):
            decision = "approved" if verb == "duyet" else "returned"
            services.review_item(actor=actor, item=found, decision=decision, remark=given.get("remark", ""))
            messages.success(request, _("Đã ghi ý kiến duyệt."))
        elif verb in ("ngung", "dung-lai"):
            services.retire_items(actor=actor, items=[found], is_retired=verb == "ngung")
        elif verb == "danh-dau":
            services.star_item(actor=actor, item=found, is_on=given.get("on") == "1")
        elif verb == "niem-phong":
            until = parse_datetime(given.get("until", "")) if given.get("until") else None
            services.seal_items(actor=actor, items=[found], until=timezone.make_aware(until) if until else None)
            messages.success(request, _("Đã niêm phong.") if until else _("Đã bỏ niêm phong."))
        elif verb == "nhan-ban":
            made = services.copy_items(actor=actor, items=[found], bank=found.bank, folder=found.folder)
            return redirect("assessment:item", item_uuid=made[0].uuid)
    except ItemError as error:
        messages.error(request, error.message)
    return redirect("assessment:item", item_uuid=found.uuid)


@require_GET
@access(authors)
def version(request: HttpRequest, item_uuid: UUID, number: int) -> HttpResponse:
    """Show an older version beside the present one."""
    found = item_of(request, item_uuid)
    chosen = found.versions.select_related("author").filter(number=number).first()
    if chosen is None or not can_edit_item(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    now = found.working.content if found.working else {}
    context = {"item": found, "chosen": chosen, "then": _preview(found, chosen.content, "review"), "now": _preview(found, now, "review")}
    return render(request, "items/version.html", context)
