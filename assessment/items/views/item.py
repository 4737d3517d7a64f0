"""One question: writing it, its metadata, its versions, its pictures."""

import json
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access

from .. import services
from ..enums import ItemState
from ..errors import EditConflict, ItemError
from ..forms import MetaForm
from ..models import Folder, Item, ItemVersion
from ..policies import authors, can_edit_item, can_manage_bank, can_review_item
from ..selectors import items
from ..selectors.files import signed_address
from ..selectors.kinds import kind_of, ordered_kinds
from ..selectors.rendering import question
from ..selectors.rows import item_rows
from .bank import bank_of, may_edit, number

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHOWN_TWINS = 3


def item_of(request: HttpRequest, item_uuid: UUID) -> Item:
    """Return an item the actor may see, or answer 404."""
    found = items.item_by_uuid(request.actor, item_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def looked_at(request: HttpRequest, item_uuid: UUID) -> Item:
    """Return an item whose content will be shown: looks at sealed ones go into the audit trail."""
    found = item_of(request, item_uuid)
    if found.sealed_until and found.sealed_until > timezone.now():
        services.note_sealed_look(actor=request.actor, item=found)  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "POST"])
@access(authors)
def new(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Choose a kind; the question begins blank and opens in the editor. `ngu-lieu` is the passage it stands under."""
    bank = bank_of(request, bank_uuid)
    may_edit(request, bank)
    given = request.POST if request.method == "POST" else request.GET
    folder = Folder.objects.filter(bank=bank, pk=number(given.get("thu-muc")) or 0).first()
    wanted = given.get("ngu-lieu", "")
    stimulus = item_of(request, UUID(wanted)) if _UUID.fullmatch(wanted) else None
    if request.method == "POST":
        try:
            made = services.create_item(
                actor=request.actor,  # type: ignore[attr-defined]
                bank=bank,
                kind=given.get("kind", ""),
                folder=stimulus.folder if stimulus else folder,
                stimulus=stimulus,
            )
        except ItemError as error:
            messages.error(request, error.message)
        else:
            return redirect("assessment:item", item_uuid=made.uuid)
    kinds = [kind for kind in ordered_kinds() if kind.is_question or stimulus is None]
    return render(request, "items/new.html", {"bank": bank, "kinds": kinds, "folder": folder, "stimulus": stimulus})


def preview(item: Item, content: dict[str, Any], mode: str = "take", position: int = 1) -> str:
    """Return a question as pupils see it, or with `review` as teachers do, with its key."""
    kind = kind_of(item.kind)
    made = question(kind=kind, content=content, number=0, position=position, mode=mode, shows_key=mode == "review")
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
    every = {kind.key: kind for kind in ordered_kinds()}
    wanted = {item.kind} | ({*every} - {"composite", "stimulus"} if item.kind == "composite" else set())
    return {
        "kind": item.kind,
        "kinds": {
            key: {"fields": [_field(field) for field in every[key].fields()], "blank": every[key].clean(every[key].blank())}
            for key in sorted(wanted)
        },
        "content": content,
        "revision": item.revision,
        "saveUrl": reverse("assessment:item_save", args=[item.uuid]),
        "uploadUrl": reverse("assessment:item_upload", args=[item.uuid]),
        "files": {uuid: signed_address(uuid) for uuid in dict.fromkeys(_UUID.findall(json.dumps(content)))},
        "problems": problems(item.kind, content),
    }


def problems(kind: str, content: dict[str, Any]) -> list[dict[str, str]]:
    """Return what keeps a question from being asked, as JSON."""
    return [{"where": problem.where, "message": str(problem.message)} for problem in kind_of(kind).problems(content)]


@require_http_methods(["GET", "POST"])
@access(authors)
def item(request: HttpRequest, item_uuid: UUID) -> HttpResponse:
    """Show a question: in the editor for who may write, else as it is; POST saves its metadata."""
    actor = request.actor  # type: ignore[attr-defined]
    found = looked_at(request, item_uuid)
    may_write = can_edit_item(actor, found)
    if request.method == "POST" and not may_write:
        raise Http404
    form = _meta_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_meta(actor=actor, items=[found], meta=form.meta(), seen=form.cleaned_data["seen"])
        except ItemError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            form.data = {**form.data.dict(), "seen": items.seen_facts(found)}  # type: ignore[attr-defined]  # saving again is meant then
        else:
            messages.success(request, _("Đã lưu thông tin câu hỏi."))
            return redirect("assessment:item", item_uuid=found.uuid)
    return render(request, "items/item.html", _context(request, found, form, may_write))


def _context(request: HttpRequest, found: Item, form: MetaForm, may_write: bool) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    kind = kind_of(found.kind)
    version = (found.working if may_write else found.ready) or found.working
    content = version.content if version else {}
    names = services.facts_named()
    editable = may_write and found.state not in (ItemState.IN_REVIEW, ItemState.RETIRED)
    below = [] if kind.is_question else items.questions_under(actor, found)
    return {
        "item": found,
        "kind": kind,
        "version": version,
        "form": form,
        "editor": json.dumps(_editor(found, content), ensure_ascii=False) if editable else "",
        "preview": preview(found, content) if editable else "",
        "look": "" if editable else preview(found, content, "review"),
        "editable": editable,
        "may_write": may_write,
        "may_review": found.state == ItemState.IN_REVIEW and can_review_item(actor, found),
        "may_seal": can_manage_bank(actor, found.bank),
        "lacking": [names[name] for name in services.missing_facts(found)],
        "problems": problems(found.kind, content),
        "versions": items.versions_of(found) if may_write else [],
        "last_return": _last_return(found) if may_write else None,
        "twins": _twins(actor, found, content) if may_write else [],
        "questions": item_rows(actor, below),
        "is_starred": found.stars.filter(person_id=actor.person_id).exists(),
        "is_sealed": found.sealed_until is not None and found.sealed_until > timezone.now(),
    }


def _twins(actor: Any, found: Item, content: dict[str, Any]) -> list[Any]:
    """Return the questions of the bank that read most like this one."""
    text = kind_of(found.kind).text(content)
    return items.twins(actor, found.bank, text, stem=items.stem_of(content), without=[found.pk])[:SHOWN_TWINS]


def _last_return(found: Item) -> Any:
    """Return the decision that sent the working version back, while it is being mended."""
    if found.state != ItemState.DRAFT or found.working is None:
        return None
    last = found.working.reviews.select_related("reviewer").order_by("-pk").first()
    return last if last is not None and last.decision == "returned" else None


def _meta_form(request: HttpRequest, found: Item) -> MetaForm:
    initial = {
        "subject": found.subject_id or found.bank.subject_id,
        "grade": found.grade_id,
        "outcome": found.outcome_id,
        "level": found.level,
        "difficulty": found.difficulty,
        "points": float(found.points) if found.points is not None else None,
        "source": found.source,
        "friends": found.friends,
        "tags": ", ".join(sorted(tag.name for tag in found.tags.all())),
        "seen": items.seen_facts(found),
    }
    asked = request.POST if request.method == "POST" else None
    subject = number(asked.get("subject")) if asked is not None else found.subject_id or found.bank.subject_id
    grade = number(asked.get("grade")) if asked is not None else found.grade_id
    outcomes = items.outcomes_for(request.actor, subject, grade)  # type: ignore[attr-defined]
    return MetaForm(asked, initial=initial, outcomes=outcomes, is_question=kind_of(found.kind).is_question)


@require_GET
@access(authors)
def outcomes(request: HttpRequest) -> HttpResponse:
    """Answer the outcomes of a subject and grade as options, when either is changed in a form."""
    given = request.GET
    rows = items.outcomes_for(request.actor, number(given.get("subject")), number(given.get("grade")))  # type: ignore[attr-defined]
    return render(request, "items/_outcomes.html", {"rows": rows, "chosen": number(given.get("outcome"))})


@require_POST
@access(authors)
def save(request: HttpRequest, item_uuid: UUID) -> JsonResponse:
    """Keep what the editor holds. 409 with what is stored when somebody else saved in between."""
    found = item_of(request, item_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    try:
        body = json.loads(request.body)
        content, revision = body["content"], int(body["revision"])
        if not isinstance(content, dict):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"message": _("Không đọc được dữ liệu gửi lên.")}, status=400)
    try:
        saved = services.save_content(actor=actor, item=found, content=content, revision=revision)
    except EditConflict as conflict:
        looked_at(request, item_uuid)
        answer = {"message": conflict.message, "revision": conflict.revision, "content": conflict.content, "by": conflict.by}
        return JsonResponse(answer, status=409)
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    kept = saved.working.content if saved.working else {}
    wrong, names = problems(saved.kind, kept), services.facts_named()
    lacking = [names[name] for name in services.missing_facts(saved)]
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": timezone.localtime().strftime("%H:%M"),
            "content": kept,
            "problems": wrong,
            "lacking": render_to_string("items/_lacking.html", {"problems": wrong, "lacking": lacking}),
            "preview": preview(saved, kept),
            "alike": render_to_string("items/_twins.html", {"twins": _twins(actor, saved, kept)}),
        }
    )


@require_POST
@access(authors)
def upload(request: HttpRequest, item_uuid: UUID) -> JsonResponse:
    """Take a picture or recording into the question's bank."""
    found = item_of(request, item_uuid)
    may_edit(request, found.bank)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"message": _("Chưa chọn tệp.")}, status=400)
    try:
        kept = services.store_file(actor=request.actor, bank=found.bank, upload=file)  # type: ignore[attr-defined]
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    facts = {"uuid": str(kept.uuid), "url": signed_address(str(kept.uuid)), "type": kept.content_type}
    return JsonResponse({**facts, "width": kept.width, "height": kept.height, "name": kept.name})


def _version_of(request: HttpRequest, found: Item, version_number: int) -> ItemVersion:
    chosen = found.versions.select_related("author").filter(number=version_number).first()
    if chosen is None or not can_edit_item(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    return chosen


@require_GET
@access(authors)
def version(request: HttpRequest, item_uuid: UUID, version_number: int) -> HttpResponse:
    """Show an older version beside the present one."""
    found = looked_at(request, item_uuid)
    chosen = _version_of(request, found, version_number)
    now = found.working.content if found.working else {}
    context = {
        "item": found,
        "chosen": chosen,
        "then": preview(found, chosen.content, "review"),
        "now": preview(found, now, "review", position=2),  # ids of a page are its own
        "is_same": chosen.content == now,
        "may_restore": chosen.pk != found.working_id and found.state not in (ItemState.IN_REVIEW, ItemState.RETIRED),
    }
    return render(request, "items/version.html", context)


@require_POST
@access(authors)
def restore(request: HttpRequest, item_uuid: UUID, version_number: int) -> HttpResponse:
    """Go on from an older version: its content becomes the newest; nothing is lost."""
    found = item_of(request, item_uuid)
    chosen = _version_of(request, found, version_number)
    note = _("theo bản %(number)s") % {"number": chosen.number}
    try:
        sent = number(request.POST.get("revision"))
        revision = found.revision if sent is None else sent
        services.restore_version(actor=request.actor, item=found, version=chosen, revision=revision, note=note)  # type: ignore[attr-defined]
        messages.success(request, _("Đã lấy lại nội dung bản %(number)s.") % {"number": chosen.number})
    except ItemError as error:
        messages.error(request, error.message)
    return redirect("assessment:item", item_uuid=found.uuid)
