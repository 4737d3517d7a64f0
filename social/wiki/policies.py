"""Who reads and writes the page of a space."""

from core.access.types import Actor
from social.groups.enums import Ability, SpaceKind
from social.groups.models import Space
from social.groups.policies import can

PAGED = frozenset({SpaceKind.COMMUNITY, SpaceKind.CIRCLE})


def can_read_page(actor: Actor, space: Space) -> bool:
    """Permit who may read the space; communities and circles have a page."""
    return space.kind in PAGED and can(actor, space, Ability.READ)


def can_hide_page(actor: Actor, space: Space) -> bool:
    """Permit who moderates the space, and the system for a decided case."""
    return actor.is_system or (space.kind in PAGED and can(actor, space, Ability.MODERATE))


def can_write_page(actor: Actor, space: Space) -> bool:
    """Permit who may post in the space."""
    return space.kind in PAGED and can(actor, space, Ability.POST)
