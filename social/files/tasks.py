"""Sweeping attachments nobody used."""

from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services import sweep
from .services.taking import SWEEPING


@job("social.sweep_attachments", every_seconds=3600)
def sweep_attachments(context: JobContext) -> dict[str, Any]:
    """Remove what was uploaded a day ago and never sent."""
    return {"removed": sweep(), "failing": failing(SWEEPING)}
