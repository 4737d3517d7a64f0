"""When people change: merged records, guardians who no longer are."""

from django.db import transaction
from django.db.models import Q

from core.access.enums import Role

from ..enums import DeliveryState
from ..models import Delivery, Mute, Notification, NotificationPreference, NotificationSettings, OttLink, PushSubscription
from ..types import KINDS


@transaction.atomic
def merge_people(*, person_id: int, duplicate_id: int) -> None:
    """Move what the duplicate was told, its browsers and chats to the person who stays; choices move where that one made none."""
    known = Notification.objects.filter(recipient_id=person_id).exclude(dedupe_key=None).values("kind", "dedupe_key")
    told = {(row["kind"], row["dedupe_key"]) for row in known}
    moved = [row.pk for row in Notification.objects.filter(recipient_id=duplicate_id) if (row.kind, row.dedupe_key) not in told]
    Notification.objects.filter(pk__in=moved).update(recipient_id=person_id)
    Delivery.objects.filter(notification_id__in=moved).update(recipient_id=person_id)
    PushSubscription.objects.filter(person_id=duplicate_id).update(person_id=person_id)
    for model, key in (
        (NotificationPreference, ("kind", "channel")),
        (Mute, ("topic",)),
        (OttLink, ("gateway",)),
        (NotificationSettings, ()),
    ):
        rows = model._default_manager.filter(person_id=duplicate_id)
        own = set(model._default_manager.filter(person_id=person_id).values_list("pk" if not key else key[0], *key[1:]))
        for row in rows:
            if tuple(getattr(row, name) for name in key) not in own and (key or not own):
                model._default_manager.filter(pk=row.pk).update(person_id=person_id)


def drop_waiting(*, guardian_id: int) -> int:
    """Keep back what waits for a guardian who lost a child; the inbox of the other children stays whole. Returns how many.

    A notification does not say which child it is about, so that all that waits over other channels is dropped: rather one
    message too few than one about a child that is none of theirs any more.
    """
    only_theirs = frozenset({Role.GUARDIAN})
    kinds = [kind.key for kind in KINDS.values() if kind.hats == only_theirs]
    waiting = Delivery.objects.filter(recipient_id=guardian_id, state=DeliveryState.QUEUED)
    return waiting.filter(Q(kind__endswith=".guardian") | Q(kind__in=kinds)).update(state=DeliveryState.SKIPPED, error="guardianship ended")
