"""Classes and the duties of teachers in them."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.access.enums import Role
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.lib import vietnamese
from core.people.models import Person

from ..enums import AssignmentKind
from ..errors import ClassRefused
from ..events import TeacherAssigned, TeacherReleased
from ..models import ClassGroup, Grade, Membership, SchoolYear, Subject, TeachingAssignment, Unit, running
from ..policies import can_manage_people


@transaction.atomic
def open_class(
    *, actor: Actor, unit: Unit, school_year: SchoolYear, grade: Grade, name: str, key: str = "", site: Unit | None = None
) -> ClassGroup:
    """Open a class in a school for one year. `key` is its code in the school (default: its name).

    `ClassRefused`: `class_taken` (the school has that code this year), `site_misplaced` (the site isn't below the school).
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require(can_manage_people, actor, unit)
    name = vietnamese.tidy(name)
    key = vietnamese.tidy(key) or name
    if site is not None and not site.path.startswith(unit.path):
        raise ClassRefused("site_misplaced")
    if ClassGroup.objects.filter(unit=unit, school_year=school_year, key=key).exists():
        raise ClassRefused("class_taken")
    row = ClassGroup.objects.create(unit=unit, school_year=school_year, grade=grade, name=name, key=key, site=site)
    record(actor=actor, verb="organisations.class.opened", obj=row, unit_id=unit.pk, unit_path=unit.path)
    return row


@transaction.atomic
def assign_teacher(
    *, actor: Actor, person: Person, class_group: ClassGroup, subject: Subject | None = None, valid_from: date | None = None
) -> TeachingAssignment:
    """Give a teacher of the school a subject in a class, or with `subject` None its homeroom.

    A new homeroom teacher takes over from the one before, whose duty ends the day before. The same duty again changes nothing.
    `ClassRefused`: `not_staff` when the person has no running teacher's or leader's hat in the class's school.
    """
    class_group = ClassGroup.objects.select_for_update(of=("self",)).select_related("unit").get(pk=class_group.pk)
    require(can_manage_people, actor, class_group.unit)
    day = valid_from or timezone.localdate()
    roles = [Role.TEACHER, Role.LEADER]
    if not Membership.objects.filter(running(), person=person, unit__path__startswith=class_group.unit.path, role__in=roles).exists():
        raise ClassRefused("not_staff")
    kind = AssignmentKind.SUBJECT if subject else AssignmentKind.HOMEROOM
    duties = TeachingAssignment.objects.filter(class_group=class_group, kind=kind, subject=subject, valid_to=None)
    known = duties.filter(person=person).first()
    if known is not None:
        return known
    if kind == AssignmentKind.HOMEROOM:
        for former in duties:
            _release(former, day - timedelta(days=1))
    row = TeachingAssignment.objects.create(person=person, class_group=class_group, subject=subject, kind=kind, valid_from=day)
    record(
        actor=actor, verb="organisations.teaching.assigned", obj=row, subject_person_id=person.pk, unit_id=class_group.unit_id,
        unit_path=class_group.unit.path,
    )  # fmt: skip
    publish(TeacherAssigned(assignment_id=row.pk, person_id=person.pk, class_id=class_group.pk, subject_id=subject.pk if subject else None))
    return row


def _release(row: TeachingAssignment, last_day: date) -> None:
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    publish(TeacherReleased(assignment_id=row.pk, person_id=row.person_id, class_id=row.class_group_id))


@transaction.atomic
def release_teacher(*, actor: Actor, assignment: TeachingAssignment, last_day: date | None = None) -> TeachingAssignment:
    """End a teacher's duty in a class; by default at once. `ClassRefused`: `already_ended`."""
    row = TeachingAssignment.objects.select_for_update(of=("self",)).select_related("class_group__unit").get(pk=assignment.pk)
    require(can_manage_people, actor, row.class_group.unit)
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.valid_to is not None and row.valid_to <= yesterday:
        raise ClassRefused("already_ended")
    _release(row, last_day or yesterday)
    record(
        actor=actor, verb="organisations.teaching.ended", obj=row, subject_person_id=row.person_id, unit_id=row.class_group.unit_id,
        unit_path=row.class_group.unit.path,
    )  # fmt: skip
    return row
