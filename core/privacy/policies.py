"""Who asks about whose data, and who answers."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.access.enums import Right
from core.access.types import Actor
from core.people.models import Guardianship, Person, running
from core.people.policies import is_guardian_of
from core.people.rules import ADULT_CONSENT_AGE, age_on

from .enums import RequestKind
from .models import DataRequest

# A child may look at its data, take a copy and say what is wrong; the rest is the word of who represents it.
CHILDS_OWN = frozenset({RequestKind.ACCESS.value, RequestKind.EXPORT.value, RequestKind.CORRECT.value})
REPRESENTED_UNTIL = 18


def _age(person: Person) -> int | None:
    return age_on(person.born_on, timezone.localdate()) if person.born_on else None


def can_ask(actor: Actor, wish: tuple[Person, str]) -> bool:
    """Say whether the actor may make a request of `(subject, kind)`, from a device of their own.

    For oneself everything from 16, before that what changes nothing; for a child below 18 its verified guardian.
    """
    subject, kind = wish
    if not actor.is_signed_in or actor.is_shared_device:
        return False
    age = _age(subject)
    if subject.pk == actor.person_id:
        return kind in CHILDS_OWN or (age is not None and age >= ADULT_CONSENT_AGE)
    return (age is None or age < REPRESENTED_UNTIL) and is_guardian_of(actor, subject)


def handles_requests(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor answers requests of some units: those who look after the data of their unit."""
    return Right.PRIVACY_HANDLE in actor.rights and not actor.is_shared_device


def visible_requests(actor: Actor) -> QuerySet[DataRequest]:
    """Return the requests of the actor's units but their own; see `can_handle`."""
    if not handles_requests(actor):
        return DataRequest.objects.none()
    mine = Q(asked_by_id=actor.person_id) | Q(subject_id=actor.person_id)
    return DataRequest.objects.filter(unit__path__startswith=actor.unit_path).exclude(mine)


def can_handle(actor: Actor, request: DataRequest) -> bool:
    """Say whether the actor answers this request; nobody answers their own."""
    if actor.person_id in (request.asked_by_id, request.subject_id):
        return False
    return handles_requests(actor) and actor.may(Right.PRIVACY_HANDLE, request.unit.path)


def can_read(actor: Actor, request: DataRequest) -> bool:
    """Say whether the actor sees this request: who made it (still speaking for the subject), and who answers."""
    return is_askers(actor, request) or can_handle(actor, request)


def still_speaks(request: DataRequest) -> bool:
    """Say whether who made a request still speaks for its subject: oneself, or a verified guardian today."""
    if request.subject_id == request.asked_by_id:
        return True
    ties = Guardianship.objects.filter(running(), guardian_id=request.asked_by_id, child_id=request.subject_id)
    return ties.exclude(verified_at=None).exists()


def is_askers(actor: Actor, request: DataRequest) -> bool:
    """Say whether the actor made this request and may still speak for its subject."""
    if request.asked_by_id != actor.person_id or actor.is_shared_device:
        return False
    return request.subject_id == actor.person_id or is_guardian_of(actor, request.subject)
