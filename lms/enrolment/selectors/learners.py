"""Who learns in a course, and what somebody learns. All of it is SQL: nothing is loaded to be counted."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from core.organisations.models import ClassGroup, Enrolment, open_unit, running
from core.people.models import Person
from lms.courses.enums import CourseState
from lms.courses.models import Course, CourseClass

from ..models import CourseLearner

STUDYING = "studying"


def learner_ids(course: Course) -> QuerySet[Any, int]:
    """Return the ids of the people who learn in `course` now, each once.

    A union: usable as it is, or inside `__in`; it can't be filtered further.
    """
    classes = CourseClass.objects.filter(course=course).values("class_group_id")
    in_class = Enrolment.objects.filter(running(), class_group_id__in=classes, state=STUDYING).values_list("person_id", flat=True)
    alone = CourseLearner.objects.filter(running(), course=course).values_list("person_id", flat=True)
    return in_class.order_by().union(alone.order_by())


def learners_of(course: Course) -> QuerySet[Person]:
    """Return the people who learn in `course` now, as class lists sort them."""
    return Person.objects.filter(pk__in=learner_ids(course)).order_by("sort_key", "id")


def learners_of_class(course: Course, class_group: ClassGroup) -> QuerySet[Person]:
    """Return the learners of one class of `course`; nobody when the class doesn't take it."""
    taking = CourseClass.objects.filter(course=course, class_group=class_group).values("class_group_id")
    rows = Enrolment.objects.filter(running(), class_group_id__in=taking, state=STUDYING)
    return Person.objects.filter(pk__in=rows.values("person_id")).order_by("sort_key", "id")


def is_learner(course: Course, person_id: int) -> bool:
    """Say whether a person learns in `course` now."""
    return courses_of_learner(person_id).filter(pk=course.pk).exists()


def courses_of_learner(person_id: int) -> QuerySet[Course]:
    """Return the published courses of open units a person takes now, in a class or alone."""
    studying = Enrolment.objects.filter(running(), person_id=person_id, state=STUDYING).values("class_group_id")
    by_class = CourseClass.objects.filter(class_group_id__in=studying).values("course_id")
    alone = CourseLearner.objects.filter(running(), person_id=person_id).values("course_id")
    return Course.objects.filter(open_unit(), pk__in=by_class.union(alone), state=CourseState.PUBLISHED, is_template=False)


def learner_counts(courses: QuerySet[Course] | list[Course]) -> dict[int, int]:
    """Return how many learners each course has in its classes, by course id, in one query."""
    taking = Q(class_group__enrolments__valid_to=None, class_group__enrolments__state=STUDYING)
    rows = CourseClass.objects.filter(taking, course__in=courses).values("course_id")
    return {row["course_id"]: row["learners"] for row in rows.annotate(learners=Count("class_group__enrolments__person", distinct=True))}
