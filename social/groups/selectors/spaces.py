"""Reading spaces."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.access.enums import Role
from core.access.errors import AccessRefused, ReasonNeeded
from core.access.types import Actor
from core.notifications.selectors import is_muted_topic
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.organisations.selectors.classes import reading_places
from core.people.models import Guardianship, running

from ..enums import Side, SpaceKind
from ..models import OverseerVisit, Space
from ..policies import needs_reason, oversees, seats_of, standing_in
from ..types import Standing


def find_space(actor: Actor, uuid: UUID) -> tuple[Space, Standing]:
    """Return a space the actor may read with its standing there and whether it is muted (`is_muted`), or raise `AccessRefused`; `ReasonNeeded` where a head has not said why."""
    is_muted = is_muted_topic(actor, "space")
    if seats := seats_of(actor, only=Q(uuid=uuid), is_muted=is_muted):
        return seats[0].space, seats[0].standing
    rows = Space.objects.select_related("unit", "class_group__school_year").annotate(is_muted=is_muted)
    space = rows.filter(uuid=uuid).first()
    standing = standing_in(actor, space) if space else None
    if space is None or standing is None:
        raise AccessRefused("space")
    require_reason(actor, space)
    return space, standing


def require_reason(actor: Actor, space: Space) -> None:
    """Raise `ReasonNeeded` when a head of the unit looks into a space it does not belong to without having said why."""
    if needs_reason(actor, space):
        raise ReasonNeeded("space", reverse("social:space_visit", args=[space.uuid]))


def overseen_space(actor: Actor, uuid: UUID) -> Space:
    """Return a space the actor may look into as a head of its unit, or raise `AccessRefused`."""
    space = Space.objects.select_related("unit", "class_group__school_year").filter(uuid=uuid).first()
    if space is None or not oversees(actor, space):
        raise AccessRefused("space")
    return space


def visits_of(space: Space, limit: int = 5) -> list[OverseerVisit]:
    """Return who looked into a space as a head lately and why, newest first. One query."""
    return list(space.visits.select_related("person").order_by("-at", "-pk")[:limit])


def own_side(actor: Actor) -> Side:
    """Return what the actor is in the spaces of its rosters, by its hat."""
    if actor.has_role(Role.GUARDIAN):
        return Side.GUARDIAN
    return Side.LEARNER if actor.has_role(Role.STUDENT, Role.LEARNER) else Side.STAFF


def roster_spaces(actor: Actor) -> "QuerySet[Space]":
    """Return the spaces of the actor's classes and units as a query that can stand in another one: the rosters are asked inside it."""
    side, unit_kinds = own_side(actor), [SpaceKind.UNIT, SpaceKind.TEAM]
    if side == Side.GUARDIAN:
        wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id).exclude(verified_at=None).values("child_id")
        places: QuerySet[Any] = Enrolment.objects.filter(reading_places(), person_id__in=wards)
        units: QuerySet[Any] = places
    elif side == Side.LEARNER:
        places = Enrolment.objects.filter(reading_places(), person_id=actor.person_id, unit_id=actor.unit_id)
        units = Membership.objects.filter(running(), person_id=actor.person_id, unit__path__startswith=actor.unit_path)
    else:
        places = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
        units = Membership.objects.filter(running(), person_id=actor.person_id, unit__path__startswith=actor.unit_path)
    in_units = Q(kind__in=unit_kinds, unit_id__in=units.values("unit_id"))
    return Space.objects.filter(Q(class_group_id__in=places.values("class_group_id")) | in_units)
