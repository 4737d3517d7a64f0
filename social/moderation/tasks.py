"""Cases that waited too long."""

from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services.cases import ESCALATING, escalate_due


@job("social.escalate_cases", every_seconds=300)
def escalate_cases(context: JobContext) -> dict[str, Any]:
    """Send cases whose term is over to the unit above."""
    return {"escalated": escalate_due(), "failing": failing(ESCALATING)}
