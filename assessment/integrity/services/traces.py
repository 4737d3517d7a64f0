"""Signals of players, and what proctors write down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ...sessions.models import Attempt, Test
from ..enums import SignalKind
from ..errors import IntegrityError
from ..models import Incident, Signal
from ..policies import can_leave_signals, can_supervise

MOST_AT_ONCE = 100
MOST_AN_ATTEMPT = 2000


def record_signals(*, actor: Actor, attempt: Attempt, signals: Iterable[Mapping[str, Any]]) -> int:
    """Keep what a player noticed: `{key, kind, at_ms, seconds?, position?, details?}` each, `key` unique in the attempt.

    The same signal twice is kept once; unknown kinds and odd values are left out; times in the future become now. At most
    2,000 an attempt, so that a broken player can't fill the table. Returns how many were read.
    """
    require(can_leave_signals, actor, attempt)
    now = timezone.now()
    rows = [row for signal in list(signals)[:MOST_AT_ONCE] if (row := _signal(attempt.pk, signal, now)) is not None]
    if rows and Signal.objects.filter(attempt=attempt).count() < MOST_AN_ATTEMPT:
        Signal.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _signal(attempt_id: int, signal: Mapping[str, Any], now: datetime) -> Signal | None:
    key, kind, at_ms = signal.get("key"), signal.get("kind"), signal.get("at_ms")
    if not isinstance(key, str) or not key or kind not in SignalKind.values or not isinstance(at_ms, int | float):
        return None
    seconds, position, details = signal.get("seconds"), signal.get("position"), signal.get("details")
    try:
        at = min(datetime.fromtimestamp(at_ms / 1000, UTC), now)
    except (ValueError, OverflowError, OSError):
        return None
    return Signal(
        attempt_id=attempt_id,
        kind=kind,
        at=at,
        seconds=min(86_400, max(0, int(seconds))) if isinstance(seconds, int | float) and seconds == seconds else 0,
        position=position if isinstance(position, int) and 0 < position < 1000 else None,
        details={str(name)[:20]: str(value)[:100] for name, value in list(details.items())[:5]} if isinstance(details, dict) else {},
        client_key=key[:60],
    )


def note_signal(*, attempt_id: int, kind: str, key: str, details: Mapping[str, str] | None = None) -> None:
    """Keep something the server itself noticed (another device, another address), once for each key."""
    row = Signal(attempt_id=attempt_id, kind=kind, at=timezone.now(), client_key=f"server:{key}"[:60], details=dict(details or {}))
    Signal.objects.bulk_create([row], ignore_conflicts=True)


def forget_details(*, attempt_ids: Sequence[int]) -> int:
    """Erase the details (device, address) of what was noticed in attempts; what happened and when stays. Returns how many rows."""
    return Signal.objects.filter(attempt_id__in=list(attempt_ids)).exclude(details={}).update(details={})


@transaction.atomic
def write_incident(*, actor: Actor, test: Test, text: str, attempt: Attempt | None = None) -> Incident:
    """Write down what happened, about one candidate or the whole test. It is never changed; a correction is another note."""
    require(can_supervise, actor, test)
    text = text.strip()
    if not text:
        raise IntegrityError("incident.empty", field="text")
    if attempt is not None and attempt.test_id != test.pk:
        raise IntegrityError("attempt.other_test")
    incident = Incident.objects.create(test=test, attempt=attempt, text=text[:5000], written_by_id=actor.person_id)
    record(
        actor=actor,
        verb="assessment.incident.written",
        obj=test,
        subject_person_id=attempt.person_id if attempt else None,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
    )
    return incident
