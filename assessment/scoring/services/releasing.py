"""Releasing results to candidates and guardians, and taking them back."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessment.hooks import ReleasedResult, ResultsListener
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.notifications.services import notify
from core.people.models import Guardianship, running

from ...events import ResultsReleased
from ...sessions.enums import AttemptState, TestState
from ...sessions.models import Attempt, Test
from ..errors import ScoringError
from ..models import ItemScore
from ..policies import can_manage_test
from ..rules.marks import counting_points

BATCH = 500


def unmarked_count(test: Test) -> int:
    """Return how many answers of handed-in attempts wait for a marker."""
    return ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED, points=None).count()


def results_of(test: Test) -> list[ReleasedResult]:
    """Return what counts for each candidate, of several attempts as the test says."""
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in (
        Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).exclude(score_points=None).order_by("person_id", "number")
    ):
        attempts[attempt.person_id].append(attempt)
    found = []
    for person_id, rows in attempts.items():
        points = counting_points([row.score_points for row in rows if row.score_points is not None], test.grade_by)
        if points is not None:
            ratio = float(points / test.total_points) if test.total_points else 0.0
            found.append(ReleasedResult(person_id, rows[-1].pk, float(points), ratio))
    return found


@transaction.atomic
def release_results(*, actor: Actor, test: Test, allow_unmarked: bool = False) -> int:
    """Show the results of a test to its candidates and their guardians; returns how many candidates.

    `ScoringError`: `release.none`, `release.done`, `release.unmarked`. Side effects: event, notifications, `ResultsListener`.
    """
    require(can_manage_test, actor, test)
    test = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if test.released_at is not None:
        raise ScoringError("release.done")
    waiting = unmarked_count(test)
    if waiting and not allow_unmarked:
        raise ScoringError("release.unmarked", count=waiting)
    now = timezone.now()
    if not Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).update(released_at=now):
        raise ScoringError("release.none")
    test.released_at, test.release_at = now, None
    still_open = Attempt.objects.filter(test=test, state=AttemptState.WORKING).exists() or (test.closes_at and test.closes_at > now)
    if not still_open:
        test.state = TestState.RELEASED
    test.save(update_fields=["released_at", "release_at", "state", "updated_at"])
    results = results_of(test)
    for start in range(0, len(results), BATCH):
        for listener in ResultsListener.all():
            listener.released(test_uuid=str(test.uuid), results=results[start : start + BATCH])
    publish(ResultsReleased(test_id=test.pk))
    record(actor=actor, verb="assessment.results.released", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    return len(results)


def tell_released(*, test_id: int) -> int:
    """Tell candidates and the guardians who may see marks, once each; returns how many were told."""
    test = Test.objects.get(pk=test_id)
    people = list(Attempt.objects.filter(test=test).exclude(released_at=None).values_list("person_id", "uuid"))
    told = 0
    for person_id, uuid in people:
        told += notify(
            recipient_ids=[person_id],
            kind="assessment.released",
            data={"title": test.title},
            url=f"/kiem-tra/lam/{uuid}/ket-qua/",
            dedupe_key=f"released:{test.pk}",
        )
    told += _tell_guardians(test, dict(people))
    return told


def _tell_guardians(test: Test, attempts: dict[int, object]) -> int:
    rows = Guardianship.objects.filter(running(), child_id__in=list(attempts)).exclude(verified_at=None).select_related("child")
    told = 0
    for row in rows:
        if "marks" in (row.may_see or []):
            told += notify(
                recipient_ids=[row.guardian_id],
                kind="assessment.released.guardian",
                data={"title": test.title, "child": row.child.short_name},
                url=f"/kiem-tra/lam/{attempts[row.child_id]}/ket-qua/",
                dedupe_key=f"released:{test.pk}:{row.child_id}",
            )
    return told


@transaction.atomic
def withdraw_results(*, actor: Actor, test: Test, reason: str) -> None:
    """Hide released results again, with a reason that stays in the trail. `release.not_done`, `release.reason`."""
    require(can_manage_test, actor, test)
    test = Test.objects.select_for_update(of=("self",)).select_related("unit").get(pk=test.pk)
    if test.released_at is None:
        raise ScoringError("release.not_done")
    if not reason.strip():
        raise ScoringError("release.reason", field="reason")
    Attempt.objects.filter(test=test).update(released_at=None)
    test.released_at, test.state = None, TestState.CLOSED if test.state == TestState.RELEASED else test.state
    test.save(update_fields=["released_at", "state", "updated_at"])
    record(
        actor=actor,
        verb="assessment.results.withdrawn",
        obj=test,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"reason": reason.strip()[:300]},
    )


def release_due() -> int:
    """Release the tests whose time has come (`release_at`); what isn't marked then stays unmarked. Returns how many."""
    now, done = timezone.now(), 0
    for test in Test.objects.filter(Q(released_at=None), release_at__lte=now, is_removed=False)[:50]:
        try:
            release_results(actor=Actor.system("release"), test=test, allow_unmarked=True)
            done += 1
        except ScoringError:
            Test.objects.filter(pk=test.pk).update(release_at=None)
    return done


def points_text(points: Decimal | None) -> str:
    """Return points as stored, for exports; empty for none."""
    return "" if points is None else format(points.normalize(), "f")
