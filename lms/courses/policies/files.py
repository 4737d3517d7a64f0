"""Files go with the courses they stand in."""

from django.db.models import QuerySet

from core.access.types import Actor

from ..models import Course, CourseFile
from .courses import can_edit_course, visible_courses


def can_add_file(actor: Actor, course: Course) -> bool:
    """Say whether the actor may upload files into `course`: whoever may edit it."""
    return can_edit_course(actor, course)


def can_forget_files(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may remove files nobody uses: only the platform's own jobs."""
    return actor.is_system


def visible_files(actor: Actor) -> QuerySet[CourseFile]:
    """Files of the courses the actor may see."""
    if actor.is_system:
        return CourseFile.objects.all()
    shown = CourseFile.courses.through.objects.filter(course__in=visible_courses(actor))
    return CourseFile.objects.filter(pk__in=shown.values("coursefile_id"))


def can_view_file(actor: Actor, file: CourseFile) -> bool:
    """Say whether the actor may open `file`; the same rule as `visible_files`."""
    return visible_files(actor).filter(pk=file.pk).exists()
