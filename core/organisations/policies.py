"""Who may see and change units and the people in them. Each rule answers twice: for one object and for lists."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Right, Role
from core.access.types import Actor
from core.people.models import Guardianship, Person

from .enums import AssignmentKind
from .models import ClassGroup, Enrolment, Membership, TeachingAssignment, Unit, running
from .rules import may_grant


def belongs_somewhere(actor: Actor, obj: object = None) -> bool:
    """Permit whoever wears a hat in a unit, and platform staff: the pages of units begin here."""
    return actor.is_platform_staff or bool(actor.unit_id)


def works_with_people(actor: Actor, obj: object = None) -> bool:
    """Permit whoever wears any hat, guardians included, and platform staff: the pages of people begin here."""
    return actor.is_platform_staff or actor.hat is not None


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


def _may_in_open(actor: Actor, right: Right, unit: Unit) -> bool:
    """A closed unit is history: it is read, never changed."""
    return not unit.is_closed and (actor.is_platform_staff or actor.may(right, unit.path))


def can_manage_unit(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may rename, move, merge or close `unit`, or open units below it."""
    return _may_in_open(actor, Right.UNITS_MANAGE, unit)


def can_open_unit_under(actor: Actor, parent: Unit | None) -> bool:
    """Say whether the actor may open a unit under `parent`; at the top of the tree only platform staff may."""
    return actor.is_platform_staff if parent is None else can_manage_unit(actor, parent)


def can_reorganise_unit(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may move, merge or close `unit`: nobody does that to the unit of one's own hat, only from above."""
    return can_manage_unit(actor, unit) and (actor.is_platform_staff or unit.pk != actor.unit_id)


def can_manage_people(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may add and change people of `unit`."""
    return _may_in_open(actor, Right.PEOPLE_MANAGE, unit)


def can_list_people(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may read the list of people with a place in `unit`."""
    return actor.is_platform_staff or actor.may(Right.PEOPLE_VIEW, unit.path)


def oversees_people(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor has lists of people at all."""
    return actor.is_platform_staff or Right.PEOPLE_VIEW in actor.rights


def can_grant_hats(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may hand out and take back hats in `unit`."""
    return _may_in_open(actor, Right.HATS_GRANT, unit)


def can_grant_hat(actor: Actor, hat: tuple[Unit, Role]) -> bool:
    """Say whether the actor may hand out or take back a hat of that role in that unit (see `rules.may_grant`)."""
    unit, role = hat
    if not can_grant_hats(actor, unit):
        return False
    return actor.is_platform_staff or may_grant(role, granter_path=actor.unit_path, unit_path=unit.path)


def can_manage_accounts(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may print log-in slips and reset passwords of people of `unit`."""
    return _may_in_open(actor, Right.ACCOUNTS_MANAGE, unit)


def can_import_roster(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may import a roster into `unit`."""
    return _may_in_open(actor, Right.ROSTER_IMPORT, unit)


def taught_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes the actor teaches now under its teacher hat (subject or homeroom), in that unit."""
    teaching = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group_id=OuterRef("pk"))
    return ClassGroup.objects.filter(Exists(teaching), unit_id=actor.unit_id)


def homeroom_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes whose homeroom teacher the actor is now, in the unit of its hat."""
    duty = TeachingAssignment.objects.filter(
        running(), person_id=actor.person_id, kind=AssignmentKind.HOMEROOM, class_group_id=OuterRef("pk")
    )
    return ClassGroup.objects.filter(Exists(duty), unit_id=actor.unit_id)


def can_manage_class(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor may change a class: its name, its teachers, its learners."""
    return can_manage_people(actor, class_group.unit)


def is_homeroom_teacher(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor is the homeroom teacher of `class_group` under its teacher hat."""
    return actor.has_role(Role.TEACHER) and homeroom_classes(actor).filter(pk=class_group.pk).exists()


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

    Everybody: oneself. Overseers: people with a place in their units, and guardians of such people. Teachers: learners of
    the classes they teach, homeroom teachers also these learners' guardians. Guardians: their verified children.
    """
    if actor.is_system or actor.is_platform_staff:
        return Person.objects.all()
    oneself = Q(pk=actor.person_id)
    if Right.PEOPLE_VIEW in actor.rights:
        place = Membership.objects.filter(person_id=OuterRef("pk"), unit__path__startswith=actor.unit_path)
        family = Guardianship.objects.filter(
            running(), guardian_id=OuterRef("pk"), child__memberships__unit__path__startswith=actor.unit_path
        )
        return Person.objects.filter(oneself | Exists(place) | Exists(family))
    if actor.has_role(Role.TEACHER):
        pupils = Enrolment.objects.filter(running(), person_id=OuterRef("pk"), class_group__in=taught_classes(actor))
        charges = Enrolment.objects.filter(running(), class_group__in=homeroom_classes(actor)).values("person_id")
        family = Guardianship.objects.filter(running(), guardian_id=OuterRef("pk"), child_id__in=charges)
        return Person.objects.filter(oneself | Exists(pupils) | Exists(family))
    if actor.has_role(Role.GUARDIAN):
        wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id, child_id=OuterRef("pk")).exclude(verified_at=None)
        return Person.objects.filter(oneself | Exists(wards))
    return Person.objects.filter(oneself)


def can_view_person(actor: Actor, person: Person) -> bool:
    """Say whether the actor may open the record of `person`; the same rule as `visible_people`."""
    return visible_people(actor).filter(pk=person.pk).exists()


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Say whether the actor may change the record of `person`.

    An administrator of people may where the person has a running place in its units; without a running place anywhere, where
    the last ones were or where the person's children are. A merged record isn't changed any more.
    """
    if person.merged_into_id is not None:
        return False
    if actor.is_platform_staff:
        return True
    if Right.PEOPLE_MANAGE not in actor.rights:
        return False
    places = Membership.objects.filter(person=person)
    now = places.filter(running())
    if now.exists():
        return now.filter(unit__path__startswith=actor.unit_path).exists()
    wards = Guardianship.objects.filter(running(), guardian=person, child__memberships__unit__path__startswith=actor.unit_path)
    return places.filter(unit__path__startswith=actor.unit_path).exists() or wards.exists()


def can_manage_family(actor: Actor, child: Person) -> bool:
    """Say whether the actor may add, verify and end guardians of `child` and hand out joining codes.

    Administrators of people where the child has a running place, and the child's homeroom teacher.
    """
    if actor.is_platform_staff:
        return True
    if Right.PEOPLE_MANAGE in actor.rights:
        return Membership.objects.filter(running(), person=child, unit__path__startswith=actor.unit_path).exists()
    if actor.has_role(Role.TEACHER):
        return Enrolment.objects.filter(running(), person=child, class_group__in=homeroom_classes(actor)).exists()
    return False
