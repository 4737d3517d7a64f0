"""Jobs of messages."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import release_due


@job("social.release_messages", every_seconds=30)
def release_messages(context: JobContext) -> dict[str, Any]:
    """Bring what waited for a quiet time to end to its readers."""
    return {"released": release_due()}
