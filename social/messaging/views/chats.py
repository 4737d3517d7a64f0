"""The list of conversations and the page of one."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.access.views import access

from .. import selectors, services
from ..enums import HUSHED
from ..models import Conversation
from ..policies import can_ask_absence, can_write, has_absences, keeps_quiet_hours, side_of, uses_messages
from .lines import number_of


@require_GET
@access(uses_messages)
def chats(request: HttpRequest) -> HttpResponse:
    """Show the conversations, last written first; `?q=` searches people and words."""
    actor = request.actor  # type: ignore[attr-defined]
    services.open_channels(actor=actor)
    text = request.GET.get("q", "")[:80]
    return render(
        request,
        "messaging/chats.html",
        {"chats": selectors.chats_of(actor, text), "q": text, "is_staff": keeps_quiet_hours(actor), "absences_here": has_absences(actor)},
    )


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def new_chat(request: HttpRequest) -> HttpResponse:
    """Show whom one may write to; POST `key` opens the conversation, with `then=absence` at the form of an absence."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        row = services.open_direct(actor=actor, key=request.POST.get("key", "")[:80])
        return HttpResponseRedirect(reverse("social:absence_new", args=[row.uuid]) if request.POST.get("then") == "absence" else row.url)
    return render(request, "messaging/new.html", {"contacts": selectors.contacts_of(actor)})


@require_GET
@access(uses_messages)
def chat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a conversation with its last messages, or those before `?truoc=`. Only being on a screen marks them read: a POST says so."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    lines = selectors.lines_of(actor, row, before=number_of(request.GET.get("truoc")))
    older = lines[0].message.seq if len(lines) == selectors.PAGE else None
    context = {"chat": row, "lines": lines, "older": older, "client_id": uuid4(), **_around(actor, row)}
    return render(request, "messaging/chat.html", context)


def _around(actor: Any, row: Conversation) -> dict[str, Any]:
    """Return what stands around the messages: the heading, the quiet time of the teachers, whether one may write."""
    headings = selectors.Headings(actor, [row])
    staff = [one.person_id for one in headings.people.get(row.pk, []) if one.side == "staff"]
    quiet = selectors.quiet_of(staff) if side_of(actor) != "staff" and row.kind in HUSHED else None
    phone = row.unit.phone if row.unit else ""
    urgent_left = selectors.urgent_left(actor) if quiet else 0
    return {
        "heading": headings.of(row),
        "quiet": quiet,
        "urgent_left": urgent_left,
        "phone": phone,
        "may_write": can_write(actor, row),
        "may_ask_absence": can_ask_absence(actor, row),
    }
