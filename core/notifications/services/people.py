"""When people change: merged records, guardians who no longer are."""

from django.db import transaction
from django.db.models import Q

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


def drop_waiting(*, guardian_id: int, child_id: int) -> int:
    """Keep back what waits for a guardian who lost a child; the inbox and what is about the other children stay whole. Returns how many.

    `child_ids` among the data say which children a notification is about. Of a kind that names a child, what does not say so is
    dropped as well: rather one message too few than one about a child that is none of theirs any more.
    """
    unsaid = Q(kind__in=[kind.key for kind in KINDS.values() if kind.names_child], notification__data__child_ids__isnull=True)
    about = Q(notification__data__child_ids=[child_id])
    waiting = Delivery.objects.filter(about | unsaid, recipient_id=guardian_id, state=DeliveryState.QUEUED)
    return waiting.update(state=DeliveryState.SKIPPED, error="guardianship ended")
