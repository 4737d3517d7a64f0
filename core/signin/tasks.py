"""Work of signing in off the request path."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services.slips import delete_old_slips, print_ordered


@job("signin.slips", max_attempts=3)
def print_slips_job(context: JobContext, *, batch_id: int, hat: str) -> dict[str, Any]:
    """Print a large batch of slips."""
    return {"slips": print_ordered(batch_id=batch_id, hat_key=hat, progress=context.progress)}


@job("signin.delete_old_slips", every_seconds=3600)
def delete_old_slips_job(context: JobContext) -> dict[str, Any]:
    """Delete printed files that have run out."""
    return {"deleted": delete_old_slips()}
