"""Requests of absence as pages show them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from social.groups.enums import Side

from ..enums import WEEKDAYS, AbsenceState, ConversationKind, Session
from ..models import AbsenceRequest
from ..policies import homeroom_classes, side_of, visible_absences
from ..types import AbsenceCard, Contact
from .contacts import contacts_of

LISTED = 60
_TONES = {AbsenceState.ASKED: "warn", AbsenceState.CONFIRMED: "ok", AbsenceState.REFUSED: "bad"}


def absences_of(actor: Actor) -> list[AbsenceCard]:
    """Return the requests the actor reads: those that wait first, then the newest. Two queries."""
    rows = visible_absences(actor).select_related("child", "class_group", "message__author", "message__conversation")
    newest = list(rows.order_by("-last_slot", "-id")[:LISTED])
    return cards_of(actor, sorted(newest, key=lambda row: row.state != AbsenceState.ASKED))


def cards_of(actor: Actor, rows: Iterable[AbsenceRequest]) -> list[AbsenceCard]:
    """Return requests as cards with the buttons the actor has. One query, two for teachers."""
    found = list(rows)
    teaches = bool(found) and side_of(actor) == Side.STAFF
    led = set(homeroom_classes(actor).values_list("class_group_id", flat=True)) if teaches else set()
    return [_card(actor, row, led) for row in found]


def ways_to_ask(actor: Actor) -> list[Contact]:
    """Return the homeroom teachers a guardian may ask leave of, one for each child."""
    return [one for one in contacts_of(actor) if one.kind == ConversationKind.FAMILY and one.is_homeroom]


def _card(actor: Actor, row: AbsenceRequest, led: set[int]) -> AbsenceCard:
    is_open = row.state == AbsenceState.ASKED
    who = _("Em %(name)s, lớp %(group)s") % {"name": row.child.given_name, "group": row.class_group.name}
    return AbsenceCard(
        row,
        who,
        days_in_words(row.first_day, row.first_session, row.last_day, row.last_session),
        _TONES.get(AbsenceState(row.state), ""),
        _steps(row),
        may_decide=is_open and row.class_group_id in led,
        may_withdraw=is_open and row.message.author_id == actor.person_id,
    )


def _steps(row: AbsenceRequest) -> tuple[dict[str, str], ...]:
    waits, said = row.state == AbsenceState.ASKED, row.state == AbsenceState.CONFIRMED
    middle = _("Chủ nhiệm duyệt") if waits or said else str(row.get_state_display())
    return (
        {"label": _("Đã gửi"), "state": "done", "detail": _clock(row.message.created_at)},
        {"label": middle, "state": "now" if waits else "done" if said else "bad", "detail": _clock(row.decided_at)},
        {"label": _("Báo bộ môn"), "state": "done" if row.told_at else "now" if said else "next", "detail": _clock(row.told_at)},
    )


def _clock(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%H:%M %d/%m}"


def days_in_words(first_day: date, first_session: str, last_day: date, last_session: str) -> str:
    """Return an absence in words: "Thứ Sáu 27/11, buổi sáng", "từ Thứ Sáu 27/11 buổi chiều đến hết Thứ Hai 30/11"."""
    words = [f"{WEEKDAYS[day.weekday()]} {day.day}/{day.month}" for day in (first_day, last_day)]
    sessions = [str(Session(one).label).lower() for one in (first_session, last_session)]
    if first_day == last_day:
        return _("%(day)s, %(session)s") % {"day": words[0], "session": sessions[0] if first_session == last_session else _("cả ngày")}
    if first_session == Session.AFTERNOON:
        words[0] = f"{words[0]} {sessions[0]}"
    if last_session == Session.MORNING:
        words[1] = f"{words[1]} {sessions[1]}"
    return _("%(first)s đến hết %(last)s") % {"first": words[0], "last": words[1]}
