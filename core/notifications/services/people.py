"""When people change: merged records, guardians who no longer are."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from core.people.models import Guardianship, running

from ..enums import DeliveryState
from ..models import Delivery, Mute, Notification, NotificationPreference, NotificationSettings, OttLink, PushSubscription
from ..types import KINDS

ENDED = "guardianship ended"


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
    return waiting.update(state=DeliveryState.SKIPPED, error=ENDED)


def about_lost_children(notices: Iterable[Notification]) -> set[int]:
    """Return which of some notifications tell a former guardian about a child, by id; the same rule as `drop_waiting`, asked of the roster as it is now.

    For what is planned or sent after a guardianship ended. Nobody who never was a guardian of the child (its teachers, itself) loses
    anything. At most two queries.
    """
    asked = {one.pk: (one, _children_of(one)) for one in notices}
    asked = {pk: (one, ids) for pk, (one, ids) in asked.items() if ids or (one.kind in KINDS and KINDS[one.kind].names_child)}
    if not asked:
        return set()
    verified = Guardianship.objects.filter(guardian_id__in={one.recipient_id for one, _ids in asked.values()}).exclude(verified_at=None)
    over = _by_guardian(verified.exclude(running()))
    if not over:
        return set()
    now = _by_guardian(verified.filter(running()))
    return {pk for pk, (one, ids) in asked.items() if _is_lost(one, ids, over[one.recipient_id], now[one.recipient_id])}


def _children_of(notice: Notification) -> set[int]:
    return set(notice.data.get("child_ids") or ())


def _by_guardian(rows: "QuerySet[Guardianship]") -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for guardian_id, child_id in rows.values_list("guardian_id", "child_id"):
        found[guardian_id].add(child_id)
    return found


def _is_lost(notice: Notification, ids: set[int], over: set[int], now: set[int]) -> bool:
    """Say whether what is about some children (empty: does not say which) is about none the guardian still has, and once had one of.

    A digest tells of each of its children by name: one that is lost is enough.
    """
    if ids:
        return bool(ids & over and not ids & now)
    told = {one["id"] for one in notice.data.get("children", ()) if isinstance(one, dict)}
    return bool(told & over - now or (over and not now))
