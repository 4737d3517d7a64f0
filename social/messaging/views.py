"""Pages of messages: the list, a conversation, sending and catching up."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access

from . import selectors, services
from .errors import MessageRefused
from .models import Conversation, Message
from .policies import can_write, side_of, uses_messages
from .types import Draft

_REFUSED_STATUS = {"flood": 429}


@require_GET
@access(uses_messages)
def chats(request: HttpRequest) -> HttpResponse:
    """Show the conversations, last written first; `?q=` searches people and words."""
    actor = request.actor  # type: ignore[attr-defined]
    services.open_channels(actor=actor)
    text = request.GET.get("q", "")[:80]
    return render(request, "messaging/chats.html", {"chats": selectors.chats_of(actor, text), "q": text})


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def new_chat(request: HttpRequest) -> HttpResponse:
    """Show whom one may write to; POST `key` opens the conversation."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        row = services.open_direct(actor=actor, key=request.POST.get("key", "")[:80])
        return HttpResponseRedirect(reverse("social:chat", args=[row.uuid]))
    return render(request, "messaging/new.html", {"contacts": selectors.contacts_of(actor)})


@require_GET
@access(uses_messages)
def chat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a conversation with its last messages and note them read; `?truoc=` shows older ones."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    before = _number(request.GET.get("truoc"))
    lines = selectors.lines_of(actor, row, before=before)
    if lines:
        services.mark_read(actor=actor, conversation=row, seq=lines[-1].message.seq)
    people = selectors.people_in([row]).get(row.pk, [])
    name, sub, child = selectors.heading(actor, row, people)
    staff = [one.person_id for one in people if one.side == "staff"]
    quiet = selectors.quiet_of(staff) if side_of(actor) != "staff" and row.kind in {"family", "pupil"} else None
    context = {
        "chat": row, "lines": lines, "name": name, "sub": sub, "child": child, "quiet": quiet, "may_write": can_write(actor, row),
        "client_id": uuid4(), "older": lines[0].message.seq if len(lines) == selectors.PAGE else None, "phone": row.unit.phone if row.unit else "",
        "last_seq": lines[-1].message.seq if lines else 0,
    }  # fmt: skip
    return render(request, "messaging/chat.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _draft(request: HttpRequest) -> Draft:
    """Read what is sent, JSON or a form; bad ids are refused with a sentence."""
    given: Any = request.POST
    files = request.POST.getlist("files")
    try:
        if request.content_type == "application/json":
            given = json.loads(request.body)
            files = list(given.get("files") or [])
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
    """POST sends (201 new, 200 the same again, 422 with a sentence); GET answers messages `?sau=` or `?truoc=` a number."""
    row = selectors.find_conversation(request.actor, uuid)  # type: ignore[attr-defined]
    return _send(request, row) if request.method == "POST" else _listed(request, row)


def _send(request: HttpRequest, row: Conversation) -> HttpResponse:
    back = HttpResponseRedirect(reverse("social:chat", args=[row.uuid]))
    try:
        message, is_new = services.send(actor=request.actor, conversation=row, draft=_draft(request))  # type: ignore[attr-defined]
    except MessageRefused as refused:
        if not _wants_json(request):
            notes.warning(request, refused.message)
            return back
        return JsonResponse({"code": refused.code, "message": refused.message}, status=_REFUSED_STATUS.get(refused.code, 422))
    if not _wants_json(request):
        return back
    answer = {"uuid": str(message.uuid), "seq": message.seq, "at": message.created_at.isoformat(), "state": message.state}
    return JsonResponse(answer, status=201 if is_new else 200)


def _listed(request: HttpRequest, row: Conversation) -> JsonResponse:
    after, before = _number(request.GET.get("sau")), _number(request.GET.get("truoc"))
    lines = selectors.lines_of(request.actor, row, after=after, before=before)  # type: ignore[attr-defined]
    found = [
        {
            "uuid": str(line.message.uuid), "seq": line.message.seq, "client_id": str(line.message.client_id) if line.is_mine else None,
            "mine": line.is_mine, "name": line.name, "body": line.body, "at": line.message.created_at.isoformat(),
            "state": line.message.state, "ticks": line.ticks, "html": render_to_string("messaging/_line.html", {"line": line}),
        }
        for line in lines
    ]  # fmt: skip
    return JsonResponse({"messages": found, "last_seq": row.last_seq, "more": len(found) == selectors.PAGE})


@require_POST
@access(uses_messages)
def read(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Note what was read up to (`seq`)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    services.mark_read(actor=actor, conversation=row, seq=_number(request.POST.get("seq")) or 0)
    return JsonResponse({"ok": True})


@require_POST
@access(uses_messages)
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Recall one's own message (`message`, its uuid)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    number = _number(request.POST.get("seq")) or 0
    try:
        services.recall(actor=actor, message=get_object_or_404(Message, conversation=row, seq=number, author_id=actor.person_id))
    except MessageRefused as refused:
        notes.warning(request, refused.message)
    return HttpResponseRedirect(reverse("social:chat", args=[row.uuid]))
