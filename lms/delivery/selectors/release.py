"""Which activities are open to a learner, and why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lms.courses.models import Activity
from lms.courses.rules.outlines import activity_ids
from lms.courses.rules.release import Reason, is_released, reasons
from lms.courses.types import Outline, OutlineActivity
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress


def unreleased(person_id: int, activities: Sequence[Activity], now: datetime) -> set[int]:
    """Return the ids among `activities` that are not released to the person; what they have begun stays open.

    At most two queries: the courses' published outlines and the person's progress.
    """
    gated = [row for row in activities if row.after_id is not None or row.available_from is not None]
    if not gated:
        return set()
    outline_ids = _outlined(gated)
    ids = {row.pk for row in gated} | {row.after_id for row in gated if row.after_id is not None}
    rows = ActivityProgress.objects.filter(person_id=person_id, activity_id__in=ids).values_list("activity_id", "state", "score_ratio")
    known = {activity_id: (state, score) for activity_id, state, score in rows}
    completed = {key for key, (state, _score) in known.items() if state == ProgressState.COMPLETED}
    scores = {key: score for key, (_state, score) in known.items()}
    return {
        row.pk
        for row in gated
        if row.pk not in known and not is_released(row, now=now, completed=completed, scores=scores, outline_ids=outline_ids)
    }


def _outlined(activities: Sequence[Activity]) -> set[int]:
    versions = Activity.objects.filter(pk__in=[row.pk for row in activities]).values_list("course__published_version__outline", flat=True)
    return {key for outline in versions if outline for key in activity_ids(outline)}


def reasons_in(
    outline: Outline, activity: OutlineActivity, progress: Mapping[int, ActivityProgress], now: datetime
) -> list[tuple[Reason, OutlineActivity | None]]:
    """Return why `activity` is closed, each reason with the activity it waits for; none for what has been begun."""
    if activity.id in progress:
        return []
    completed = {key for key, row in progress.items() if row.state == ProgressState.COMPLETED}
    scores = {key: row.score_ratio for key, row in progress.items()}
    found = reasons(activity, now=now, completed=completed, scores=scores, outline_ids={one.id for one in outline.activities})
    return [(reason, outline.find(reason.params.get("activity_id", 0))) for reason in found]
