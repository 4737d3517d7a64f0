"""Delivery of events."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import deliver


@job("events.deliver")
def deliver_event(context: JobContext, *, event_id: int, subscriber: str) -> dict[str, Any] | None:
    """Deliver one event to one subscriber."""
    deliver(event_id=event_id, subscriber=subscriber)
    return None
