"""Spaces, posts and people in them."""

from typing import Any

from core.access.types import Actor
from core.organisations.selectors.hats import hats_of
from core.people.models import Consent, Person
from social.groups.enums import SpaceKind
from social.groups.models import Space
from social.groups.services import my_seats


def space_of(actor: Actor, kind: str = SpaceKind.CLASS) -> Space:
    """Return the actor's first space of a kind, opened as when it comes to the feed."""
    return next(seat.space for seat in my_seats(actor) if seat.space.kind == kind)


def actor_of(person: Person, role: str = "") -> Actor:
    """Return the person as an actor under its first hat, or the first of a role."""
    hat = next(hat for hat in hats_of(person.pk) if not role or hat.role == role)
    return Actor.of(account_id=0, person_id=person.pk, hat=hat)


def let_use_social(child: Person, guardian: Person | None = None, **fields: Any) -> None:
    """Write the consents a child needs to take part: its own and a guardian's."""
    for voice, person in (("child", child), ("guardian", guardian or child)):
        Consent.objects.create(subject=child, purpose="social", voice=voice, decision="given", given_by=person, **fields)
