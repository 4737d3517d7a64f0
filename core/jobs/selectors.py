"""Reading the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from .enums import JobState
from .models import Job, StuckRow

MOST_TROUBLES = 50
FORGET_STUCK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rows of one batch that fail for one reason: how many, since when, how often the worst was tried, and the key of one."""

    batch: str
    error: str
    count: int
    tries: int
    since: datetime
    key: str


def oldest_waiting_seconds() -> int:
    """Return for how many seconds the oldest due job has waited; 0 when none waits."""
    now = timezone.now()
    oldest = Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).aggregate(oldest=Min("run_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0


def is_waiting(dedupe_key: str) -> bool:
    """Say whether the job of a key has not ended yet."""
    return Job.objects.filter(dedupe_key=dedupe_key, state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def set_aside(batch: str) -> list[str]:
    """Return the keys of the rows a batch leaves out for now, because they failed lately. One query; put it into the batch's own."""
    return list(StuckRow.objects.filter(batch=batch, next_try_at__gt=timezone.now()).values_list("key", flat=True))


def failing(batch: str = "") -> int:
    """Return how many rows of a batch, or of all, failed when they were tried last."""
    rows = _still()
    return (rows.filter(batch=batch) if batch else rows).count()


def _still() -> "QuerySet[StuckRow]":
    """Return the failures that still are: a row nobody tried for two days is gone, or has been done otherwise."""
    return StuckRow.objects.filter(next_try_at__gt=timezone.now() - FORGET_STUCK)


def troubles() -> list[Trouble]:
    """Return what periodic work can't do, by batch and reason, the most frequent first."""
    rows = _still().values("batch", "error").annotate(count=Count("pk"), worst=Max("tries"), since=Min("first_at"), one=Min("key"))
    found = rows.order_by("-count", "batch")[:MOST_TROUBLES]
    return [Trouble(row["batch"], row["error"], row["count"], row["worst"], row["since"], row["one"]) for row in found]
