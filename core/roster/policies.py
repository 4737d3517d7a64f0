"""Who may import rosters: administrators of the unit or of one above it."""

from django.db.models import QuerySet

from core.access.enums import Right
from core.access.types import Actor
from core.organisations.policies import can_import_roster

from .models import RosterImport

__all__ = ["can_import_roster", "can_view_import", "visible_imports"]


def visible_imports(actor: Actor) -> QuerySet[RosterImport]:
    """Imports into units the actor may import into."""
    imports = RosterImport.objects.all()
    if actor.is_system or actor.is_platform_staff:
        return imports
    if Right.ROSTER_IMPORT not in actor.rights or not actor.unit_path:
        return imports.none()
    return imports.filter(unit__path__startswith=actor.unit_path)


def can_view_import(actor: Actor, roster: RosterImport) -> bool:
    """Say whether the actor may see `roster`; the same rule as `visible_imports`."""
    return can_import_roster(actor, roster.unit)
