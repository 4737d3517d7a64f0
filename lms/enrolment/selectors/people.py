"""Who a course can be given to, and who could teach it."""

from dataclasses import dataclass

from django.db.models import Q

from core.access.policies import require
from core.access.types import Actor
from core.organisations.models import ClassGroup, Membership, running
from core.organisations.policies import visible_people
from core.people.models import Person
from lms.courses.models import Course, CourseTeacher
from lms.courses.policies import can_edit_course
from lms.courses.rules.rights import AUTHOR_ROLES

from ..models import CourseLearner
from ..policies import assignable_classes, can_enrol_learners
from .cards import ClassLine, class_lines


@dataclass(frozen=True)
class PeoplePage:
    """Classes, teachers and single learners of a course, and who could join them."""

    classes: list[ClassLine]
    own_class_ids: set[int]
    more_classes: list[ClassGroup]
    teachers: list[CourseTeacher]
    more_teachers: list[Person]
    learners: list[CourseLearner]
    can_enrol: bool


def people_page(actor: Actor, course: Course) -> PeoplePage:
    """Return the page of people of a course: constant queries. `own_class_ids`: classes the actor may take the course from."""
    require(can_edit_course, actor, course)
    lines = class_lines([course.pk])[course.pk]
    mine = list(assignable_classes(actor, course).select_related("grade").order_by("grade__order", "name")[:300])
    taken = {line.id for line in lines}
    teachers = sorted(course.teachers.select_related("person"), key=lambda row: (row.role != "owner", row.person.sort_key))
    hats = Membership.objects.filter(running(), unit_id=course.unit_id, role__in=AUTHOR_ROLES)
    known = [row.person_id for row in teachers]
    others = Person.objects.filter(pk__in=hats.values("person_id")).exclude(pk__in=known).order_by("sort_key", "id")[:300]
    return PeoplePage(
        classes=lines,
        own_class_ids={row.pk for row in mine},
        more_classes=[row for row in mine if row.pk not in taken],
        teachers=teachers,
        more_teachers=list(others),
        learners=list(CourseLearner.objects.filter(running(), course=course).select_related("person").order_by("person__sort_key")[:300]),
        can_enrol=can_enrol_learners(actor, course),
    )


def person_by_code(actor: Actor, code: str) -> Person | None:
    """Return the person whose Ministry code or user name is `code`, among those whose record the actor may open."""
    if not code:
        return None
    return visible_people(actor).filter(Q(moet_id=code) | Q(account__username=code.lower())).first()
