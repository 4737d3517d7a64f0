"""Storing what is queued."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services.queue import MOVE_JOB, move_drafts


@job(MOVE_JOB, every_seconds=60)
def store_drafts(context: JobContext) -> dict[str, Any]:
    """Store every waiting draft, batch by batch."""
    taken = 0
    while moved := move_drafts():
        taken += moved
        context.progress(taken, taken)
    return {"taken": taken}
