"""Whether somebody's writing is limited, asked on every page: one query."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from core.people.models import Person

from ..models import NetworkTime, Sanction


@dataclass(frozen=True, slots=True)
class Limits:
    """The measure that runs longest (`kind` "" for none), and whether a family has set a time."""

    kind: str = ""
    until: datetime | None = None
    has_time: bool = False


def limits_of(person_id: int) -> Limits:
    """Return what limits a person now."""
    measures = Sanction.objects.filter(person_id=OuterRef("pk"), lifted_at=None, until__gt=timezone.now()).order_by("-until")
    times = NetworkTime.objects.filter(child_id=OuterRef("pk"))
    rows = Person.objects.filter(pk=person_id).annotate(
        measure=Subquery(measures.values("kind")[:1]), until=Subquery(measures.values("until")[:1]), has_time=Exists(times)
    )
    found = rows.values_list("measure", "until", "has_time").first()
    return Limits(found[0] or "", found[1], found[2]) if found else Limits()
