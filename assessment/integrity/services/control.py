"""What a proctor does to a running test and to one candidate. Players learn of it with their next heartbeat, open pages at once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.ports.live import broadcast_on_commit, person_group, topic_group

from ...sessions.enums import AttemptState, TestState
from ...sessions.models import Attempt, Test, TestMessage
from ...sessions.services import collect_test, shift_sections
from ..errors import IntegrityError
from ..policies import can_supervise, can_supervise_attempt

MESSAGE_LIMIT = 500
MOST_MINUTES = 180


def tell_console(test: Test, **message: object) -> None:
    """Tell open consoles of a test that something changed, once the transaction has committed."""
    broadcast_on_commit(topic_group(f"sitting:{test.uuid}"), {"type": "sitting", "topic": f"sitting:{test.uuid}", **message})


def _locked_test(actor: Actor, test: Test) -> Test:
    require(can_supervise, actor, test)
    fresh = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if fresh.state != TestState.SCHEDULED:
        raise IntegrityError("test.not_running")
    return fresh


def _touch(test: Test) -> None:
    test.live_revision += 1
    test.save(update_fields=["live_revision", "is_paused", "paused_at", "ends_at", "closes_at", "updated_at"])


@transaction.atomic
def pause_test(*, actor: Actor, test: Test) -> Test:
    """Stop the clock for all candidates; what they type is still kept. `IntegrityError` `test.paused` when it is already."""
    test = _locked_test(actor, test)
    if test.is_paused:
        raise IntegrityError("test.paused")
    test.is_paused, test.paused_at = True, timezone.now()
    _touch(test)
    record(actor=actor, verb="assessment.test.paused", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    tell_console(test, what="test")
    return test


@transaction.atomic
def resume_test(*, actor: Actor, test: Test) -> Test:
    """Go on after a pause: its length is added to the deadline of everybody who works, and to the test's end. Nobody enters while it lasts."""
    test = _locked_test(actor, test)
    if not test.is_paused or test.paused_at is None:
        raise IntegrityError("test.not_paused")
    pause = timezone.now() - test.paused_at
    working = Attempt.objects.filter(test=test, state=AttemptState.WORKING, deadline_at__isnull=False)
    shift_sections(working, at=test.paused_at, seconds=int(pause.total_seconds()))
    working.update(deadline_at=F("deadline_at") + pause, added_seconds=F("added_seconds") + int(pause.total_seconds()))
    test.is_paused, test.paused_at = False, None
    test.ends_at = test.ends_at + pause if test.ends_at else None
    test.closes_at = test.closes_at + pause if test.closes_at else None
    _touch(test)
    record(
        actor=actor,
        verb="assessment.test.resumed",
        obj=test,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"seconds": int(pause.total_seconds())},
    )
    tell_console(test, what="test")
    return test


@transaction.atomic
def add_time(*, actor: Actor, test: Test, minutes: int, attempt: Attempt | None = None, reason: str = "") -> int:
    """Give more time to one working candidate, or to all who work; returns how many got it.

    Deadlines move, and the end of the test with them where it would cut the time off again. `IntegrityError`: `minutes.bad`,
    `attempt.not_working`, `attempt.other_test`.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise IntegrityError("minutes.bad", field="minutes")
    test = _locked_test(actor, test)
    working = Attempt.objects.filter(test=test, state=AttemptState.WORKING, deadline_at__isnull=False)
    if attempt is not None:
        if attempt.test_id != test.pk:
            raise IntegrityError("attempt.other_test")
        working = working.filter(pk=attempt.pk)
    more = timedelta(minutes=minutes)
    shift_sections(working, at=test.paused_at or timezone.now(), seconds=minutes * 60)
    count = working.update(deadline_at=F("deadline_at") + more, added_seconds=F("added_seconds") + minutes * 60)
    if attempt is not None and not count:
        raise IntegrityError("attempt.not_working")
    latest: datetime | None = working.order_by("-deadline_at").values_list("deadline_at", flat=True).first()
    if test.ends_at and latest and latest > test.ends_at:
        test.ends_at = latest
    _touch(test)
    record(
        actor=actor,
        verb="assessment.time.added",
        obj=attempt or test,
        subject_person_id=attempt.person_id if attempt else None,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"minutes": minutes, "count": count, "reason": reason[:200]},
    )
    tell_console(test, what="time", attempt=str(attempt.uuid) if attempt else "")
    return count


@transaction.atomic
def send_message(*, actor: Actor, test: Test, text: str, attempt: Attempt | None = None) -> TestMessage:
    """Say something to all candidates or to one; players show it with their next heartbeat. It is kept in the protocol."""
    text = " ".join(text.split())
    if not text:
        raise IntegrityError("message.empty", field="text")
    if len(text) > MESSAGE_LIMIT:
        raise IntegrityError("message.long", field="text", limit=MESSAGE_LIMIT)
    test = _locked_test(actor, test)
    if attempt is not None and attempt.test_id != test.pk:
        raise IntegrityError("attempt.other_test")
    message = TestMessage.objects.create(test=test, attempt=attempt, text=text, sent_by_id=actor.person_id)
    _touch(test)
    if attempt is not None:
        broadcast_on_commit(person_group(attempt.person_id), {"type": "sitting-message", "test": str(test.uuid)})
    record(
        actor=actor,
        verb="assessment.message.sent",
        obj=test,
        subject_person_id=attempt.person_id if attempt else None,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
    )
    return message


def _working(actor: Actor, attempt: Attempt) -> Attempt:
    require(can_supervise_attempt, actor, attempt)
    return Attempt.objects.select_for_update(of=("self",)).select_related("test__unit").get(pk=attempt.pk)


@transaction.atomic
def lock_attempt(*, actor: Actor, attempt: Attempt, reason: str = "") -> Attempt:
    """Stop one candidate until a proctor unlocks; what was typed stays. `IntegrityError` `attempt.not_working`."""
    attempt = _working(actor, attempt)
    if attempt.state != AttemptState.WORKING:
        raise IntegrityError("attempt.not_working")
    attempt.is_locked, attempt.lock_reason = True, " ".join(reason.split())[:200]
    attempt.save(update_fields=["is_locked", "lock_reason"])
    _record_attempt(actor, attempt, "assessment.attempt.locked")
    return attempt


@transaction.atomic
def unlock_attempt(*, actor: Actor, attempt: Attempt) -> Attempt:
    """Let a locked candidate go on, on whichever device asks next. `IntegrityError` `attempt.not_locked`."""
    attempt = _working(actor, attempt)
    if not attempt.is_locked:
        raise IntegrityError("attempt.not_locked")
    attempt.is_locked, attempt.lock_reason = False, ""
    attempt.save(update_fields=["is_locked", "lock_reason"])
    _record_attempt(actor, attempt, "assessment.attempt.unlocked")
    return attempt


def _record_attempt(actor: Actor, attempt: Attempt, verb: str) -> None:
    test = attempt.test
    changes = {"reason": attempt.lock_reason} if attempt.lock_reason else {}
    record(
        actor=actor,
        verb=verb,
        obj=attempt,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes=changes,
    )
    broadcast_on_commit(person_group(attempt.person_id), {"type": "sitting-message", "test": str(test.uuid)})
    tell_console(test, what="attempt", attempt=str(attempt.uuid))


@transaction.atomic
def collect(*, actor: Actor, test: Test, attempt: Attempt | None = None) -> int:
    """Hand in for one candidate who works, or for all (the proctor collects the papers); returns how many."""
    test = _locked_test(actor, test)
    if attempt is not None and attempt.test_id != test.pk:
        raise IntegrityError("attempt.other_test")
    count = collect_test(test_id=test.pk, attempt_id=attempt.pk if attempt else None)
    if attempt is not None and not count:
        raise IntegrityError("attempt.not_working")
    record(
        actor=actor,
        verb="assessment.attempt.collected" if attempt else "assessment.test.collected",
        obj=attempt or test,
        subject_person_id=attempt.person_id if attempt else None,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"count": count},
    )
    return count
