"""Where learners stopped, and what they reached."""

from typing import Any

from core.access.errors import AccessRefused
from core.access.types import Actor
from lms.courses.models import Activity

from ..models import H5PPackage, H5PResult, H5PState
from ..policies import can_study


def states_of(actor: Actor, package: H5PPackage, activity: Activity) -> list[dict[str, Any]]:
    """Return the actor's own states in a package of an activity, `{sub, data_id, data, at}` each, `at` in milliseconds.

    States of another main library (the package was replaced by another kind) stay in the table and are not handed out.
    """
    if not can_study(actor, activity):
        raise AccessRefused("h5p.state.read")
    rows = H5PState.objects.filter(person_id=actor.person_id, activity=activity, package=package, main_library=package.main_library)
    return [
        {"sub": row.sub_content_id, "data_id": row.data_id, "data": row.data, "at": int(row.saved_at.timestamp() * 1000)}
        for row in rows.order_by("id")
    ]


def results_of(activity_ids: list[int], person_id: int) -> dict[int, H5PResult]:
    """Return a person's best result by activity, in one query. The caller's policy has passed."""
    rows = H5PResult.objects.filter(activity_id__in=activity_ids, person_id=person_id).order_by("best_ratio")
    return {row.activity_id: row for row in rows}
