"""Choosing the test of an activity; what its learners reach becomes progress."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessment.public import attempt_outcome, brief_of
from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from core.jobs.services import enqueue
from core.organisations.selectors import actor_for
from core.people.models import Account
from lms.courses.models import Activity
from lms.hooks import ResultSink

from .errors import QuizRefused
from .models import CountedSitting, TestActivity
from .policies import can_edit_activity

BATCH = 100


@transaction.atomic
def choose_test(*, actor: Actor, activity: Activity, uuid: UUID) -> TestActivity:
    """Make a test the actor looks after the draft content of `activity`; learners get it when the activity is published.

    Where the activity has no due time yet, the end of the test's window becomes it. `QuizRefused`: `test_missing`,
    `test_taken` (another activity of the course holds it). Audit.
    """
    require(can_edit_activity, actor, activity)
    brief = brief_of(uuid, actor=actor)
    if brief is None:
        raise QuizRefused("test_missing")
    row, _new = TestActivity.objects.select_for_update(of=("self",)).get_or_create(activity=activity)
    beside = Activity.objects.filter(course_id=activity.course_id, is_removed=False, quiz__test_uuid=uuid).exclude(pk=activity.pk).first()
    if beside is not None:
        raise QuizRefused("test_taken", title=beside.title)
    before, row.test_uuid = row.test_uuid, brief.uuid
    row.save(update_fields=["test_uuid"])
    Activity.objects.filter(pk=activity.pk, due_at=None).update(due_at=brief.closes_at, minutes=min(brief.minutes or activity.minutes, 600))
    changes = {"test": [str(before) if before else None, str(brief.uuid)]}
    audit.record(actor=actor, verb="quizzes.test.chosen", obj=activity, unit_path=activity.course.unit.path, changes=changes)
    return row


def publish_choice(*, activity: Activity) -> None:
    """Give learners the chosen test, in the caller's transaction; the caller's policy has passed."""
    row = TestActivity.objects.select_for_update(of=("self",)).filter(activity=activity).first()
    if row and row.test_uuid != row.published_uuid:
        row.published_uuid = row.test_uuid
        row.save(update_fields=["published_uuid"])


def copy_choice(*, source: Activity, target: Activity) -> None:
    """Let `target` begin with the test of `source` as a draft, in the caller's transaction; its policy has passed.

    The test is still given to the old classes: the page of the activity says so and offers its paper for the new ones.
    """
    row = TestActivity.objects.filter(activity=source).first()
    if row and (row.test_uuid or row.published_uuid):
        TestActivity.objects.update_or_create(activity=target, defaults={"test_uuid": row.test_uuid or row.published_uuid})


def held_by(test_uuid: UUID | str) -> list[int]:
    """Return the ids of the published activities that hold a test; one indexed query."""
    rows = TestActivity.objects.filter(published_uuid=test_uuid, activity__is_published=True, activity__is_removed=False)
    return list(rows.values_list("activity_id", flat=True))


@transaction.atomic
def take_attempt(*, attempt_id: int) -> int:
    """Tell courses of an attempt that was scored, for the first time or anew; returns how many activities took it.

    Being handed in finishes the activity, once with its time; the score follows as soon as its candidate may see it.
    """
    outcome = attempt_outcome(attempt_id)
    activities = held_by(outcome.test_uuid) if outcome else []
    if outcome is None or not activities:
        return 0
    _row, is_new = CountedSitting.objects.get_or_create(attempt_id=attempt_id)
    return _record(outcome.person_id, activities, outcome.score_ratio, outcome.submitted_at, outcome.seconds if is_new else 0)


def take_released(*, test_uuid: str, results: Sequence[tuple[int, float]]) -> None:
    """Have released results, `(person id, score ratio)` each, reach the courses that hold the test, by jobs of `BATCH` people."""
    if not results or not held_by(test_uuid):
        return
    now = timezone.now().isoformat()
    for start in range(0, len(results), BATCH):
        rows: list[Any] = [list(row) for row in results[start : start + BATCH]]
        enqueue("quizzes.take_results", {"test_uuid": test_uuid, "results": rows, "at": now})


def take_results(*, test_uuid: str, results: Sequence[Sequence[Any]], at: str) -> int:
    """Record a batch of released results (the job behind `take_released`); again changes nothing. Returns how many were taken."""
    activities = held_by(test_uuid)
    moment = datetime.fromisoformat(at)
    return sum(_record(int(person_id), activities, float(ratio), moment, 0) for person_id, ratio in results)


def _record(person_id: int, activities: Sequence[int], score_ratio: float | None, at: datetime, seconds: int) -> int:
    """Tell the sinks as the learner; who has left the course since, or has no account, is left out."""
    account = Account.objects.select_related("person").filter(person_id=person_id, is_active=True).first()
    if account is None:
        return 0
    actor = actor_for(account, None)[0]
    taken = 0
    for activity_id in activities:
        try:
            with transaction.atomic():
                for sink in ResultSink.all():
                    sink.record(
                        actor=actor,
                        activity_id=activity_id,
                        block_id="",
                        score_ratio=score_ratio,
                        is_finished=True,
                        seconds=seconds,
                        happened_at=at,
                        is_final=score_ratio is not None,
                    )
        except AccessRefused:
            continue
        taken += 1
    return taken
