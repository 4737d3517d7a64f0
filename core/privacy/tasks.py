"""Requests carried out, terms watched, old rows deleted: off the request path."""

from typing import Any

from django.utils import timezone

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services import carry_out, delete_expired, delete_old_packages, remind_late
from .services.packages import DELETING
from .services.requests import REMINDING
from .services.retention import EXPIRING

BATCHES = (REMINDING, DELETING, EXPIRING)
DAY = 24 * 3600


@job("privacy.carry_out", max_attempts=5)
def carry_out_job(context: JobContext, *, request_id: int) -> dict[str, Any]:
    """Carry one request out."""
    return carry_out(request_id=request_id)


@job("privacy.daily", every_seconds=DAY)
def daily_job(context: JobContext) -> dict[str, Any]:
    """Remind of late requests, delete packages and rows that have run out."""
    late = remind_late(timezone.localdate())
    packages, gone = delete_old_packages(), delete_expired()
    return {"late": late, "packages": packages, **gone, "failing": sum(map(failing, BATCHES))}
