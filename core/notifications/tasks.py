"""E-mail off the request path."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import send_emails


@job("notifications.email", queue="mail")
def email_batch(context: JobContext, *, kind: str, recipient_ids: list[int], dedupe_key: str | None) -> dict[str, Any]:
    """Send one batch of e-mails."""
    return {"sent": send_emails(kind=kind, recipient_ids=recipient_ids, dedupe_key=dedupe_key)}
