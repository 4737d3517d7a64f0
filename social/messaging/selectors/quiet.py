"""When teachers want quiet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from ..models import QuietHours
from ..rules import quiet_end


def quiet_of(person_ids: Iterable[int], now: datetime | None = None) -> tuple[datetime, str] | None:
    """Return until when the teachers of a conversation want quiet and their hours in words; None while somebody is there."""
    local = timezone.localtime(now)
    ids = list(person_ids)
    kept = {row.person_id: row for row in QuietHours.objects.filter(person_id__in=ids)}
    found = []
    for person_id in ids:
        row = kept.get(person_id) or QuietHours(person_id=person_id)
        end = quiet_end(local, row.starts, row.ends) if row.is_on else None
        if end is None:
            return None
        found.append((end, f"{row.starts:%H:%M} – {row.ends:%H:%M}"))
    return min(found) if found else None
