"""Publishing scheduled posts, and telling people of announcements."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import publish_due
from .services.telling import tell_announcement


@job("social.publish_due", every_seconds=60)
def publish_scheduled(context: JobContext) -> dict[str, Any]:
    """Publish what was to appear by now."""
    return {"published": publish_due()}


@job("social.tell_announcement")
def tell(context: JobContext, post_id: int) -> dict[str, Any]:
    """Tell everybody an announcement is for."""
    return {"told": tell_announcement(post_id)}
