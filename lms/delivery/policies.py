"""Who may study, lead a class board, look at a child's progress, read figures. Each rule answers for one object and for lists."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.access.enums import Right, Role
from core.access.rules import covers
from core.access.types import Actor
from core.organisations.enums import EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, Membership, Unit, open_unit, running
from core.organisations.policies import taught_classes
from core.people.models import Person
from core.people.selectors import followed_wards
from lms.courses.enums import CourseState
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher
from lms.enrolment.models import CourseLearner

from .models import ActivityProgress


def learns(actor: Actor, obj: Any = None) -> bool:
    """Permit signed-in people with a valid hat; what they may study is decided by course."""
    return actor.hat is not None and actor.person_id != 0


def _in_class(person: Any) -> QuerySet[CourseClass]:
    """Classes of the outer course in which `person` studies now, as a student of the class's open school."""
    student = Membership.objects.filter(
        running(), open_unit(), person_id=OuterRef("person_id"), unit_id=OuterRef("unit_id"), role__in=[Role.STUDENT, Role.LEARNER]
    )
    enrolled = Enrolment.objects.filter(
        running(), Exists(student), person_id=person, class_group_id=OuterRef("class_group_id"), state=EnrolmentState.STUDYING
    )
    return CourseClass.objects.filter(Exists(enrolled))


def studied_courses(actor: Actor) -> QuerySet[Course]:
    """Published courses in open units the person learns in now: through a class, or enrolled directly.

    It asks the person and not the hat, so that a phone can hand in what was done offline whatever hat is on; without any
    valid hat there is nothing.
    """
    if actor.hat is None:
        return Course.objects.none()
    through_class = _in_class(actor.person_id).filter(course_id=OuterRef("pk"))
    directly = CourseLearner.objects.filter(running(), person_id=actor.person_id, course_id=OuterRef("pk"))
    return Course.objects.filter(Exists(through_class) | Exists(directly), open_unit(), state=CourseState.PUBLISHED, is_template=False)


def can_study_course(actor: Actor, course: Course) -> bool:
    """Say whether the person learns in `course`; the same rule as `studied_courses`."""
    return studied_courses(actor).filter(pk=course.pk).exists()


def studied_activities(actor: Actor) -> QuerySet[Activity]:
    """Published activities of the courses the person learns in. Release conditions come on top."""
    return Activity.objects.filter(course__in=studied_courses(actor), is_published=True, is_removed=False)


def can_study(actor: Actor, activity: Activity) -> bool:
    """Say whether the person may study `activity`; the same rule as `studied_activities`."""
    return studied_activities(actor).filter(pk=activity.pk).exists()


def boards(actor: Actor) -> QuerySet[CourseClass]:
    """Courses of classes whose board the actor may watch: own courses, classes one teaches, classes one oversees."""
    rows = CourseClass.objects.filter(open_unit("class_group__unit__"))
    if actor.is_system:
        return rows
    if Right.COURSES_OVERSEE in actor.rights and actor.unit_path:
        return rows.filter(Q(class_group__unit__path__startswith=actor.unit_path) | Q(pk__in=led_boards(actor).values("pk")))
    return led_boards(actor)


def led_boards(actor: Actor) -> QuerySet[CourseClass]:
    """Courses of classes the actor leads: as a teacher of the course over classes below the hat's unit, or of the class."""
    rows = CourseClass.objects.filter(open_unit("class_group__unit__"))
    if actor.is_system:
        return rows
    if Right.COURSES_AUTHOR not in actor.rights or not actor.unit_path:
        return rows.none()
    own = CourseTeacher.objects.filter(person_id=actor.person_id).values("course_id")
    by_course = CourseClass.objects.filter(course_id__in=own, class_group__unit__path__startswith=actor.unit_path)
    by_class = CourseClass.objects.filter(class_group_id__in=taught_classes(actor).order_by().values("pk"))
    return rows.filter(pk__in=by_course.values("pk").union(by_class.values("pk")))  # a union, as no index serves an OR of both


def can_watch_board(actor: Actor, course_class: CourseClass) -> bool:
    """Say whether the actor may watch the board of a class in a course; the same rule as `boards`."""
    return boards(actor).filter(pk=course_class.pk).exists()


def can_lead_board(actor: Actor, course_class: CourseClass) -> bool:
    """Say whether the actor may pause, hint, remind and seat; the same rule as `led_boards`."""
    return led_boards(actor).filter(pk=course_class.pk).exists()


def can_seat_class(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor may change the seating plan: whoever leads a board of the class."""
    return led_boards(actor).filter(class_group_id=class_group.pk).exists()


def visible_children(actor: Actor) -> QuerySet[Person]:
    """Children whose progress a guardian may see: verified, running, with `progress` among what they may see."""
    if not actor.has_role(Role.GUARDIAN):
        return Person.objects.none()
    return Person.objects.filter(pk__in=[ward.child_id for ward in followed_wards(actor.person_id)])


def can_view_child(actor: Actor, child: Person) -> bool:
    """Say whether the actor may see the progress of `child`; the same rule as `visible_children`."""
    return visible_children(actor).filter(pk=child.pk).exists()


def guards(actor: Actor, obj: Any = None) -> bool:
    """Permit the guardian hat."""
    return actor.has_role(Role.GUARDIAN)


def leads(actor: Actor, obj: Any = None) -> bool:
    """Permit hats that may author or oversee courses; which boards is decided by `boards`."""
    return bool(actor.rights & {Right.COURSES_AUTHOR, Right.COURSES_OVERSEE})


def reads_figures(actor: Actor, obj: Any = None) -> bool:
    """Permit hats with the right to figures; over which units is decided by `figure_units`."""
    return Right.FIGURES_VIEW in actor.rights


def figure_units(actor: Actor) -> QuerySet[Unit]:
    """Units whose figures the actor may read: its own and all below."""
    units: QuerySet[Unit] = Unit.objects.all()
    if actor.is_system:
        return units
    if Right.FIGURES_VIEW not in actor.rights or not actor.unit_path:
        return units.none()
    return units.filter(path__startswith=actor.unit_path)


def can_read_figures(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may read the figures of `unit`; the same rule as `figure_units`."""
    return actor.is_system or (Right.FIGURES_VIEW in actor.rights and covers(actor.unit_path, unit.path))


def own_progress(actor: Actor) -> QuerySet[ActivityProgress]:
    """The person's own progress in what they may study."""
    return ActivityProgress.objects.filter(person_id=actor.person_id, activity__in=studied_activities(actor))


def study_classes(actor: Actor) -> QuerySet[CourseClass]:
    """The classes through which the person learns in courses now."""
    return _in_class(actor.person_id) if actor.hat is not None else CourseClass.objects.none()


def class_learners(class_group_id: Any) -> QuerySet[Enrolment]:
    """Running enrolments of a class, in the order class lists have."""
    rows = Enrolment.objects.filter(running(), class_group_id=class_group_id, state=EnrolmentState.STUDYING)
    return rows.select_related("person").order_by(F("person__sort_key"), "person_id")
