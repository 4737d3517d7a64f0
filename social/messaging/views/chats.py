"""The list of conversations and the page of one."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.notifications.forms import MUTE_CHOICES
from core.notifications.selectors import muted_topics
from social.groups.enums import Side

from .. import selectors, services
from ..enums import HUSHED, MessageKind
from ..models import Conversation
from ..policies import can_ask_absence, can_write, has_absences, keeps_quiet_hours, side_of, uses_messages, writing_limit
from ..types import Line
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


@require_POST
@access(uses_messages)
def chats_fresh(request: HttpRequest) -> HttpResponse:
    """Note that this device has heard of what is new, and answer the list alone; `q` as on its page."""
    actor = request.actor  # type: ignore[attr-defined]
    services.mark_all_delivered(actor=actor)
    text = request.POST.get("q", "")[:80] if request.POST.get("in") == "list" else ""
    return render(request, "messaging/_chats.html", {"chats": selectors.chats_of(actor, text), "q": text})


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def new_chat(request: HttpRequest) -> HttpResponse:
    """Show whom one may write to; POST `key` opens the conversation, with `then=absence` at the form of an absence."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        row = services.open_direct(actor=actor, key=request.POST.get("key", "")[:80])
        return HttpResponseRedirect(reverse("social:absence_new", args=[row.uuid]) if request.POST.get("then") == "absence" else row.url)
    side, text = side_of(actor), request.GET.get("q", "")[:80]
    contacts = selectors.contacts_named(actor, text)
    context = {"contacts": contacts, "q": text, "is_staff": side == Side.STAFF, "is_learner": side == Side.LEARNER}
    return render(request, "messaging/new.html", context)


@require_GET
@access(uses_messages)
def chat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a conversation with its last messages, those before `?truoc=`, or those with the words of `?q=`. Only being on a screen marks them read: a POST says so."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    if row.uuid != uuid:  # joined to this one since: an old notice, a bookmark
        return HttpResponseRedirect(row.url)
    text = request.GET.get("q", "")[:80]
    lines = selectors.lines_of(actor, row, before=number_of(request.GET.get("truoc")), text=text)
    older = lines[0].message.seq if len(lines) == selectors.PAGE else None
    context = {"chat": row, "lines": lines, "older": older, "client_id": uuid4(), "q": text, **_around(actor, row)}
    context["quick"] = quick_answers(side_of(actor), lines) if context["may_write"] and not text else ()
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
        "muted": row.topic in (muted := muted_topics(actor, "chat")),
        "muted_until": muted.get(row.topic),
        "mute_choices": MUTE_CHOICES,
        "quiet": quiet,
        "urgent_left": urgent_left,
        "phone": phone,
        "may_write": (may_write := can_write(actor, row)),
        "limit": "" if may_write else writing_limit(actor, row),
        "may_ask_absence": can_ask_absence(actor, row),
    }


def quick_answers(side: str, lines: list[Line]) -> tuple[str, ...]:
    """Return what one may answer the last message with one press; nothing after one's own."""
    if not lines or lines[-1].is_mine or lines[-1].message.kind == MessageKind.SYSTEM:
        return ()
    author = lines[-1].message.author
    if side == Side.STAFF:
        return (_("Vâng ạ"), _("Đã rõ, xin cảm ơn"))
    if lines[-1].message.author_side != Side.STAFF:
        return (_("Vâng ạ"),)
    title = {"female": _("cô"), "male": _("thầy")}.get(author.sex, _("thầy cô"))
    thanks = _("Em cảm ơn %(title)s ạ") if side == Side.LEARNER else _("Cảm ơn %(title)s ạ")
    return (thanks % {"title": title}, _("Vâng ạ"))
