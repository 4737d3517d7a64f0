"""Who may work on a lesson: the authors of its course. Learners read it through the reader's own policy (`lms.delivery`)."""

from django.db.models import QuerySet

from core.access.types import Actor
from lms.courses.policies import authored_courses, can_edit_course

from .models import Lesson, LessonComment


def can_edit_lesson(actor: Actor, lesson: Lesson) -> bool:
    """Say whether the actor may read and change the draft of `lesson`: whoever may edit its course."""
    return not lesson.activity.is_removed and can_edit_course(actor, lesson.activity.course)


def visible_lessons(actor: Actor) -> QuerySet[Lesson]:
    """Lessons whose draft the actor may work on; the same rule as `can_edit_lesson`."""
    return Lesson.objects.filter(activity__is_removed=False, activity__course__in=authored_courses(actor))


def can_resolve_comment(actor: Actor, comment: LessonComment) -> bool:
    """Say whether the actor may close `comment`: any author of the lesson."""
    return can_edit_lesson(actor, comment.lesson)
