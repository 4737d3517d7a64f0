"""What became of reports, in numbers without names."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor

from ..enums import AppealOutcome, CaseSource, CaseState, Decision
from ..models import Case, Report
from ..policies import can_read_figures
from ..rules import HOURS, URGENT_HOURS

MONTHS = 12


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A month (of a unit, or of all together): reports and cases made in it, and what became of them until now.

    `hours` is the mean time to the decision, None before the first; `in_time` counts decisions within 24 hours, urgent ones 6.
    """

    month: date
    unit: str
    reports: int
    cases: int
    cries: int
    decided: int
    none: int
    hide: int
    warn: int
    mute: int
    suspend: int
    in_time: int
    hours: float | None
    appeals: int
    reversed: int


def figures(actor: Actor, *, by_unit: bool = False, now: datetime | None = None) -> list[FigureRow]:
    """Return the last twelve months of the actor's unit and those below, newest first; `by_unit`: a row for each unit. Two queries."""
    require(can_read_figures, actor)
    local = timezone.localtime(now)
    first = datetime(local.year - 1, local.month, 1, tzinfo=local.tzinfo)
    first = _next_month(first)
    keys = ["month", "origin_unit_id", "origin_unit__name"] if by_unit else ["month"]
    cases = Case.objects.filter(origin_unit__path__startswith=actor.unit_path, opened_at__gte=first)
    rows = cases.annotate(month=TruncMonth("opened_at", tzinfo=local.tzinfo)).values(*keys).annotate(**_counts())
    told = Report.objects.filter(case__in=cases).annotate(month=TruncMonth("case__opened_at", tzinfo=local.tzinfo))
    unit_key = ["case__origin_unit_id"] if by_unit else []
    reports = {(row[0], *row[1:-1]): row[-1] for row in told.values_list("month", *unit_key).annotate(number=Count("id")).order_by()}
    found = []
    for row in rows.order_by("-month", *(["origin_unit__name"] if by_unit else [])):
        key = (row["month"], row["origin_unit_id"]) if by_unit else (row["month"],)
        found.append(_figure(row, reports.get(key, 0)))
    return found


def _next_month(day: datetime) -> datetime:
    return (day + timedelta(days=32)).replace(day=1)


def _counts() -> dict[str, Any]:
    judged = Q(source=CaseSource.REPORT) & ~Q(decided_at=None)
    in_time = Q(is_urgent=False, decided_at__lte=F("opened_at") + timedelta(hours=HOURS))
    in_time |= Q(is_urgent=True, decided_at__lte=F("opened_at") + timedelta(hours=URGENT_HOURS))
    counts: dict[str, Any] = {
        str(decision): Count("id", filter=Q(decision=decision)) for decision in (Decision.NONE, Decision.HIDE, Decision.WARN, Decision.MUTE)
    }
    return counts | {
        "cases": Count("id", filter=Q(source=CaseSource.REPORT)),
        "suspend": Count("id", filter=Q(decision__in=[Decision.SUSPEND, Decision.CLOSE])),
        "cries": Count("id", filter=Q(source=CaseSource.CRISIS)),
        "decided": Count("id", filter=judged),
        "in_time": Count("id", filter=judged & in_time),
        "took": Avg(F("decided_at") - F("opened_at"), filter=judged),
        "appeals": Count("id", filter=Q(state__in=[CaseState.APPEALED, CaseState.CLOSED])),
        "reversed": Count("id", filter=Q(outcome=AppealOutcome.REVERSED)),
    }


def _figure(row: dict[str, Any], reports: int) -> FigureRow:
    took: timedelta | None = row["took"]
    names = ("cases", "cries", "decided", "none", "hide", "warn", "mute", "suspend", "in_time", "appeals", "reversed")
    return FigureRow(
        month=row["month"].date(), unit=row.get("origin_unit__name", ""), reports=reports,
        hours=round(took.total_seconds() / 3600, 1) if took is not None else None, **{name: row[name] for name in names},
    )  # fmt: skip
