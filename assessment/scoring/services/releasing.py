"""Releasing results to candidates and guardians, now or later, and taking them back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessment.hooks import ReleasedResult, ResultsListener
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish

from ...events import ResultsReleased, ResultsWithdrawn
from ...sessions.enums import AttemptState, TestMode, TestState
from ...sessions.models import Attempt, Test
from ..errors import ScoringError
from ..models import ItemScore
from ..policies import can_manage_test
from ..rules.marks import counting_place, counting_points
from .notices import tell_not_released, tell_withdrawn

BATCH = 500


def unmarked_count(test: Test) -> int:
    """Return how many answers of handed-in attempts wait for a marker."""
    return ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED, points=None).count()


def results_of(test: Test, person_ids: Sequence[int] | None = None) -> list[ReleasedResult]:
    """Return what counts for each candidate, of several attempts as the test says; one query."""
    rows = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).exclude(score_points=None)
    if person_ids is not None:
        rows = rows.filter(person_id__in=list(person_ids))
    attempts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for person_id, pk, points in rows.order_by("person_id", "number").values_list("person_id", "pk", "score_points"):
        attempts[person_id].append((pk, points or Decimal(0)))
    found = []
    for person_id, own in attempts.items():
        values = [points for _pk, points in own]
        reached = counting_points(values, test.grade_by) or Decimal(0)
        ratio = float(reached / test.total_points) if test.total_points else 0.0
        found.append(ReleasedResult(person_id, own[counting_place(values, test.grade_by)][0], float(reached), ratio))
    return found


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
