"""What the player starts from and hears on its heartbeat."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.access.types import Actor

from ..enums import AttemptState
from ..models import AnswerChange, Attempt, TestMessage
from .answers import folded_answers
from .practice import practice_of


def prepared_attempt(actor: Actor, test_uuid: Any) -> Attempt | None:
    """Return the actor's attempt of a test that is prepared or worked on, with its test and place: the one read of starting."""
    rows = Attempt.objects.select_related("test__subject", "candidate").defer("answers", "candidate__allowances")
    rows = rows.filter(person_id=actor.person_id, test__uuid=test_uuid, state__in=(AttemptState.PREPARED, AttemptState.WORKING))
    return rows.filter(test__is_removed=False, candidate__is_removed=False).order_by("-number").first()


def state_of(actor: Actor, attempt: Attempt, device: str) -> dict[str, Any]:
    """Return where an attempt stands for a device that opens it: what the server has of the answers, and the highest number it has.

    `{answers, number, mine, kept, practice, …}` with what `clock_of` says.
    """
    numbers = AnswerChange.objects.filter(attempt=attempt, device=device).order_by("-number").values_list("number", flat=True)
    kept = getattr(attempt, "kept", None)
    return {
        "answers": folded_answers(attempt),
        "practice": practice_of(attempt),
        "number": numbers.first() or 0,
        "mine": not attempt.device or attempt.device == device,
        "kept": kept.data if kept is not None else {},
        **clock_of(attempt),
    }


def clock_of(attempt: Attempt) -> dict[str, Any]:
    """Return the clock as the player reads it: the server's now, the deadline, whether it stands."""
    test = attempt.test
    return {
        "now": int(timezone.now().timestamp() * 1000),
        "started": int(attempt.started_at.timestamp() * 1000) if attempt.started_at else None,
        "deadline": int(attempt.deadline_at.timestamp() * 1000) if attempt.deadline_at else None,
        "sections": attempt.sections,
        "state": str(attempt.state),
        "paused": test.is_paused,
        "paused_at": int(test.paused_at.timestamp() * 1000) if test.paused_at else None,
        "locked": attempt.is_locked,
        "lock_reason": attempt.lock_reason,
        "revision": test.live_revision,
    }


def messages_after(attempt: Attempt, last_id: int) -> list[dict[str, Any]]:
    """Return what proctors said to this candidate or to all after a message."""
    rows = TestMessage.objects.filter(Q(attempt=None) | Q(attempt=attempt), test_id=attempt.test_id, pk__gt=last_id).order_by("pk")[:20]
    return [{"id": row.pk, "text": row.text, "at": int(row.sent_at.timestamp() * 1000)} for row in rows]
