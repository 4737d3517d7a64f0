"""Results that players report: H5P, and tests."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from lms.courses.models import Activity
from lms.delivery.policies import can_study
from lms.delivery.rules import MAX_SECONDS_A_CHANGE, merge, with_result
from lms.delivery.selectors.learners import classes_by_course
from lms.delivery.types import Change

from .outcomes import announce, mark_days
from .store import ms, open_rows, save_rows


def record_result(
    *,
    actor: Actor,
    activity: Activity,
    block_id: str = "",
    score_ratio: float | None = None,
    is_finished: bool = False,
    seconds: int = 0,
    happened_at: datetime | None = None,
    is_final: bool = False,
) -> None:
    """Take a result of the actor's own: the best score stays, finishing passes the block (all steps of a whole activity).

    With `is_final` (a mark that was released or mended) the score takes the place of the one before; what is completed stays so.

    `block_id` is the lesson block the player stands in: its score is then the block's and not the activity's. Same
    consequences as `take_changes`.
    """
    require(can_study, actor, activity)
    now = timezone.now()
    at = ms(min(happened_at or now, now))
    with transaction.atomic():
        classes_of = classes_by_course(actor.person_id, [activity.course_id])
        class_of = {course_id: ids[0] for course_id, ids in classes_of.items()}
        one = open_rows(person_id=actor.person_id, activities=[activity], class_of=class_of, now=now)[activity.pk]
        changes = _changes(at, seconds, [block_id] if block_id else [step.id for step in one.completion.steps], is_finished)
        one.facts = merge(one.before, changes, one.completion)
        if not block_id:
            ratio = None if score_ratio is None else min(max(score_ratio, 0.0), 1.0)
            facts = replace(one.facts, score_ratio=None) if is_final and ratio is not None else one.facts
            one.facts = with_result(facts, at=at, score_ratio=ratio, finished=is_finished, completion=one.completion)
        one.facts = replace(one.facts, started_at=one.facts.started_at or at)
        save_rows([one])
        mark_days(person_id=actor.person_id, changes=changes)
        announce(person_id=actor.person_id, told=[(one, [])], classes_of=classes_of)


def _changes(at: int, seconds: int, step_ids: list[str], is_finished: bool) -> list[Change]:
    time = [Change("", "time", "", at, {"seconds": min(max(seconds, 0), MAX_SECONDS_A_CHANGE)})]
    return time + ([Change("", "seen", step_id, at) for step_id in step_ids] if is_finished else [])
