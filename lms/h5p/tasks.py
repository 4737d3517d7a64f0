"""Jobs of H5P."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import delete_files, sweep


@job("h5p.delete_files", queue="media")
def delete_replaced(context: JobContext, *, sha256: str, files: list[str]) -> dict[str, Any]:
    """Delete a content that was replaced or removed, when nobody plays it any more."""
    return {"deleted": delete_files(sha256=sha256, files=files)}


@job("h5p.sweep", every_seconds=24 * 3600)
def nightly_sweep(context: JobContext) -> dict[str, Any]:
    """Delete libraries without packages and old change ids."""
    return dict(sweep())
