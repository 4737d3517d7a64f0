"""Handing in for those whose time is over, and closing tests."""

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from core.access.types import Actor

from ..enums import AttemptState, SubmitReason, TestState
from ..models import Attempt, Test
from ..rules.timing import SUBMIT_AFTER
from .attempts import submit_attempt

BATCH = 200


def submit_overdue(*, now: datetime | None = None) -> int:
    """Hand in the attempts whose deadline passed a while ago; paused tests wait. Returns how many. Safe to run twice at once."""
    moment = (now or timezone.now()) - SUBMIT_AFTER
    actor, done = Actor.system("overdue"), 0
    while True:
        due = Attempt.objects.filter(state=AttemptState.WORKING, deadline_at__lt=moment, test__is_paused=False).order_by("deadline_at")
        rows = list(due[:BATCH])
        for attempt in rows:
            submit_attempt(actor=actor, attempt=attempt, reason=SubmitReason.TIME)
        done += len(rows)
        if len(rows) < BATCH:
            return done


def close_ended(*, now: datetime | None = None) -> int:
    """Close given tests whose entry is over and in which nobody works any more; returns how many."""
    moment = now or timezone.now()
    ended = Test.objects.filter(state=TestState.SCHEDULED, closes_at__lt=moment, is_paused=False)
    ended = ended.filter(Q(ends_at=None) | Q(ends_at__lt=moment) | Q(closes_at__gte=F("ends_at")))
    closed = 0
    for test in ended.order_by("closes_at", "pk").only("pk")[:BATCH]:
        late = test.candidates.filter(closes_at__gt=moment).exists()
        if not late and not Attempt.objects.filter(test=test, state=AttemptState.WORKING).exists():
            closed += Test.objects.filter(pk=test.pk, state=TestState.SCHEDULED).update(state=TestState.CLOSED)
    return closed


def collect_test(*, test_id: int, reason: str = SubmitReason.PROCTOR, attempt_id: int | None = None) -> int:
    """Hand in whoever still works in a test (or one attempt of it); returns how many. The caller has asked its policy."""
    actor, done = Actor.system("collect"), 0
    rows = Attempt.objects.filter(test_id=test_id, state=AttemptState.WORKING)
    if attempt_id is not None:
        rows = rows.filter(pk=attempt_id)
    for attempt in rows:
        done += submit_attempt(actor=actor, attempt=attempt, reason=reason).submit_reason == reason
    return done
