"""A child's time: set by the guardian, counted by the minute, said when it is over."""

from datetime import datetime, time

from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.people.models import Person
from core.people.policies import is_guardian_of

from ..errors import SafetyRefused
from ..models import NetworkTime
from ..rules import is_quiet

MINUTES = (10, 300)


@transaction.atomic
def set_child_time(
    *, actor: Actor, child: Person, quiet_from: time | None, quiet_to: time | None, daily_minutes: int | None
) -> NetworkTime:
    """Set the quiet time and the minutes a day of one's child (None: no limit). The last guardian who sets them counts."""
    require(is_guardian_of, actor, child)
    if (quiet_from is None) != (quiet_to is None) or (quiet_from is not None and quiet_from == quiet_to):
        raise SafetyRefused("times", "quiet_from")
    if daily_minutes is not None and not MINUTES[0] <= daily_minutes <= MINUTES[1]:
        raise SafetyRefused("minutes", "daily_minutes")
    row, _new = NetworkTime.objects.select_for_update().get_or_create(child=child)
    before = [_said(row.quiet_from), _said(row.quiet_to), row.daily_minutes]
    row.quiet_from, row.quiet_to, row.daily_minutes, row.set_by_id = quiet_from, quiet_to, daily_minutes, actor.person_id
    row.save(update_fields=["quiet_from", "quiet_to", "daily_minutes", "set_by", "changed_at"])
    after = [_said(quiet_from), _said(quiet_to), daily_minutes]
    if before != after:
        changes = dict(zip(("from", "to", "minutes"), map(list, zip(before, after, strict=True)), strict=True))
        record(actor=actor, verb="social.child.time_set", subject_person_id=child.pk, changes=changes)
    return row


def _said(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def time_reason(person_id: int, now: datetime | None = None) -> str:
    """Return why a child only reads at this time, or "". One query. Side effect: see `reason_of`."""
    return reason_of(NetworkTime.objects.filter(child_id=person_id).first(), now)


def reason_of(row: NetworkTime | None, now: datetime | None = None) -> str:
    """Return why a child with this time only reads now, or "". Side effect: once a minute the child is here, the minute is counted."""
    if row is None:
        return ""
    local = timezone.localtime(now)
    used = _counted(row, local) if row.daily_minutes else 0
    if is_quiet(local.time(), row.quiet_from, row.quiet_to):
        end = _said(row.quiet_to)
        return _("Giờ nghỉ gia đình đã đặt. Em đọc được, và viết lại từ %(end)s.") % {"end": end}
    if row.daily_minutes and used > row.daily_minutes:
        return _("Hôm nay em đã dùng đủ %(minutes)s phút. Em đọc được, mai lại viết tiếp nhé.") % {"minutes": row.daily_minutes}
    return ""


def school_reason(start: time | None, end: time | None, now: datetime | None = None) -> str:
    """Return why a pupil only reads now by the time its school has set, or ""."""
    if not is_quiet(timezone.localtime(now).time(), start, end):
        return ""
    return _("Giờ nghỉ nhà trường đã đặt. Em đọc được, và viết lại từ %(end)s.") % {"end": _said(end)}


def _counted(row: NetworkTime, local: datetime) -> int:
    """Return the minutes used today with this one, counted once though several pages ask within it."""
    today = local.date()
    used = row.used_minutes if row.used_on == today else 0
    if not cache.add(f"social:minute:{row.child_id}:{local:%Y%m%d%H%M}", 1, 120):
        return used
    count = Case(When(used_on=today, then=F("used_minutes") + 1), default=Value(1))
    NetworkTime.objects.filter(pk=row.pk).update(used_minutes=count, used_on=today)
    return used + 1
