"""Reading the inbox."""

from collections.abc import Iterable

from django.db.models import QuerySet

from core.access.types import Actor

from ..models import Notification


def unread_of(actor: Actor) -> QuerySet[Notification]:
    """Return what the person has not read, up to 100, in no order."""
    return Notification.objects.filter(recipient_id=actor.person_id, read_at=None, in_inbox=True).order_by()[:100]


def unread_count(actor: Actor) -> int:
    """Return how many notifications the person has not read, counted up to 100."""
    return unread_of(actor).count()


def inbox_page(actor: Actor, *, before_id: int | None = None, size: int = 30) -> list[Notification]:
    """Return up to `size + 1` notifications of the person, newest first, older than `before_id` (key-set paging)."""
    rows = Notification.objects.filter(recipient_id=actor.person_id, in_inbox=True).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: size + 1])


def notification_ids_of(*, kind: str, recipient_ids: list[int], dedupe_key: str | None) -> list[int]:
    """Return the ids of notifications of a kind and key to these people that were not e-mailed yet."""
    rows = Notification.objects.filter(kind=kind, recipient_id__in=recipient_ids, dedupe_key=dedupe_key, emailed_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def own_notification(actor: Actor, pk: int) -> Notification | None:
    """Return one of the person's own notifications, or None."""
    return Notification.objects.filter(recipient_id=actor.person_id, pk=pk).first()


def was_told(*, recipient_ids: Iterable[int], kind: str, key_begins: str) -> bool:
    """Say whether one of some people was told something by a kind and a key that begins so."""
    return Notification.objects.filter(recipient_id__in=list(recipient_ids), kind=kind, dedupe_key__startswith=key_begins).exists()


def told_with(*, recipient_ids: Iterable[int], kind: str, dedupe_key: str, key: str) -> set[int]:
    """Return who of some people was told something by a kind and key with `key` among its data."""
    rows = Notification.objects.filter(recipient_id__in=list(recipient_ids), kind=kind, dedupe_key=dedupe_key)
    return {row.recipient_id for row in rows if row.data.get(key)}
