"""Reading the inbox."""

from core.access.types import Actor

from .models import Notification


def unread_count(actor: Actor) -> int:
    """Return how many notifications the person has not read, counted up to 100."""
    unread = Notification.objects.filter(recipient_id=actor.person_id, read_at=None)
    return unread.order_by()[:100].count()


def inbox_page(actor: Actor, *, before_id: int | None = None, size: int = 30) -> list[Notification]:
    """Return up to `size + 1` notifications of the person, newest first, older than `before_id` (key-set paging)."""
    rows = Notification.objects.filter(recipient_id=actor.person_id).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: size + 1])
