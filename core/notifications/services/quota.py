"""How many messages messengers carry a day for the people of one unit."""

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core.organisations.models import Membership
from core.people.models import running
from core.people.selectors import wards_of

from ..models import Delivery
from ..types import KINDS

TWO_DAYS_SECONDS = 2 * 86400
NO_ROOM = "messenger limit"


def has_room(row: Delivery) -> bool:
    """Count one message to a messenger for the unit of its reader, and say whether it is within `MESSENGER_DAILY_LIMIT`.

    Urgent and essential ones always are, and count too. The unit is that of the child it is about, of the reader's hat, or of the
    first child. Who belongs to no unit is not counted. One more query or two, only where a limit is set.
    """
    if not settings.MESSENGER_DAILY_LIMIT:
        return True
    unit_id = _unit_of(row)
    if unit_id is None:
        return True
    key = f"notifications.ott:{unit_id}:{timezone.localdate():%Y%m%d}"
    cache.add(key, 0, TWO_DAYS_SECONDS)
    count = cache.incr(key)
    kind = KINDS.get(row.kind)
    return row.notification.is_urgent or (kind is not None and kind.essential) or count <= settings.MESSENGER_DAILY_LIMIT


def _unit_of(row: Delivery) -> int | None:
    places = Membership.objects.filter(running()).order_by("id").values_list("unit_id", flat=True)
    children = row.notification.data.get("child_ids") or ()
    own = places.filter(person_id__in=children or [row.recipient_id]).first()
    return own or places.filter(person_id__in=wards_of(row.recipient_id).values("child_id")).first()
