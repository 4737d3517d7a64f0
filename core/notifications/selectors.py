"""Reading the inbox."""

from core.access.types import Actor

from .models import Notification, NotificationPreference
from .types import KINDS, Choice


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


def choices_of(actor: Actor) -> list[Choice]:
    """Return what the person has chosen for every kind, defaults where nothing was chosen, in the order of names."""
    rows = NotificationPreference.objects.filter(person_id=actor.person_id).values_list("kind", "channel", "is_on")
    chosen = {(kind, channel): is_on for kind, channel, is_on in rows}
    choices = [
        Choice(
            key=kind.key,
            name=kind.name,
            inbox=kind.essential or chosen.get((kind.key, "inbox"), True),
            email=chosen.get((kind.key, "email"), kind.email) or (kind.essential and kind.email),
            essential=kind.essential,
        )
        for kind in KINDS.values()
    ]
    return sorted(choices, key=lambda choice: choice.name)


def own_notification(actor: Actor, pk: int) -> Notification | None:
    """Return one of the person's own notifications, or None."""
    return Notification.objects.filter(recipient_id=actor.person_id, pk=pk).first()
