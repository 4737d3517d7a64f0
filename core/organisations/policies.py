"""Who may see and change units and the people in them. Each rule answers twice: for one object and for lists."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Right, Role
from core.access.types import Actor
from core.people.models import Guardianship, Person

from .models import ClassGroup, Enrolment, Membership, TeachingAssignment, Unit, running


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Units an actor may look into: its own and all below (merged predecessors stand below their successor)."""
    units: QuerySet[Unit] = Unit.objects.all()
    if actor.is_system or actor.is_platform_staff:
        return units
    if not actor.unit_path or not actor.rights:
        return units.filter(pk=actor.unit_id)
    return units.filter(path__startswith=actor.unit_path)


def can_view_unit(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may look into `unit`; the same rule as `visible_units`."""
    if actor.is_system or actor.is_platform_staff:
        return True
    return actor.unit_id == unit.pk or bool(actor.rights and actor.unit_path and unit.path.startswith(actor.unit_path))


def can_manage_unit(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may rename, move, merge or close `unit`, or open units below it."""
    return actor.is_platform_staff or actor.may(Right.UNITS_MANAGE, unit.path)


def can_manage_people(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may add and change people of `unit`."""
    return actor.is_platform_staff or actor.may(Right.PEOPLE_MANAGE, unit.path)


def can_grant_hats(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may hand out and take back hats in `unit`."""
    return actor.is_platform_staff or actor.may(Right.HATS_GRANT, unit.path)


def can_manage_accounts(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may print log-in slips and reset passwords of people of `unit`."""
    return actor.is_platform_staff or actor.may(Right.ACCOUNTS_MANAGE, unit.path)


def can_import_roster(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may import a roster into `unit`."""
    return actor.is_platform_staff or actor.may(Right.ROSTER_IMPORT, unit.path)


def taught_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes the actor teaches now under its teacher hat (subject or homeroom), in that unit."""
    teaching = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group_id=OuterRef("pk"))
    return ClassGroup.objects.filter(Exists(teaching), unit_id=actor.unit_id)


def visible_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes an actor may look into: overseers those of their units, teachers the ones they teach, students their own."""
    if actor.is_system or actor.is_platform_staff:
        return ClassGroup.objects.all()
    if Right.PEOPLE_VIEW in actor.rights:
        return ClassGroup.objects.filter(unit__path__startswith=actor.unit_path)
    if actor.has_role(Role.TEACHER):
        return taught_classes(actor)
    if actor.has_role(Role.STUDENT):
        mine = Enrolment.objects.filter(running(), person_id=actor.person_id, state="studying", class_group_id=OuterRef("pk"))
        return ClassGroup.objects.filter(Exists(mine), unit_id=actor.unit_id)
    return ClassGroup.objects.none()


def can_view_class(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor may look into `class_group`; the same rule as `visible_classes`."""
    return visible_classes(actor).filter(pk=class_group.pk).exists()


def can_teach_class(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor teaches `class_group` or oversees its unit."""
    if actor.may(Right.COURSES_OVERSEE, class_group.unit.path):
        return True
    return actor.has_role(Role.TEACHER) and taught_classes(actor).filter(pk=class_group.pk).exists()


def visible_people(actor: Actor) -> QuerySet[Person]:
    """People whose record an actor may open.

    Everybody: oneself. Overseers: people with a place in their units. Teachers: learners of the classes they teach.
    Guardians: their verified children.
    """
    if actor.is_system or actor.is_platform_staff:
        return Person.objects.all()
    oneself = Q(pk=actor.person_id)
    if Right.PEOPLE_VIEW in actor.rights:
        place = Membership.objects.filter(person_id=OuterRef("pk"), unit__path__startswith=actor.unit_path)
        return Person.objects.filter(oneself | Exists(place))
    if actor.has_role(Role.TEACHER):
        pupils = Enrolment.objects.filter(running(), person_id=OuterRef("pk"), class_group__in=taught_classes(actor))
        return Person.objects.filter(oneself | Exists(pupils))
    if actor.has_role(Role.GUARDIAN):
        wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id, child_id=OuterRef("pk")).exclude(verified_at=None)
        return Person.objects.filter(oneself | Exists(wards))
    return Person.objects.filter(oneself)


def can_view_person(actor: Actor, person: Person) -> bool:
    """Say whether the actor may open the record of `person`; the same rule as `visible_people`."""
    return visible_people(actor).filter(pk=person.pk).exists()
