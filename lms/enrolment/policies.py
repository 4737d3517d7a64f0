"""Who may give a course to a class or a person."""

from django.db.models import QuerySet

from core.access.enums import Right
from core.access.types import Actor
from core.organisations.models import ClassGroup
from core.organisations.policies import taught_classes
from lms.courses.models import Course
from lms.courses.policies import can_edit_course


def assignable_classes(actor: Actor, course: Course) -> QuerySet[ClassGroup]:
    """Classes of the course's unit the actor may give `course` to: an overseer all of them, a teacher the ones it teaches."""
    classes: QuerySet[ClassGroup] = ClassGroup.objects.filter(unit_id=course.unit_id)
    if course.is_template or not can_edit_course(actor, course):
        return classes.none()
    if actor.is_system or actor.is_platform_staff or actor.may(Right.COURSES_OVERSEE, course.unit.path):
        return classes
    return taught_classes(actor).filter(unit_id=course.unit_id)


def can_assign_class(actor: Actor, pair: tuple[Course, ClassGroup]) -> bool:
    """Say whether the actor may give the course to the class; the same rule as `assignable_classes`."""
    course, class_group = pair
    return assignable_classes(actor, course).filter(pk=class_group.pk).exists()


def can_enrol_learners(actor: Actor, course: Course) -> bool:
    """Say whether the actor may add single learners to `course` and take them out: its authors and overseers."""
    return not course.is_template and can_edit_course(actor, course)
