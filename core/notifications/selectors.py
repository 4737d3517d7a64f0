"""Reading the inbox."""

from datetime import time

from django.conf import settings

from core.access.types import Actor
from core.ports.ott import gateways

from .enums import Channel
from .models import Notification, NotificationPreference
from .rules import read_hours
from .types import DIGEST, KINDS, Choice

CHOSEN = (*Channel.values, DIGEST)


def unread_count(actor: Actor) -> int:
    """Return how many notifications the person has not read, counted up to 100."""
    unread = Notification.objects.filter(recipient_id=actor.person_id, read_at=None, in_inbox=True)
    return unread.order_by()[:100].count()


def inbox_page(actor: Actor, *, before_id: int | None = None, size: int = 30) -> list[Notification]:
    """Return up to `size + 1` notifications of the person, newest first, older than `before_id` (key-set paging)."""
    rows = Notification.objects.filter(recipient_id=actor.person_id, in_inbox=True).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: size + 1])


def choices_of(actor: Actor) -> list[Choice]:
    """Return what the person has chosen for every kind, defaults of its hat where nothing was chosen, in the order of names."""
    rows = NotificationPreference.objects.filter(person_id=actor.person_id).values_list("kind", "channel", "is_on")
    chosen = {(kind, channel): is_on for kind, channel, is_on in rows}
    roles = [actor.role.value] if actor.role else []
    choices = []
    for kind in KINDS.values():
        told = {} if kind.essential else chosen
        on = {one for one in CHOSEN if told.get((kind.key, one), kind.is_on_by_default(one, roles))}
        choices.append(Choice(kind.key, kind.name, kind.icon, frozenset(on), kind.essential))
    return sorted(choices, key=lambda choice: choice.name)


def reachable_channels() -> list[tuple[str, str]]:
    """Return the channels people may choose, with their names: messengers only where a gateway is switched on."""
    return [(channel.value, str(channel.label)) for channel in Channel if channel != Channel.OTT or gateways()]


def default_hours() -> tuple[time, time]:
    """Return the quiet hours of who has chosen none; equal times mean none."""
    return read_hours(settings.QUIET_HOURS) or (time(0), time(0))


def notification_ids_of(*, kind: str, recipient_ids: list[int], dedupe_key: str | None) -> list[int]:
    """Return the ids of notifications of a kind and key to these people that were not e-mailed yet."""
    rows = Notification.objects.filter(kind=kind, recipient_id__in=recipient_ids, dedupe_key=dedupe_key, emailed_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def own_notification(actor: Actor, pk: int) -> Notification | None:
    """Return one of the person's own notifications, or None."""
    return Notification.objects.filter(recipient_id=actor.person_id, pk=pk).first()
