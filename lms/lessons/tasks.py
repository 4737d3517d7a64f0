"""Jobs of lessons."""

from typing import Any

from core.access.types import Actor
from core.jobs.services import job
from core.jobs.types import JobContext

from .services.publishing import publish_due


@job("lessons.publish_scheduled", every_seconds=60)
def publish_scheduled(context: JobContext) -> dict[str, Any] | None:
    """Publish the lessons whose time has come."""
    return {"published": publish_due(actor=Actor.system("publish-scheduled"))}
