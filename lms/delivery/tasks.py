"""Counting off the request path."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services.figures import make_figures


@job("delivery.make_figures", every_seconds=3600)
def figures(context: JobContext) -> dict[str, Any]:
    """Make today's figures of every unit and class."""
    return {"units": make_figures()}
