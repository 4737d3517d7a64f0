"""The reader, its no-script forms, and the door for changes."""

import json
import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from core.access.policies import anyone
from core.access.views import access
from core.people.models import Person
from lms.delivery.enums import ChangeKind
from lms.delivery.errors import BadBatchError, OtherPersonError
from lms.delivery.policies import leads, learns
from lms.delivery.selectors import wording
from lms.delivery.selectors.reader import ReaderPage, preview_page, reader_page
from lms.delivery.serializers import read_batch
from lms.delivery.services import take_changes
from lms.delivery.types import Batch, Receipt, SentChange
from lms.hooks import ActivityType

MAX_BODY = 1_000_000


@require_GET
@access(learns)
@cache_control(private=True, no_cache=True)
def read(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Show an activity to its learner; a closed one says why."""
    page = reader_page(request.actor, course_uuid, activity_uuid)  # type: ignore[attr-defined]
    if page.waits_for:
        return render(request, "delivery/closed.html", {"page": page})
    return render(request, "delivery/reader.html", _content(request, page))


@require_GET
@access(leads)
def preview(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Show an author the draft as learners will see it; nothing is recorded."""
    page = preview_page(request.actor, course_uuid, activity_uuid)  # type: ignore[attr-defined]
    return render(request, "delivery/reader.html", _content(request, page))


def _content(request: HttpRequest, page: ReaderPage) -> dict[str, Any]:
    """Return what both the reader's own template and the kind's need."""
    urls = [page.course.uuid, page.activity.uuid]
    return {
        **page.content,
        "page": page,
        "activity": page.activity,
        "course": page.course,
        "answers": page.answers,
        "answer_url": "" if page.is_preview else reverse("lms:answer", args=urls),
        "edit_url": ActivityType.of(page.activity.kind).edit_url(page.activity) if page.is_preview else "",
        "can_keep": _may_keep(request, page),
        "shows_end": ActivityType.of(page.activity.kind).shows_end,
        "rule_text": wording.rule_text(page.activity),
        "help_reasons": wording.help_reasons(),
        "words": json.dumps(wording.reader_words(), ensure_ascii=False),
        "reader": _settings(request, page),
    }


def _may_keep(request: HttpRequest, page: ReaderPage) -> bool:
    is_shared: bool = request.actor.is_shared_device  # type: ignore[attr-defined]
    return not is_shared and not page.is_preview and bool(page.activity.config.get("offline", True))


def _settings(request: HttpRequest, page: ReaderPage) -> str:
    """Return what the reader's script must know, as JSON."""
    row = page.progress
    return json.dumps(
        {
            "person": page.person_uuid,
            "activity": str(page.activity.uuid),
            "title": page.activity.title,
            "sync": reverse("lms:sync"),
            "preview": page.is_preview,
            "shared": request.actor.is_shared_device,  # type: ignore[attr-defined]
            "rule": page.activity.completion,
            "done": page.is_done,
            "seen": sorted(row.steps_seen) if row else [],
            "position": row.position if row else "",
            "positionAt": int(row.position_at.timestamp() * 1000) if row and row.position_at else 0,
            "version": int(page.activity.updated_at.timestamp() * 1000),
            "help": bool(row and row.needs_help_since),
            "steps": [[step.id, int(step.is_checkpoint), int(step.must_pass), step.seconds] for step in page.steps],
            "parts": [[part.title, list(part.step_ids), part.seconds] for part in page.parts],
            "topics": [f"study:{page.activity.pk}:{class_id}" for class_id in page.class_ids],
            "notes": dict(page.notes),
            "paused": bool(page.session and page.session.paused_at),
            "keep": list(page.offline_urls),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


@require_POST
@access(anyone)
def sync(request: HttpRequest) -> JsonResponse:
    """Take a batch of changes. Answers 200 with a receipt, 400 unreadable, 401 signed out, 409 another person's."""
    actor = request.actor  # type: ignore[attr-defined]
    if not learns(actor):
        return JsonResponse({"code": "signed_out", "message": _("Hãy đăng nhập lại để gửi bài.")}, status=401)
    try:
        if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
            raise BadBatchError(_("Dữ liệu gửi lên quá lớn."))
        receipt = take_changes(actor=actor, batch=read_batch(json.loads(request.body)))
    except (ValueError, BadBatchError) as error:
        message = error.message if isinstance(error, BadBatchError) else _("Dữ liệu gửi lên không đọc được.")
        return JsonResponse({"code": "bad_batch", "message": message}, status=400)
    except OtherPersonError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=409)
    return JsonResponse(_receipt(receipt))


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "done": receipt.done,
        "refused": [{"id": id_, "code": code} for id_, code in receipt.refused],
        "standing": {
            key: {"state": one.state, "percent": one.percent, "score": one.score_ratio, "help": one.needs_help, "paused": one.is_paused}
            for key, one in receipt.standing.items()
        },
        "marks": {
            key: {"right": mark.is_correct, "feedback": mark.feedback, "explanation": mark.explanation}
            for key, mark in receipt.marks.items()
        },
        "now": receipt.now,
    }


def _take(request: HttpRequest, activity_uuid: UUID, *changes: tuple[ChangeKind, str, dict[str, Any]]) -> Receipt:
    """Hand changes made by a plain form to the same door phones use; refused ones are absent."""
    actor = request.actor  # type: ignore[attr-defined]
    now = int(timezone.now().timestamp() * 1000)
    sent = tuple(SentChange(uuid.uuid4(), activity_uuid, kind, block[:60], now, data) for kind, block, data in changes)
    person = Person.objects.values_list("uuid", flat=True).get(pk=actor.person_id)
    receipt = take_changes(actor=actor, batch=Batch(person, now, sent))
    if receipt.refused:
        raise Http404
    return receipt


def _back(course_uuid: UUID, activity_uuid: UUID, block: str = "") -> HttpResponseRedirect:
    url = reverse("lms:activity", args=[course_uuid, activity_uuid])
    return HttpResponseRedirect(f"{url}#b-{block}" if block else url)


@require_POST
@access(learns)
def answer(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Take the answer of a checkpoint's form."""
    block = request.POST.get("block", "")
    _take(request, activity_uuid, (ChangeKind.ANSWER, block, {"answer": _posted_answer(request)}))
    return _back(course_uuid, activity_uuid, block)


def _posted_answer(request: HttpRequest) -> Any:
    kind = request.POST.get("kind", "single")
    if kind == "multiple":
        return request.POST.getlist("answer")[:40]
    if kind == "true_false":
        return {key[7:]: value == "1" for key, value in list(request.POST.items())[:60] if key.startswith("answer-")}
    return request.POST.get("answer", "")[:500]


@require_POST
@access(learns)
def finish(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Mark an activity done by one's own word; for one that is read to the end, mark everything read."""
    page = reader_page(request.actor, course_uuid, activity_uuid)  # type: ignore[attr-defined]
    read_all: list[tuple[ChangeKind, str, dict[str, Any]]] = [
        (ChangeKind.SEEN, step.id, {}) for step in page.steps if not step.is_checkpoint or not step.must_pass
    ]
    receipt = _take(request, activity_uuid, (ChangeKind.FINISH, "", {}), *read_all)
    if receipt.standing[str(activity_uuid)].state == "completed":
        messages.success(request, _("Em đã xong bài này."))
    else:
        messages.info(request, _("Đã ghi nhận. Bài còn phần cần hoàn thành."))
    return _back(course_uuid, activity_uuid)


@require_POST
@access(learns)
def ask_help(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Ask the teacher for help, or take the call back."""
    if request.POST.get("off"):
        _take(request, activity_uuid, (ChangeKind.HELP, "", {"off": True}))
        messages.info(request, _("Em đã tự làm được, thầy cô biết rồi."))
    else:
        _take(request, activity_uuid, (ChangeKind.HELP, request.POST.get("block", ""), {"text": request.POST.get("text", "")[:500]}))
        messages.success(request, _("Thầy cô đã thấy em cần giúp."))
    return _back(course_uuid, activity_uuid)


@require_POST
@access(learns)
def note(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Keep one's own note on a block or on the whole activity."""
    block = request.POST.get("block", "")
    _take(request, activity_uuid, (ChangeKind.NOTE, block, {"text": request.POST.get("text", "")[:5000]}))
    messages.success(request, _("Đã lưu ghi chú."))
    return _back(course_uuid, activity_uuid, block)
