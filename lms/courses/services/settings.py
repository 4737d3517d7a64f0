"""How an activity is studied: minutes, completion, release. Takes effect at once, without publishing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor

from ..enums import CompletionRule
from ..errors import CourseRefused
from ..models import Activity
from ..policies import can_edit_course
from ..rules.release import cycle
from .locking import audit, locked
from .outlines import type_of


@dataclass(frozen=True)
class ActivitySettings:
    """The settings of an activity. Ratios are 0-1; `after_score_ratio` counts only with `after_id`, both None: no waiting."""

    minutes: int = 10
    is_required: bool = True
    completion: str = CompletionRule.SEEN
    completion_score_ratio: float | None = None
    available_from: datetime | None = None
    due_at: datetime | None = None
    after_id: int | None = None
    after_score_ratio: float | None = None


FIELDS = tuple(ActivitySettings.__dataclass_fields__)


def settings_of(activity: Activity) -> ActivitySettings:
    """Return the settings an activity has."""
    return ActivitySettings(**{name: getattr(activity, name) for name in FIELDS})


def update_activity(*, actor: Actor, activity: Activity, settings: ActivitySettings) -> Activity:
    """Change the settings of an activity, all at once.

    Raises `CourseRefused`: `minutes_range`, `completion_rule` (its kind can't do that), `score_missing`, `score_range`,
    `due_before_open`, `after_itself`, `after_elsewhere`, `after_cycle` (with the titles of the ring).
    """
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        current = Activity.objects.get(pk=activity.pk)
        _check(current, settings)
        changed: dict[str, list[Any]] = {}
        for name in FIELDS:
            before, after = getattr(current, name), getattr(settings, name)
            if before != after:
                changed[name] = [str(before), str(after)]
                setattr(current, name, after)
        if changed:
            current.save(update_fields=list(changed))
            audit(actor, "courses.activity.changed", row, current, **changed)
    return current


def set_release(
    *,
    actor: Actor,
    activity: Activity,
    available_from: datetime | None,
    due_at: datetime | None,
    after_id: int | None = None,
    after_score_ratio: float | None = None,
) -> Activity:
    """Change only when an activity opens and is due; see `update_activity`."""
    settings = replace(
        settings_of(activity), available_from=available_from, due_at=due_at, after_id=after_id, after_score_ratio=after_score_ratio
    )
    return update_activity(actor=actor, activity=activity, settings=settings)


def set_completion(*, actor: Actor, activity: Activity, completion: str, completion_score_ratio: float | None = None) -> Activity:
    """Change only when an activity counts as completed; see `update_activity`."""
    settings = replace(settings_of(activity), completion=completion, completion_score_ratio=completion_score_ratio)
    return update_activity(actor=actor, activity=activity, settings=settings)


def _check(activity: Activity, settings: ActivitySettings) -> None:
    if not 1 <= settings.minutes <= 600:
        raise CourseRefused("minutes_range", field="minutes")
    if settings.completion not in type_of(activity.kind).completion_rules:
        raise CourseRefused("completion_rule", field="completion")
    if settings.completion == CompletionRule.SCORE and settings.completion_score_ratio is None:
        raise CourseRefused("score_missing", field="completion_score_ratio")
    for field, ratio in (("completion_score_ratio", settings.completion_score_ratio), ("after_score_ratio", settings.after_score_ratio)):
        if ratio is not None and not 0 <= ratio <= 1:
            raise CourseRefused("score_range", field=field)
    if settings.available_from and settings.due_at and settings.due_at <= settings.available_from:
        raise CourseRefused("due_before_open", field="due_at")
    if settings.after_id is not None:
        _check_waiting(activity, settings.after_id)


def _check_waiting(activity: Activity, after_id: int) -> None:
    if after_id == activity.pk:
        raise CourseRefused("after_itself", field="after_id")
    rows = {pk: (after, title) for pk, after, title in activity.course.activities.values_list("pk", "after_id", "title")}
    if after_id not in rows:
        raise CourseRefused("after_elsewhere", field="after_id")
    waiting = {pk: after for pk, (after, _title) in rows.items()} | {activity.pk: after_id}
    ring = cycle(waiting, activity.pk)
    if ring:
        raise CourseRefused("after_cycle", field="after_id", titles=" → ".join(rows[pk][1] for pk in [*ring, ring[0]]))
