"""When an activity opens to a learner: from a date, and after another activity (with a score)."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Releasable(Protocol):
    """What release looks at: an `Activity` or an `OutlineActivity`."""

    @property
    def available_from(self) -> datetime | None: ...
    @property
    def after_id(self) -> int | None: ...
    @property
    def after_score_ratio(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an activity is still closed.

    Codes: `not_before` {at: datetime}, `after` {activity_id}, `score` {activity_id, score_ratio, reached}: finished, but
    with less than `score_ratio` (0-1); `reached` is the score so far or None.
    """

    code: str
    params: dict[str, Any]


def reasons(
    activity: Releasable, *, now: datetime, completed: Set[int], scores: Mapping[int, float | None], outline_ids: Set[int] | None = None
) -> list[Reason]:
    """Return every reason why `activity` is closed to a learner; none means it is released.

    `completed` and `scores` (0-1) are the learner's, by activity id. With `outline_ids`, waiting for an activity that is not
    in the published outline is no reason: nobody is locked out by something they cannot do.
    """
    found = []
    if activity.available_from is not None and now < activity.available_from:
        found.append(Reason("not_before", {"at": activity.available_from}))
    after, least = activity.after_id, activity.after_score_ratio
    if after is None or (outline_ids is not None and after not in outline_ids):
        return found
    if after not in completed:
        found.append(Reason("after", {"activity_id": after}))
    elif least is not None and (scores.get(after) or 0.0) < least:
        found.append(Reason("score", {"activity_id": after, "score_ratio": least, "reached": scores.get(after)}))
    return found


def is_released(
    activity: Releasable, *, now: datetime, completed: Set[int], scores: Mapping[int, float | None], outline_ids: Set[int] | None = None
) -> bool:
    """Say whether nothing keeps `activity` closed; see `reasons`."""
    return not reasons(activity, now=now, completed=completed, scores=scores, outline_ids=outline_ids)


def cycle(after: Mapping[int, int | None], start: int) -> list[int]:
    """Return the activities that wait for one another in a ring through `start`, in waiting order; [] when there is none."""
    ring, current = [start], after.get(start)
    while current is not None and current != start:
        if current in ring:
            return []
        ring.append(current)
        current = after.get(current)
    return ring if current == start else []
