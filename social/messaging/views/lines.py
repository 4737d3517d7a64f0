"""Sending, catching up, reading, recalling: for forms and for scripts."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access.views import access
from social.files.views import is_other_person
from social.moderation.services.crisis import care_url

from .. import selectors, services
from ..errors import MessageRefused
from ..models import Conversation, Message
from ..policies import uses_messages
from ..types import Draft, Line

_REFUSED_STATUS = {"flood": 429, "person": 409}


def number_of(text: str | None) -> int | None:
    """Return the number a page sent; None where there is none that makes sense."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _draft(request: HttpRequest) -> Draft:
    """Read what is sent, JSON or a form; bad ids are refused with a sentence."""
    given: Any = request.POST
    files = request.POST.getlist("files")
    try:
        if request.content_type == "application/json":
            given = json.loads(request.body)
            files = list(given.get("files") or [])
        if is_other_person(request, str(given.get("person") or "")):
            raise MessageRefused("person", _("Tin này của người khác dùng chung máy. Tin sẽ gửi khi người đó đăng nhập lại."))
        reply = given.get("reply_to")
        return Draft(
            client_id=UUID(str(given.get("client_id", ""))),
            body=str(given.get("body") or ""),
            file_uuids=tuple(str(UUID(str(one))) for one in files[:10]),
            reply_to=UUID(str(reply)) if reply else None,
            is_urgent=bool(given.get("urgent")),
        )
    except (ValueError, AttributeError, TypeError) as error:
        raise MessageRefused("bad", _("Tin gửi lên không đọc được. Hãy tải lại trang rồi gửi lại.")) from error


def _wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or "application/json" in request.headers.get("Accept", "")


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def messages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """POST sends (201 new, 200 the same again, 422 with a sentence, 409 of another person); GET answers messages `?sau=` or `?truoc=` a number."""
    row = selectors.find_conversation(request.actor, uuid)  # type: ignore[attr-defined]
    is_joined = row.uuid != uuid
    return _send(request, row, is_joined=is_joined) if request.method == "POST" else _listed(request, row, is_joined=is_joined)


def _send(request: HttpRequest, row: Conversation, *, is_joined: bool) -> HttpResponse:
    back = HttpResponseRedirect(row.url)
    try:
        message, is_new = services.send(actor=request.actor, conversation=row, draft=_draft(request))  # type: ignore[attr-defined]
    except MessageRefused as refused:
        if not _wants_json(request):
            notes.warning(request, refused.message)
            return back
        return JsonResponse({"code": refused.code, "message": refused.message}, status=_REFUSED_STATUS.get(refused.code, 422))
    care = care_url(message.author_id)
    if not _wants_json(request):
        if care:
            return HttpResponseRedirect(care)
        if (
            not is_joined and (seen := number_of(request.POST.get("seen"))) is not None
        ):  # without script, answering is what says that one has read
            services.mark_read(actor=request.actor, conversation=row, to=seen)  # type: ignore[attr-defined]
        return back
    answer = {"uuid": str(message.uuid), "seq": message.seq, "at": message.created_at.isoformat(), "state": message.state}
    if care:
        answer["care"] = care
    return JsonResponse(answer, status=201 if is_new else 200)


def _listed(request: HttpRequest, row: Conversation, *, is_joined: bool) -> JsonResponse:
    """Answer what changed after `sau`, or the page of messages before the number `truoc`.

    A page of a conversation that was joined to this one knows none of its numbers: it gets everything.
    """
    actor = request.actor  # type: ignore[attr-defined]
    before = None if is_joined else number_of(request.GET.get("truoc"))
    if before is not None:
        lines = selectors.lines_of(actor, row, before=before)
        return JsonResponse({"messages": [_line(request, row, line) for line in lines], "more": len(lines) == selectors.PAGE})
    news = selectors.news_of(actor, row, after=0 if is_joined else number_of(request.GET.get("sau")) or 0)
    found = [_line(request, row, line) for line in news.lines]
    return JsonResponse({"messages": found, "cursor": news.cursor, "more": news.more, "read": news.marks.read, "got": news.marks.got})


def _line(request: HttpRequest, conversation: Conversation, line: Line) -> dict[str, Any]:
    row = line.message
    return {
        "uuid": str(row.uuid), "seq": row.seq, "client_id": str(row.client_id) if line.is_mine else None, "mine": line.is_mine,
        "body": line.body, "at": row.created_at.isoformat(), "state": row.state, "ticks": line.ticks,
        "html": render_to_string("messaging/_line.html", {"line": line, "chat": conversation}, request=request),
    }  # fmt: skip


@require_POST
@access(uses_messages)
def read(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Note that a conversation was on the screen up to a change (`read`), or reached a device (`got`)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    if row.uuid != uuid:  # its numbers are those of a conversation that was joined to this one
        return JsonResponse({"ok": True})
    if (to := number_of(request.POST.get("read"))) is not None:
        services.mark_read(actor=actor, conversation=row, to=to)
    elif (to := number_of(request.POST.get("got"))) is not None:
        services.mark_delivered(actor=actor, conversation=row, to=to)
    return JsonResponse({"ok": True})


@require_POST
@access(uses_messages)
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Recall one's own message (`seq`, its number)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    number = number_of(request.POST.get("seq")) or 0
    try:
        services.recall(actor=actor, message=get_object_or_404(Message, conversation=row, seq=number, author_id=actor.person_id))
    except MessageRefused as refused:
        notes.warning(request, refused.message)
    return HttpResponseRedirect(row.url)
