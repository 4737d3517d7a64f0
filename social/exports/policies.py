"""Who takes what out. The roster is asked each time: who left the class yesterday takes nothing out today."""

from typing import Any

from django.db.models import Q

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.enums import UnitKind
from core.organisations.models import Unit
from social.groups.enums import MemberRole
from social.groups.models import Space
from social.groups.policies import OFFICES, seats_of, uses_social

from .models import SpaceExport

_HEADS = frozenset({Role.LEADER, Role.UNIT_ADMIN})
_PARTS_OF_UNITS = frozenset({UnitKind.TEAM, UnitKind.SITE, UnitKind.FACULTY})


def may_ask(actor: Actor, obj: object = None) -> bool:
    """Permit everybody who uses the network; for which space is `can_export_space`."""
    return uses_social(actor)


def can_export_space(actor: Actor, space: Space) -> bool:
    """Permit who manages the space today, also where it is only to be read by now (a year that is over, a closed community).

    A head who only oversees it takes the whole school out instead, with a reason; who only approves posts takes nothing.
    """
    if actor.is_system:
        return True
    seat: Any = next(iter(seats_of(actor, only=Q(pk=space.pk))), None)
    return seat is not None and seat.standing.looks_after and seat.space.own_role != MemberRole.MODERATOR


def can_export_unit(actor: Actor, unit: Unit) -> bool:
    """Permit the heads of exactly this school; an office never looks into the spaces of its schools, nor takes them out."""
    if actor.is_system:
        return True
    return actor.role in _HEADS and actor.unit_id == unit.pk and unit.kind not in OFFICES | _PARTS_OF_UNITS and not unit.is_closed


def can_see_export(actor: Actor, export: SpaceExport) -> bool:
    """Permit who may ask for the same: they see who took what out."""
    if export.unit is not None:
        return can_export_unit(actor, export.unit)
    return export.space is not None and can_export_space(actor, export.space)


def can_take(actor: Actor, export: SpaceExport) -> bool:
    """Permit who asked, while it still may, on a device of its own."""
    return export.asked_by_id == actor.person_id and not actor.is_shared_device and can_see_export(actor, export)


def can_cancel(actor: Actor, export: SpaceExport) -> bool:
    """Permit who asked."""
    return export.asked_by_id == actor.person_id and can_see_export(actor, export)
