"""Courses themselves: starting, describing, their teachers."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.organisations.models import Grade, Membership, SchoolYear, Subject, running
from core.people.models import Person

from ..enums import CourseRole, CourseState
from ..errors import CourseRefused
from ..models import Course, CourseTeacher
from ..policies import can_author, can_edit_course
from ..rules.rights import AUTHOR_ROLES
from .locking import audit, title_of


@dataclass(frozen=True)
class CourseFacts:
    """What a course says of itself."""

    title: str
    subject: Subject | None = None
    grade: Grade | None = None
    summary: str = ""
    is_template: bool = False


def create_course(*, actor: Actor, facts: CourseFacts) -> Course:
    """Start a draft course in the unit of the actor's hat, this school year, with the actor as its owner."""
    require(can_author, actor)
    with transaction.atomic():
        course = Course(unit_id=actor.unit_id, created_by_id=actor.person_id, school_year=running_school_year())
        _describe(course, facts)
        course.save()
        CourseTeacher.objects.create(course=course, person_id=actor.person_id, role=CourseRole.OWNER)
        audit(actor, "courses.course.created", course)
    return course


def running_school_year() -> SchoolYear | None:
    """Return the school year of today, None in between."""
    today = timezone.localdate()
    return SchoolYear.objects.filter(starts_on__lte=today, ends_on__gte=today).first()


def _describe(course: Course, facts: CourseFacts) -> None:
    course.title = title_of(facts.title)
    course.subject, course.grade = facts.subject, facts.grade
    course.summary = facts.summary.strip()
    course.is_template = facts.is_template


def update_course(*, actor: Actor, course: Course, facts: CourseFacts) -> Course:
    """Change what a course says of itself; takes effect at once. A course that classes take can't become a template."""
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = Course.objects.select_for_update().get(pk=course.pk)
        if facts.is_template and row.classes.exists():
            raise CourseRefused("template_unassignable", field="is_template")
        before = row.title
        _describe(row, facts)
        row.save()
        audit(actor, "courses.course.changed", row, title=[before, row.title])
    return row


def add_teacher(*, actor: Actor, course: Course, person: Person) -> CourseTeacher:
    """Let a colleague of the course's unit edit the course. Adding somebody twice changes nothing. Raises `not_a_teacher`."""
    require(can_edit_course, actor, course)
    hats = Membership.objects.filter(running(), person=person, unit_id=course.unit_id, role__in=AUTHOR_ROLES)
    if not hats.exists():
        raise CourseRefused("not_a_teacher", field="person", name=person.full_name)
    with transaction.atomic():
        row, is_new = CourseTeacher.objects.get_or_create(course=course, person=person)
        if is_new:
            audit(actor, "courses.teacher.added", course, person=[None, person.pk])
    return row


def remove_teacher(*, actor: Actor, course: Course, person: Person) -> None:
    """Take a colleague off the course. The owner stays until another one has taken over (`last_owner`)."""
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = CourseTeacher.objects.select_for_update().filter(course=course, person=person).first()
        if row is None:
            return
        if row.role == CourseRole.OWNER:
            raise CourseRefused("last_owner")
        row.delete()
        audit(actor, "courses.teacher.removed", course, person=[person.pk, None])


def make_owner(*, actor: Actor, course: Course, person: Person) -> CourseTeacher:
    """Hand the course over to one of its teachers; the former owner goes on editing it. Raises `not_a_teacher`."""
    require(can_edit_course, actor, course)
    add_teacher(actor=actor, course=course, person=person)
    with transaction.atomic():
        rows = CourseTeacher.objects.select_for_update().filter(course=course)
        rows.filter(role=CourseRole.OWNER).exclude(person=person).update(role=CourseRole.EDITOR)
        rows.filter(person=person).update(role=CourseRole.OWNER)
        audit(actor, "courses.owner.changed", course, person=[None, person.pk])
    return CourseTeacher.objects.get(course=course, person=person)


def archive_course(*, actor: Actor, course: Course) -> Course:
    """Put a course away: learners no longer see it, nothing is lost, nobody changes it until it is taken back."""
    return _set_state(actor, course, CourseState.ARCHIVED, "courses.course.archived")


def reopen_course(*, actor: Actor, course: Course) -> Course:
    """Take an archived course back as a draft."""
    return _set_state(actor, course, CourseState.DRAFT, "courses.course.reopened")


def unpublish_course(*, actor: Actor, course: Course) -> Course:
    """Hide a course from its learners; its versions and everybody's progress stay."""
    return _set_state(actor, course, CourseState.DRAFT, "courses.course.unpublished")


def _set_state(actor: Actor, course: Course, state: CourseState, verb: str) -> Course:
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = Course.objects.select_for_update().get(pk=course.pk)
        before, row.state = row.state, state
        row.save(update_fields=["state"])
        audit(actor, verb, row, state=[before, state.value])
    return row
