"""Notifications off the request path."""

from collections.abc import Sequence
from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .selectors import notification_ids_of
from .services import greet, plan, send_digests, send_due
from .services.digesting import DIGESTS


@job("notifications.out", queue="mail", max_attempts=8)
def send_out(context: JobContext, *, notification_ids: Sequence[int]) -> dict[str, Any]:
    """Plan the deliveries of a batch and send what is due."""
    planned = plan(notification_ids)
    return {"planned": planned, **send_due(alive=lambda done: context.progress(done, done))} if planned else {"planned": 0}


@job("notifications.due", queue="mail", every_seconds=30)
def send_due_job(context: JobContext) -> dict[str, Any]:
    """Send what quiet hours, back-off or a dead worker had put off."""
    return send_due(alive=lambda done: context.progress(done, done))


@job("notifications.email", queue="mail")
def email_batch(context: JobContext, *, kind: str, recipient_ids: list[int], dedupe_key: str | None) -> dict[str, Any]:
    """Do the work of jobs queued by a version before deliveries were kept."""
    return {"planned": plan(notification_ids_of(kind=kind, recipient_ids=recipient_ids, dedupe_key=dedupe_key))}


@job("notifications.digests", queue="mail", every_seconds=300)
def make_digests(context: JobContext) -> dict[str, Any]:
    """Make the digests that are due."""
    return {"digests": send_digests(alive=lambda done: context.progress(done, done)), "failing": failing(DIGESTS)}


@job("notifications.greet", queue="mail", max_attempts=1)
def greet_link(context: JobContext, *, link_id: int) -> dict[str, Any]:
    """Say in a chat that it is linked now; once, or not at all."""
    return {"greeted": greet(link_id=link_id)}
