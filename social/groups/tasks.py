"""Circles that lost the teacher of a school."""

from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services.accompanying import CHECKING, tell_unaccompanied


@job("social.check_circles", every_seconds=3600)
def check_circles(context: JobContext) -> dict[str, Any]:
    """Tell who looks after a circle which schools have pupils in it without a teacher of theirs."""
    return {"alone": tell_unaccompanied(), "failing": failing(CHECKING)}
