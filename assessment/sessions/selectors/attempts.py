"""What a player is told of its attempt."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.access.types import Actor

from ..enums import AttemptState
from ..models import AnswerChange, AnswerFile, Attempt, AttemptNote, Candidate, Test, TestMessage
from ..policies import can_take_test


def entry_attempt(actor: Actor, uuid: Any) -> Attempt | None:
    """Return the actor's own attempt with its test and place, in one indexed query, for starting it."""
    rows = Attempt.objects.select_related("test", "candidate").defer("test__note", "answers", "candidate__allowances")
    return rows.filter(uuid=uuid, person_id=actor.person_id).first()


def messages_for(attempt: Attempt) -> list[dict[str, Any]]:
    """Return what the proctors have told everybody or this candidate, the latest twenty, oldest first."""
    rows = TestMessage.objects.filter(Q(attempt=None) | Q(attempt_id=attempt.pk), test_id=attempt.test_id).order_by("-pk")
    return [{"id": row.pk, "text": row.text, "at": int(row.sent_at.timestamp() * 1000)} for row in reversed(rows[:20])]


def standing(attempt: Attempt, device: str) -> dict[str, Any]:
    """Return the state of an attempt as the player's heartbeat reads it. No query of its own."""
    test = attempt.test
    return {
        "now": int(timezone.now().timestamp() * 1000),
        "state": str(attempt.state),
        "deadline": int(attempt.deadline_at.timestamp() * 1000) if attempt.deadline_at else None,
        "started": int(attempt.started_at.timestamp() * 1000) if attempt.started_at else None,
        "revision": test.live_revision,
        "paused": test.is_paused,
        "locked": attempt.is_locked,
        "lock_reason": attempt.lock_reason if attempt.is_locked else "",
        "mine": not attempt.device or attempt.device == device,
        "generation": attempt.device_generation,
    }


def kept_state(attempt: Attempt, device: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Return everything a player begins with: standing, answers as they count now, when each was made, notes, messages, files."""
    note = AttemptNote.objects.filter(attempt_id=attempt.pk).first()
    rows = AnswerChange.objects.filter(attempt_id=attempt.pk, is_late=False).values_list("answers", "made_at_ms", "device", "number")
    made: dict[str, int] = {}
    numbers = [0]
    for given, made_at_ms, by, number in rows:
        if by == device:
            numbers.append(number)
        for position in given:
            made[position] = max(made.get(position, 0), made_at_ms)
    files = AnswerFile.objects.filter(attempt_id=attempt.pk).order_by("pk")
    return {
        **standing(attempt, device),
        "answers": answers,
        "made": made,
        "last_number": max(numbers),
        "kept": note.data if note else {},
        "messages": messages_for(attempt),
        "files": {str(file.uuid): file.name for file in files},
    }


def lobby(actor: Actor, test: Test) -> tuple[Candidate | None, list[Attempt]]:
    """Return the actor's place in a test and its attempts, latest first."""
    if not can_take_test(actor, test):
        return None, []
    candidate = Candidate.objects.filter(test=test, person_id=actor.person_id, is_removed=False).first()
    attempts = Attempt.objects.filter(test=test, person_id=actor.person_id).exclude(state=AttemptState.VOIDED).defer("answers")
    return candidate, list(attempts.order_by("-number")[:20])
