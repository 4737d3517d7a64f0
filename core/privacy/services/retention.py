"""Deleting what is old, by the province's terms."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.access.policies import platform_staff, require
from core.access.types import Actor
from core.audit.services import record
from core.hooks import Expiring
from core.jobs.selectors import set_aside
from core.jobs.services import each

from ..errors import RequestRefused
from ..models import RetentionTerm
from ..selectors import retention_lines

BATCH = 1000
EXPIRING = "privacy.retention"
MOST_BATCHES = 50


def delete_expired() -> dict[str, int]:
    """Delete what is older than its days, in batches of 1,000 and at most 50,000 rows a kind a night; returns rows by key.

    A kind that fails stops no other.
    """
    now, days = timezone.now(), {line.key: line.days for line in retention_lines()}
    kinds, left = {one.key: one for one in Expiring.all() if days[one.key]}, set(set_aside(EXPIRING))
    counts = dict.fromkeys((key for key in kinds if key not in left), 0)

    def delete(key: str) -> int:
        before = now - timedelta(days=max(days[key], kinds[key].least_days))
        gone = kinds[key].delete(before, BATCH)
        counts[key] += gone
        return gone

    for key in list(counts):
        for _batch in range(MOST_BATCHES):
            if not each(EXPIRING, [key], delete):
                break
        RetentionTerm.objects.update_or_create(key=key, defaults={"deleted": counts[key], "checked_at": now})
    return counts


@transaction.atomic
def set_retention(*, actor: Actor, key: str, days: int) -> RetentionTerm:
    """Say for how many days rows of a kind are kept, 0 for good where that is the default. `RequestRefused` `days_too_few`; `LookupError` for an unknown key."""
    require(platform_staff, actor)
    one = next((kind for kind in Expiring.all() if kind.key == key), None)
    if one is None:
        raise LookupError(key)
    if days < one.least_days and (days or one.days):
        raise RequestRefused("days_too_few")
    row, _made = RetentionTerm.objects.select_for_update().get_or_create(key=key)
    before, row.days = row.days, days
    row.save(update_fields=["days"])
    record(actor=actor, verb="privacy.retention.set", obj=row, changes={"days": [before, days]})
    return row
