"""Courses that have a space in the social network: those people were added to by themselves (professional development, catching up).

Courses given to whole classes have none: their classes have a space already.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import open_unit, running
from lms.courses.enums import CourseRole, CourseState
from lms.courses.models import Course, CourseTeacher

from ..models import CourseLearner

PREFIX = "course"


def has_space() -> Exists:
    """Return the condition, for a query of courses, that a course has a space: somebody was added to it and still learns."""
    return Exists(CourseLearner.objects.filter(running(), course_id=OuterRef("pk")))


def spaced_courses() -> QuerySet[Course]:
    """Return the courses with a space."""
    return Course.objects.filter(open_unit(), has_space(), state=CourseState.PUBLISHED, is_template=False)


def courses_with_seat(actor: Actor) -> QuerySet[Course]:
    """Return the courses in whose space the actor has a place under its hat: it learns there, or teaches there in its hat's unit.

    Each has `teaches` and `leads`.
    """
    if actor.hat is None or actor.has_role(Role.GUARDIAN):
        return Course.objects.none()
    mine = CourseTeacher.objects.filter(course_id=OuterRef("pk"), person_id=actor.person_id)
    learns = CourseLearner.objects.filter(running(), course_id=OuterRef("pk"), person_id=actor.person_id)
    teaches = Q(unit__path__startswith=actor.unit_path) & Exists(mine)
    rows = spaced_courses().filter(teaches | Exists(learns))
    return rows.annotate(teaches=Exists(mine), leads=Exists(mine.filter(role=CourseRole.OWNER)))


def course_of_key(source_key: str) -> Course | None:
    """Return the course of a space by its key (`course:<uuid>`)."""
    try:
        return spaced_courses().filter(uuid=UUID(source_key.partition(":")[2])).first()
    except ValueError:
        return None


def people_of_course(course: Course) -> list[tuple[int, bool]]:
    """Return the people of a course as (person id, teaches), teachers first. Two queries."""
    teachers = list(CourseTeacher.objects.filter(course=course).order_by("id").values_list("person_id", flat=True))
    learners = CourseLearner.objects.filter(running(), course=course).order_by("id").values_list("person_id", flat=True)
    return [(pk, True) for pk in teachers] + [(pk, False) for pk in learners if pk not in teachers]
