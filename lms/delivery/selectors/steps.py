"""What the kind of an activity says: its steps, its completion, the mark of an answer."""

from lms.courses.models import Activity
from lms.delivery.types import Completion, Mark, Step
from lms.hooks import ActivityType

_KEYS = ("id", "title", "kind", "is_checkpoint", "must_pass", "part", "part_title", "seconds")


def steps_of(activity: Activity, *, preview: bool = False) -> tuple[Step, ...]:
    """Return the published steps of an activity (in a `preview` the draft's), as its kind gives them; none where the kind is gone."""
    try:
        kind = ActivityType.of(activity.kind)
    except LookupError:
        return ()
    return tuple(Step(**{key: one[key] for key in _KEYS if key in one}) for one in kind.steps(activity, preview=preview))


def completion_of(activity: Activity) -> Completion:
    """Return the completion rule of an activity with its steps."""
    return Completion(activity.completion, steps_of(activity), activity.completion_score_ratio or 0.0)


def mark_answer(activity: Activity, block_id: str, answer: object) -> Mark | None:
    """Return the mark the activity's kind gives an answer to one of its checkpoints; None when there is no such checkpoint."""
    try:
        graded = ActivityType.of(activity.kind).grade_checkpoint(activity=activity, block_id=block_id, answer=answer)
    except LookupError:
        return None
    if graded is None:
        return None
    return Mark(bool(graded["is_correct"]), str(graded.get("feedback", "")), str(graded.get("explanation", "")))
