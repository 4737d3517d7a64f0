"""Releasing results to candidates and guardians, now or later, and taking them back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessment.hooks import ResultsListener
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish

from ...events import ResultsReleased, ResultsWithdrawn
from ...sessions.enums import AttemptState, TestMode, TestState
from ...sessions.models import Attempt, Test
from ..errors import ScoringError
from ..policies import can_manage_test
from ..selectors.counting import results_of, unmarked_count
from .notices import tell_not_released, tell_withdrawn

BATCH = 500


def is_open(test: Test) -> bool:
    """Say whether an exam still runs: somebody works, or may still enter."""
    if test.mode != TestMode.EXAM:
        return False
    now = timezone.now()
    ends = max((moment for moment in (test.closes_at, test.ends_at) if moment), default=None)
    enters = test.state == TestState.SCHEDULED and (ends is None or ends > now)
    return enters or Attempt.objects.filter(test=test, state=AttemptState.WORKING).exists()


@transaction.atomic
def release_results(*, actor: Actor, test: Test, allow_unmarked: bool = False) -> int:
    """Show the results of a test to its candidates and their guardians; returns how many attempts were released.

    After a release, those that came in later can be released the same way. `allow_unmarked`: what isn't marked is shown as such.
    `ScoringError`: `release.open`, `release.unmarked`, `release.none`, `release.done`. Side effects: `ResultsListener` in
    batches of 500, event `ResultsReleased` (notifications follow), audit.
    """
    require(can_manage_test, actor, test)
    test = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if is_open(test):
        raise ScoringError("release.open")
    # Marks that are being saved come in first; those that come later are refused.
    list(Attempt.objects.select_for_update().filter(test=test).order_by("pk").values_list("pk"))
    waiting = unmarked_count(test)
    if waiting and not allow_unmarked:
        raise ScoringError("release.unmarked", count=waiting)
    now = timezone.now()
    fresh = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED, released_at=None).exclude(score_points=None)
    people = list(fresh.values_list("person_id", flat=True).distinct())
    count = fresh.update(released_at=now)
    if not count:
        raise ScoringError("release.done" if test.released_at else "release.none")
    test.released_at, test.release_at = now, None
    if test.state in (TestState.CLOSED, TestState.SCHEDULED) and test.mode == TestMode.EXAM:
        test.state = TestState.RELEASED
    test.save(update_fields=["released_at", "release_at", "state", "updated_at"])
    results = results_of(test, people)
    for start in range(0, len(results), BATCH):
        for listener in ResultsListener.all():
            listener.released(test_uuid=str(test.uuid), results=results[start : start + BATCH])
    publish(ResultsReleased(test_id=test.pk))
    changes = {"attempts": count, "unmarked": waiting}
    record(actor=actor, verb="assessment.results.released", obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)
    return count


@transaction.atomic
def plan_release(*, actor: Actor, test: Test, at: datetime | None) -> Test:
    """Have results released by themselves at a time to come; None takes the plan back. `release.when`."""
    require(can_manage_test, actor, test)
    test = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if at is not None and at <= timezone.now():
        raise ScoringError("release.when", field="at")
    test.release_at = at
    test.save(update_fields=["release_at", "updated_at"])
    changes = {"at": at.isoformat() if at else None}
    record(actor=actor, verb="assessment.results.planned", obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)
    return test


@transaction.atomic
def withdraw_results(*, actor: Actor, test: Test, reason: str) -> None:
    """Hide released results again, with a reason that candidates and guardians are told. `release.not_done`, `release.reason`."""
    require(can_manage_test, actor, test)
    test = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if test.released_at is None:
        raise ScoringError("release.not_done")
    reason = reason.strip()[:300]
    if not reason:
        raise ScoringError("release.reason", field="reason")
    key = f"withdrawn:{test.pk}:{int(test.released_at.timestamp())}"
    shown = Attempt.objects.filter(test=test).exclude(released_at=None)
    people = list(shown.order_by("number").values_list("person_id", "uuid"))
    shown.update(released_at=None)
    test.released_at, test.state = None, TestState.CLOSED if test.state == TestState.RELEASED else test.state
    test.save(update_fields=["released_at", "state", "updated_at"])
    changes = {"reason": reason}
    record(actor=actor, verb="assessment.results.withdrawn", obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)
    publish(ResultsWithdrawn(test_id=test.pk))
    tell_withdrawn(test=test, people=people, reason=reason, key=key)


def release_due() -> int:
    """Release the tests whose planned time has come; returns how many. Where that can't be, the plan ends and the owner is told why."""
    done = 0
    for test in Test.objects.filter(release_at__lte=timezone.now(), is_removed=False).select_related("unit").order_by("release_at")[:50]:
        try:
            release_results(actor=Actor.system("release"), test=test)
            done += 1
        except ScoringError as error:
            if Test.objects.filter(pk=test.pk, release_at=test.release_at).update(release_at=None):
                tell_not_released(test=test, why=error.message)
    return done
