"""Who may hand out, reset and lock log-ins, and open a class's list of names."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.access.enums import Right, Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Membership
from core.organisations.policies import taught_classes
from core.organisations.selectors import running
from core.people.models import Guardianship, Person

# A person who holds one of these outside of the administrator's units is out of reach: a reset would lend those rights.
POWERFUL = (Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER, Role.AUDITOR)


def _not_ended() -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())


def manageable_people(actor: Actor) -> QuerySet[Person]:
    """People whose log-in an administrator may create, print, reset and lock.

    Those with a place in its units, now or soon, and guardians of children there. Never platform staff (but by platform
    staff), never people with power elsewhere.
    """
    if actor.is_system or actor.is_platform_staff:
        return Person.objects.all()
    if Right.ACCOUNTS_MANAGE not in actor.rights or not actor.unit_path:
        return Person.objects.none()
    here = Membership.objects.filter(_not_ended(), unit__path__startswith=actor.unit_path)
    inside = here.filter(person_id=OuterRef("pk"))
    wards = Guardianship.objects.filter(running(), Exists(here.filter(person_id=OuterRef("child_id"))), guardian_id=OuterRef("pk"))
    elsewhere = Membership.objects.filter(_not_ended(), person_id=OuterRef("pk"), role__in=POWERFUL).exclude(
        unit__path__startswith=actor.unit_path
    )
    reachable = Person.objects.filter(Exists(inside) | Exists(wards.exclude(verified_at=None)))
    return reachable.exclude(Exists(elsewhere)).exclude(account__is_staff=True)


def can_manage_account(actor: Actor, person: Person) -> bool:
    """Say whether the actor may manage the log-in of `person`; the same rule as `manageable_people`."""
    return not actor.is_shared_device and manageable_people(actor).filter(pk=person.pk).exists()


def manages_accounts(actor: Actor, obj: object = None) -> bool:
    """Permit those who manage log-ins somewhere, on a device of their own."""
    return (actor.is_platform_staff or Right.ACCOUNTS_MANAGE in actor.rights) and not actor.is_shared_device


def login_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes whose list of names the actor may open: its own classes of a teacher, all of an administrator's units."""
    if actor.is_system or actor.is_platform_staff:
        return ClassGroup.objects.all()
    if Right.ACCOUNTS_MANAGE in actor.rights and actor.unit_path:
        return ClassGroup.objects.filter(unit__path__startswith=actor.unit_path)
    return taught_classes(actor) if actor.has_role(Role.TEACHER) else ClassGroup.objects.none()


def can_open_class_login(actor: Actor, class_group: ClassGroup) -> bool:
    """Say whether the actor may make and end class codes and reset pictures there; the same rule as `login_classes`."""
    return login_classes(actor).filter(pk=class_group.pk).exists()


def opens_class_logins(actor: Actor, obj: object = None) -> bool:
    """Permit teachers and those who manage log-ins."""
    return actor.has_role(Role.TEACHER) or actor.is_platform_staff or Right.ACCOUNTS_MANAGE in actor.rights


def own_device(actor: Actor, obj: object = None) -> bool:
    """Permit people signed in on a device of their own: what changes credentials is refused on shared ones."""
    return actor.is_signed_in and not actor.is_shared_device
