"""Reading the queue."""

from django.db.models import Min
from django.utils import timezone

from .enums import JobState
from .models import Job


def oldest_waiting_seconds() -> int:
    """Return for how many seconds the oldest due job has waited; 0 when none waits."""
    now = timezone.now()
    oldest = Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).aggregate(oldest=Min("run_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0
