"""Classes: a school's list of them, and one with its people."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from core.access.enums import Right
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.people.models import Guardianship, Person
from core.people.selectors import guardianships_of

from ..enums import AssignmentKind, EnrolmentState
from ..models import ClassGroup, Enrolment, SchoolYear, TeachingAssignment, Unit, running
from ..policies import can_manage_class, is_homeroom_teacher, visible_classes
from ..rules import is_last_grade, may_complete_on, natural_key


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in its school's list."""

    group: ClassGroup
    learners: int
    homeroom: Person | None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner in the class's list; `guardians` is empty for those who may not know."""

    person: Person
    enrolment: Enrolment
    guardians: list[Guardianship] = field(default_factory=list)

    @property
    def guardian_state(self) -> str:
        """`signed_in` (a guardian has a log-in), `listed` (only written down) or `none`."""
        if any(hasattr(row.guardian, "account") for row in self.guardians):
            return "signed_in"
        return "listed" if self.guardians else "none"


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class with its learners in Vietnamese order and its teachers, homeroom first."""

    group: ClassGroup
    learners: list[LearnerRow]
    teaching: list[TeachingAssignment]
    shows_families: bool
    is_manager: bool
    may_complete: bool = False
    may_undo: bool = False

    @property
    def homeroom(self) -> Person | None:
        return next((row.person for row in self.teaching if row.kind == AssignmentKind.HOMEROOM), None)


def find_class(actor: Actor, uuid: UUID) -> ClassGroup:
    """Return the class if the actor may look into it; otherwise `AccessRefused`, there or not."""
    row = visible_classes(actor).select_related("unit", "grade", "school_year", "site").filter(uuid=uuid).first()
    if row is None:
        raise AccessRefused("visible_classes")
    return row


def classes_of(actor: Actor, unit: Unit, year: SchoolYear | None) -> list[ClassRow]:
    """Return the classes of a school in a year that the actor may look into, by grade and number, in two queries."""
    studying = Q(enrolments__state=EnrolmentState.STUDYING, enrolments__valid_to=None)
    rows = visible_classes(actor).filter(unit=unit, school_year=year).select_related("grade", "site")
    groups = sorted(rows.annotate(learner_count=Count("enrolments", filter=studying)), key=lambda g: (g.grade.order, natural_key(g.name)))
    duties = TeachingAssignment.objects.filter(running(), class_group__in=[g.pk for g in groups], kind=AssignmentKind.HOMEROOM)
    homeroom = {duty.class_group_id: duty.person for duty in duties.select_related("person")}
    return [ClassRow(group, group.learner_count, homeroom.get(group.pk)) for group in groups]


def class_page(actor: Actor, group: ClassGroup) -> ClassPage:
    """Return a class with its people. Families show to its homeroom teacher and to those who oversee people, nobody else."""
    enrolments = Enrolment.objects.filter(running(), class_group=group, state=EnrolmentState.STUDYING).select_related("person")
    rows = list(enrolments.order_by("person__sort_key", "person_id"))
    oversees = actor.is_platform_staff or actor.may(Right.PEOPLE_VIEW, group.unit.path)
    shows_families = oversees or is_homeroom_teacher(actor, group)
    families: dict[int, list[Guardianship]] = {}
    if shows_families:
        for guardianship in guardianships_of(row.person_id for row in rows):
            families.setdefault(guardianship.child_id, []).append(guardianship)
    learners = [LearnerRow(row.person, row, families.get(row.person_id, [])) for row in rows]
    manages, completes, undoes = can_manage_class(actor, group), completing(actor, group), undoing(actor, group)
    return ClassPage(group, learners, teaching_of(group), shows_families, manages, completes, undoes)


def teaching_of(group: ClassGroup) -> list[TeachingAssignment]:
    """Return the running duties in a class, homeroom first, then by subject."""
    rows = TeachingAssignment.objects.filter(running(), class_group=group).select_related("person", "subject")
    return sorted(rows, key=lambda row: (row.kind != AssignmentKind.HOMEROOM, row.subject.order if row.subject else 0, row.pk))


def completing(actor: Actor, group: ClassGroup) -> bool:
    """Say whether the actor may write now that the class has completed the last grade. `group` comes with its unit, grade and year."""
    is_time = is_last_grade(group.unit.kind, group.grade.key) and may_complete_on(timezone.localdate(), group.school_year.ends_on)
    return is_time and can_manage_class(actor, group)


def completed_lately() -> Q:
    """Return the condition for the enrolments whose completion may still be taken back."""
    since = timezone.localdate() - timedelta(days=settings.COMPLETION_UNDO_DAYS)
    return Q(state=EnrolmentState.COMPLETED, valid_to__gte=since)


def undoing(actor: Actor, group: ClassGroup) -> bool:
    """Say whether the actor may take back now that learners of the class completed the last grade. `group` comes with its unit and grade.
    One query, for last grades only."""
    if not (is_last_grade(group.unit.kind, group.grade.key) and can_manage_class(actor, group)):
        return False
    return Enrolment.objects.filter(completed_lately(), class_group=group).exists()


def reading_places() -> Q:
    """Return the condition for the enrolments that open a class to read: those that run, and of who completed the last grade for
    `GRADUATE_READ_DAYS` more."""
    since = timezone.localdate() - timedelta(days=settings.GRADUATE_READ_DAYS)
    return Q(running(), state=EnrolmentState.STUDYING) | Q(state=EnrolmentState.COMPLETED, valid_to__gte=since)


def search_classes(actor: Actor, folded: str, limit: int) -> list[ClassGroup]:
    """Return at most `limit` classes of the running or coming year whose name starts with the query, "9a2" and "lop 9a2" alike."""
    name = folded.removeprefix("lop ").strip()
    if not name:
        return []
    rows = visible_classes(actor).filter(school_year__ends_on__gte=timezone.localdate(), name__istartswith=name)
    return sorted(rows.order_by().select_related("unit")[: limit * 4], key=lambda row: natural_key(row.name))[:limit]
