"""Reads of the tests that activities hold."""

from dataclasses import dataclass
from uuid import UUID

from assessment.public import TestBrief, brief_of
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.models import ClassGroup
from lms.courses.models import Activity, CourseClass

from .models import TestActivity
from .policies import edited_activities


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author sees of an activity's test. `missing` are the classes of the course that the test isn't given to."""

    brief: TestBrief | None
    is_published: bool
    missing: tuple[ClassGroup, ...] = ()


def activity_for(actor: Actor, uuid: UUID) -> Activity:
    """Return an activity of kind `test` the actor may edit. `AccessRefused` when there is none."""
    activity = edited_activities(actor).select_related("course", "course__unit").filter(uuid=uuid).first()
    if activity is None:
        raise AccessRefused("quizzes.activity.edit")
    return activity


def test_of(activity: Activity, *, draft: bool) -> TestBrief | None:
    """Return the test of an activity: the author's choice, or what learners get. The caller's policy has passed."""
    row = TestActivity.objects.filter(activity=activity).first()
    uuid = row and (row.test_uuid if draft else row.published_uuid)
    return brief_of(uuid) if uuid else None


def choice_of(activity: Activity) -> Choice:
    """Return the choice of an activity with the classes it leaves out."""
    row = TestActivity.objects.filter(activity=activity).first()
    brief = brief_of(row.test_uuid) if row and row.test_uuid else None
    if row is None or brief is None:
        return Choice(None, is_published=False)
    classes = CourseClass.objects.filter(course_id=activity.course_id).exclude(class_group_id__in=brief.class_ids)
    missing = tuple(one.class_group for one in classes.select_related("class_group").order_by("class_group__name"))
    return Choice(brief, row.published_uuid == row.test_uuid, missing)
