"""Which activities are open to a learner, and why not."""

from collections.abc import Sequence
from datetime import datetime

from lms.courses.models import Activity
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress


def unreleased(person_id: int, activities: Sequence[Activity], now: datetime) -> set[int]:
    """Return the ids among `activities` that are not released to the person; what they have begun stays open. One query."""
    gated = [row for row in activities if row.after_id is not None or row.available_from is not None]
    if not gated:
        return set()
    ids = {row.pk for row in gated} | {row.after_id for row in gated if row.after_id is not None}
    known = ActivityProgress.objects.filter(person_id=person_id, activity_id__in=ids).values_list("activity_id", "state", "score_ratio")
    progress = {activity_id: (state, score) for activity_id, state, score in known}
    return {row.pk for row in gated if row.pk not in progress and not _is_released(row, progress, now)}


def _is_released(activity: Activity, progress: dict[int, tuple[str, float | None]], now: datetime) -> bool:
    if activity.available_from is not None and activity.available_from > now:
        return False
    if activity.after_id is None:
        return True
    state, score = progress.get(activity.after_id, ("", None))
    return state == ProgressState.COMPLETED and (activity.after_score_ratio is None or (score or 0.0) >= activity.after_score_ratio)
