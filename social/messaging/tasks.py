"""Jobs of messages."""

from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services import pass_on, release_due
from .services.absences import JOB
from .services.arriving import RELEASING, SHOWING
from .services.holding import JOB as HELD
from .services.holding import tell_held


@job("social.release_messages", every_seconds=30)
def release_messages(context: JobContext) -> dict[str, Any]:
    """Bring what waited for a quiet time to end to its readers."""
    return {"released": release_due(), "failing": failing(RELEASING) + failing(SHOWING)}


@job(JOB)
def pass_on_absence(context: JobContext, request_id: int) -> dict[str, Any]:
    """Tell the subject teachers of a confirmed absence and give it to who keeps absences."""
    return {"passed": pass_on(request_id)}


@job(HELD)
def tell_of_held(context: JobContext, message_id: int) -> dict[str, Any]:
    """Tell who judges a message that it waits."""
    return {"told": tell_held(message_id)}
