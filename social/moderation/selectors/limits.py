"""What limits somebody's writing, asked on every page with all else that does (`social.hooks.PostingLimit`)."""

from datetime import date, time
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from core.organisations.models import Enrolment
from core.people.models import running

from ..models import NetworkTime, Sanction, UnitSafety
from ..policies import stopping

_TIME = ("id", "child_id", "quiet_from", "quiet_to", "daily_minutes", "used_on", "used_minutes")


def measure_facts() -> dict[str, Any]:
    """Return the measure that runs longest, as annotations of a query of `Person`: `measure`, NULL for none, and `measured_until`, NULL
    for one without an end."""
    running = Sanction.objects.filter(stopping(), person_id=OuterRef("pk")).order_by(F("until").desc(nulls_first=True))
    return {"measure": Subquery(running.values("kind")[:1]), "measured_until": Subquery(running.values("until")[:1])}


def is_measured(person_id: int) -> bool:
    """Say whether a measure stops a person's writing now. One query."""
    return Sanction.objects.filter(stopping(), person_id=person_id).exists()


def time_facts() -> dict[str, Any]:
    """Return the time a family has set, as an annotation of a query of `Person`: `network_time`, read by `time_of`."""
    row = JSONObject(**{name: name for name in _TIME})
    return {"network_time": Subquery(NetworkTime.objects.filter(child_id=OuterRef("pk")).values(row=row)[:1])}


def school_facts() -> dict[str, Any]:
    """Return when the school a pupil studies at today wants it to read only, as annotations of a query of `Person`; NULL for never."""
    schools = Enrolment.objects.filter(running(), person_id=OuterRef(OuterRef("pk")), state="studying").values("unit_id")
    rows = UnitSafety.objects.filter(unit_id__in=schools).exclude(quiet_from=None).order_by("unit_id")
    return {f"school_{name}": Subquery(rows.values(name)[:1]) for name in ("quiet_from", "quiet_to")}


def time_of(facts: dict[str, Any] | None) -> NetworkTime | None:
    """Return the time a family has set, from what `time_facts` found."""
    if facts is None:
        return None
    clock = {name: facts[name] and time.fromisoformat(facts[name]) for name in ("quiet_from", "quiet_to")}
    return NetworkTime(**{**facts, **clock, "used_on": facts["used_on"] and date.fromisoformat(facts["used_on"])})
