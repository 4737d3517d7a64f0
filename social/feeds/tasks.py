"""Publishing scheduled posts."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import publish_due


@job("social.publish_due", every_seconds=60)
def publish_scheduled(context: JobContext) -> dict[str, Any]:
    """Publish what was to appear by now."""
    return {"published": publish_due()}
