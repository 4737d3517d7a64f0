"""Reading the inbox."""

from collections.abc import Iterable

from django.utils import timezone

from core.access.types import Actor
from core.ports.live import broadcast_on_commit, person_group

from ..models import Notification


def mark_read(*, actor: Actor, notification_ids: Iterable[int] | None = None) -> int:
    """Mark the person's own notifications read (None: all of them); returns how many changed."""
    rows = Notification.objects.filter(recipient_id=actor.person_id, read_at=None, in_inbox=True)
    if notification_ids is not None:
        rows = rows.filter(pk__in=list(notification_ids))
    changed = rows.update(read_at=timezone.now())
    if changed and actor.person_id:
        broadcast_on_commit(person_group(actor.person_id), {"type": "unread", "delta": -changed})
    return changed
