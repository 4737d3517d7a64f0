"""Authors, overseers, learners, guardians of a course."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Right, Role
from core.access.types import Actor
from core.organisations.models import Enrolment, TeachingAssignment, open_unit, running
from core.people.selectors import followed_wards

from ..enums import CourseState
from ..models import Course, CourseClass, CourseTeacher

PATH_STEP = 4  # letters of a unit's path for each level of the tree


def can_author(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may start courses: a hat that may author, in its own unit."""
    return Right.COURSES_AUTHOR in actor.rights and actor.unit_id != 0


def authored_courses(actor: Actor) -> QuerySet[Course]:
    """Courses the actor may change: those it teaches, in its hat's unit; an overseer's, in its units. Never of a closed unit."""
    courses: QuerySet[Course] = Course.objects.filter(open_unit())
    if actor.is_system or actor.is_platform_staff:
        return courses
    if Right.COURSES_OVERSEE in actor.rights and actor.unit_path:
        return courses.filter(unit__path__startswith=actor.unit_path)
    if not can_author(actor):
        return courses.none()
    mine = CourseTeacher.objects.filter(person_id=actor.person_id, course_id=OuterRef("pk"))
    return courses.filter(Exists(mine), unit_id=actor.unit_id)


def can_edit_course(actor: Actor, course: Course) -> bool:
    """Say whether the actor may change `course`; the same rule as `authored_courses`."""
    return authored_courses(actor).filter(pk=course.pk).exists()


def _taken_by(person_ids: Q, unit_id: int | None = None) -> QuerySet[Course]:
    """Published courses of open units that people take in a class they study in, or by a row of their own."""
    studying = Enrolment.objects.filter(running(), person_ids, state="studying")
    if unit_id is not None:
        studying = studying.filter(unit_id=unit_id)
    by_class = CourseClass.objects.filter(class_group_id__in=studying.values("class_group_id")).values("course_id")
    learners: type[models.Model] = Course._meta.get_field("learners").related_model
    alone = learners._default_manager.filter(running(), person_ids).values("course_id")
    return Course.objects.filter(open_unit(), pk__in=by_class.union(alone), state=CourseState.PUBLISHED, is_template=False)


def learning_courses(actor: Actor) -> QuerySet[Course]:
    """Courses the actor takes: of the classes it studies in under its hat's unit, and those it was added to by itself."""
    if actor.hat is None or not actor.person_id or actor.has_role(Role.GUARDIAN):
        return Course.objects.none()
    return _taken_by(Q(person_id=actor.person_id), actor.unit_id)


def can_learn_course(actor: Actor, course: Course) -> bool:
    """Say whether the actor takes `course`; the same rule as `learning_courses`."""
    return learning_courses(actor).filter(pk=course.pk).exists()


def _ward_courses(actor: Actor) -> QuerySet[Course]:
    """Courses of the children a guardian may follow."""
    children = [ward.child_id for ward in followed_wards(actor.person_id)]
    return _taken_by(Q(person_id__in=children)) if children else Course.objects.none()


def overseen_courses(actor: Actor) -> QuerySet[Course]:
    """Courses of the units an overseer's hat covers, closed ones too; nobody else has any."""
    if actor.is_system or actor.is_platform_staff:
        return Course.objects.all()
    if Right.COURSES_OVERSEE not in actor.rights or not actor.unit_path:
        return Course.objects.none()
    return Course.objects.filter(unit__path__startswith=actor.unit_path)


def visible_courses(actor: Actor) -> QuerySet[Course]:
    """Courses whose outline the actor may read.

    Overseers: all of their units, closed ones too. Authors: theirs. Homeroom teachers: those of their class. Learners:
    those they take. Guardians: those their verified children take, when they may see progress.
    """
    if actor.is_system or actor.is_platform_staff:
        return Course.objects.all()
    if actor.hat is None:
        return Course.objects.none()
    if actor.has_role(Role.GUARDIAN):
        return _ward_courses(actor)
    if Right.COURSES_OVERSEE in actor.rights and actor.unit_path:
        return overseen_courses(actor) | _alone(actor)
    taken = learning_courses(actor).values("pk")
    if not can_author(actor):
        return Course.objects.filter(pk__in=taken)
    homeroom = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, kind="homeroom", class_group__unit_id=actor.unit_id)
    of_class = CourseClass.objects.filter(class_group_id__in=homeroom.values("class_group_id"), course__state=CourseState.PUBLISHED)
    known = authored_courses(actor).values("pk").union(of_class.values("course_id"), taken)
    return Course.objects.filter(open_unit(), pk__in=known)


def _alone(actor: Actor) -> QuerySet[Course]:
    return Course.objects.filter(pk__in=learning_courses(actor).values("pk"))


def can_view_course(actor: Actor, course: Course) -> bool:
    """Say whether the actor may read the outline of `course`; the same rule as `visible_courses`."""
    return visible_courses(actor).filter(pk=course.pk).exists()


def copyable_courses(actor: Actor) -> QuerySet[Course]:
    """Courses the actor may copy into its unit: those it may change, and templates shared by its unit or a unit above."""
    if actor.is_system or actor.is_platform_staff:
        return Course.objects.all()
    if not can_author(actor):
        return Course.objects.none()
    above = [actor.unit_path[:end] for end in range(PATH_STEP, len(actor.unit_path) + 1, PATH_STEP)]
    shared = Q(is_template=True, state=CourseState.PUBLISHED, unit__path__in=above)
    if Right.COURSES_OVERSEE in actor.rights and actor.unit_path:
        return Course.objects.filter(open_unit()).filter(shared | Q(unit__path__startswith=actor.unit_path))
    return Course.objects.filter(open_unit()).filter(shared | Q(pk__in=authored_courses(actor).values("pk")))


def can_copy_course(actor: Actor, course: Course) -> bool:
    """Say whether the actor may copy `course`; the same rule as `copyable_courses`."""
    return copyable_courses(actor).filter(pk=course.pk).exists()
