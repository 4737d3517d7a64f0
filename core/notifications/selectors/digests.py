"""Who gets digests, what stands in them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.access.types import Actor
from core.people.selectors import wards_of

from ..models import Notification, NotificationPreference, NotificationSettings
from ..types import DIGEST, DIGEST_KIND, KINDS
from .choices import DEFAULT_RHYTHM
from .inbox import own_notification

MOST_NEWS = 8


def rhythms_of(person_ids: Sequence[int]) -> dict[int, str]:
    """Return how often the digest comes to each person; who has chosen nothing gets it weekly."""
    chosen = dict(NotificationSettings.objects.filter(person_id__in=person_ids).values_list("person_id", "digest"))
    return {person_id: chosen.get(person_id, DEFAULT_RHYTHM.value) for person_id in person_ids}


def news_of(person_ids: Sequence[int], since: datetime, until: datetime) -> dict[int, list[Notification]]:
    """Return what people were told between and have not read, of the kinds that stand in the digest. Two queries."""
    kinds = [kind.key for kind in KINDS.values() if kind.digest]
    off = NotificationPreference.objects.filter(person_id__in=person_ids, channel=DIGEST, is_on=False).values_list("person_id", "kind")
    silent = set(off)
    found: dict[int, list[Notification]] = defaultdict(list)
    rows = Notification.objects.filter(
        recipient_id__in=person_ids, kind__in=kinds, read_at=None, created_at__gte=since, created_at__lt=until
    )
    for row in rows.order_by("-pk"):
        if (row.recipient_id, row.kind) not in silent and len(found[row.recipient_id]) < MOST_NEWS:
            found[row.recipient_id].append(row)
    return found


def digest_of(actor: Actor, pk: int) -> tuple[Notification, list[dict[str, Any]]] | None:
    """Return one of the person's digests with the children that are still in its care, or None."""
    row = own_notification(actor, pk)
    if row is None or row.kind != DIGEST_KIND:
        return None
    wards = set(wards_of(row.recipient_id).values_list("child_id", flat=True))
    return row, [child for child in row.data["children"] if child["id"] in wards]
