"""Which children make somebody a guardian in a space: said where it has several, so that it knows whom a thing is about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from core.notifications.types import Letter
from core.organisations.models import Enrolment
from core.people.models import Guardianship, running

from ..enums import SpaceKind
from ..models import Space


def letters_to(space: Space, person_ids: Iterable[int], data: dict[str, Any], url: str) -> list[Letter]:
    """Return a letter to each person about something in a space. Guardians read `space` with the names of their children in it, where
    they have others elsewhere, and it says whom it is about (`child_ids`). One query."""
    here = children_here(space)
    letters = []
    for person_id in person_ids:
        ids, names = here.get(person_id, ([], ""))
        about = {"child_ids": ids} if ids else {}
        words = {"space": f"{space.label} ({names})"} if names else {}
        letters.append(Letter(person_id, data | about | words, url))
    return letters


def children_here(space: Space) -> dict[int, tuple[list[int], str]]:
    """Return for each guardian in the space of a class or unit its children there, and their names where it has others elsewhere. One query."""
    places = Enrolment.objects.filter(running(), state="studying")
    if space.class_group_id:
        places = places.filter(class_group_id=space.class_group_id)
    elif space.kind == SpaceKind.UNIT:
        places = places.filter(unit_id=space.unit_id)
    else:
        return {}
    ties = Guardianship.objects.filter(running()).exclude(verified_at=None)
    guardians = ties.filter(child_id__in=places.values("person_id")).values("guardian_id")
    rows = ties.filter(guardian_id__in=guardians).annotate(is_here=Exists(places.filter(person_id=OuterRef("child_id"))))
    found: dict[int, dict[int, tuple[str, bool]]] = {}
    for row in rows.select_related("child").order_by("child__born_on", "id"):
        found.setdefault(row.guardian_id, {})[row.child_id] = (row.child.short_name, row.is_here)
    return {guardian_id: _named(children) for guardian_id, children in found.items()}


def _named(children: dict[int, tuple[str, bool]]) -> tuple[list[int], str]:
    here = {child_id: name for child_id, (name, is_here) in children.items() if is_here}
    return list(here), ", ".join(here.values()) if len(here) < len(children) else ""
