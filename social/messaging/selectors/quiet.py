"""When teachers want quiet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from core.access.types import Actor

from ..models import Message, QuietHours
from ..types import Quiet

URGENT_A_DAY = 3


def urgent_left(actor: Actor) -> int:
    """Return how many urgent messages the actor may still send today."""
    sent = Message.objects.filter(author_id=actor.person_id, is_urgent=True, created_at__date=timezone.localdate()).count()
    return max(0, URGENT_A_DAY - sent)


def quiet_hours_of(actor: Actor) -> QuietHours:
    """Return what the actor has chosen, or the default as a row that is not kept yet."""
    return QuietHours.objects.filter(person_id=actor.person_id).first() or QuietHours(person_id=actor.person_id)


def quiet_of(person_ids: Iterable[int], now: datetime | None = None) -> Quiet | None:
    """Return the quiet time the teachers of a conversation are in, until the first of them is back; None while somebody is there."""
    local = timezone.localtime(now)
    ids = list(person_ids)
    kept = {row.person_id: row for row in QuietHours.objects.filter(person_id__in=ids)}
    found = []
    for person_id in ids:
        row = kept.get(person_id) or QuietHours(person_id=person_id)
        if (span := row.span(local)) is None:
            return None
        found.append((span[1], span[0], person_id, row.auto_answer))
    if not found:
        return None
    ends_at, starts_at = min(found)[:2]
    answers = tuple((person_id, answer) for _ends, _starts, person_id, answer in found if answer)
    return Quiet(starts_at, ends_at, _in_words(starts_at, ends_at), answers)


def awake_of(person_ids: Iterable[int], now: datetime | None = None) -> list[int]:
    """Return who of some teachers is in no quiet time. One query more."""
    local, ids = timezone.localtime(now), list(person_ids)
    kept = {row.person_id: row for row in QuietHours.objects.filter(person_id__in=ids)}
    return [person_id for person_id in ids if (kept.get(person_id) or QuietHours(person_id=person_id)).span(local) is None]


def _in_words(starts_at: datetime, ends_at: datetime) -> str:
    """Return `21:00 – 06:00`, with the days where it lasts longer than a night."""
    pattern = "%H:%M" if (ends_at.date() - starts_at.date()).days <= 1 else "%H:%M %d/%m"
    return f"{starts_at:{pattern}} – {ends_at:{pattern}}"
