"""Who may choose the test of an activity: whoever may change its course."""

from django.db.models import QuerySet

from core.access.types import Actor
from lms.courses.models import Activity
from lms.courses.policies import authored_courses, can_author

__all__ = ["can_author", "can_edit_activity", "edited_activities"]


def edited_activities(actor: Actor) -> QuerySet[Activity]:
    """Activities of kind `test` in courses the actor may change."""
    return Activity.objects.filter(kind="test", is_removed=False, course__in=authored_courses(actor))


def can_edit_activity(actor: Actor, activity: Activity) -> bool:
    """Say whether the actor may choose the test of `activity`; the same rule as `edited_activities`."""
    return edited_activities(actor).filter(pk=activity.pk).exists()
