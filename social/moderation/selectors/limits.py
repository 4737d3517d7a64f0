"""What limits somebody's writing, asked on every page with all else that does (`social.hooks.PostingLimit`)."""

from datetime import date, time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from ..models import NetworkTime, Sanction

_TIME = ("id", "child_id", "quiet_from", "quiet_to", "daily_minutes", "used_on", "used_minutes")


def measure_facts() -> dict[str, Any]:
    """Return the measure that runs longest, as annotations of a query of `Person`: `measure` and `measured_until`, NULL for none."""
    running = Sanction.objects.filter(person_id=OuterRef("pk"), lifted_at=None, until__gt=timezone.now()).order_by("-until")
    return {"measure": Subquery(running.values("kind")[:1]), "measured_until": Subquery(running.values("until")[:1])}


def is_measured(person_id: int) -> bool:
    """Say whether a measure stops a person's writing now. One query."""
    return Sanction.objects.filter(person_id=person_id, lifted_at=None, until__gt=timezone.now()).exists()


def time_facts() -> dict[str, Any]:
    """Return the time a family has set, as an annotation of a query of `Person`: `network_time`, read by `time_of`."""
    row = JSONObject(**{name: name for name in _TIME})
    return {"network_time": Subquery(NetworkTime.objects.filter(child_id=OuterRef("pk")).values(row=row)[:1])}


def time_of(facts: dict[str, Any] | None) -> NetworkTime | None:
    """Return the time a family has set, from what `time_facts` found."""
    if facts is None:
        return None
    clock = {name: facts[name] and time.fromisoformat(facts[name]) for name in ("quiet_from", "quiet_to")}
    return NetworkTime(**{**facts, **clock, "used_on": facts["used_on"] and date.fromisoformat(facts["used_on"])})
