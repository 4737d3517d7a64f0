"""Reading imports."""

import uuid

from core.access.types import Actor
from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, running

from .models import RosterImport
from .policies import visible_imports


def get_import(actor: Actor, import_uuid: uuid.UUID) -> RosterImport | None:
    """Return one import the actor may see, or None."""
    return visible_imports(actor).select_related("unit", "school_year", "job").filter(uuid=import_uuid).first()


def recent_imports(actor: Actor, unit_id: int, limit: int = 10) -> list[RosterImport]:
    """Return the newest imports into a unit."""
    return list(
        visible_imports(actor)
        .filter(unit_id=unit_id)
        .select_related("created_by")
        .defer("problems", "preview", "headers")
        .order_by("-id")[:limit]
    )


def absent_enrolments(roster: RosterImport, class_keys: set[str], seen: set[int]) -> list[Enrolment]:
    """Return running enrolments in the file's classes of people it doesn't name: those who may have left."""
    rows = Enrolment.objects.filter(
        running(),
        unit_id=roster.unit_id,
        class_group__school_year_id=roster.school_year_id,
        class_group__key__in=class_keys,
        state=EnrolmentState.STUDYING,
    )
    return [
        row
        for row in rows.select_related("person", "class_group").order_by("class_group__name", "person__sort_key")
        if row.person_id not in seen
    ]
