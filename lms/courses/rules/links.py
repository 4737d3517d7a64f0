"""How long a link to a file lives.

A link is the same for one person and file from 03:00 to 03:00 the next day (Vietnamese time), so that phones fetch a file
once a day at most; it opens until 15:00 of that next day, so that a page opened late still has twelve hours.
"""

from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)
GRACE = timedelta(hours=12)
_FIRST = datetime(2020, 1, 1, 20, 0, tzinfo=UTC)  # 03:00 on 2 January 2020 in Vietnam


def link_day(now: datetime) -> int:
    """Return the number of the link day that holds `now`."""
    return (now - _FIRST) // DAY


def is_alive(day: int, now: datetime) -> bool:
    """Say whether a link made on link day `day` still opens at `now`."""
    current = link_day(now)
    return day == current or (day == current - 1 and now - (_FIRST + current * DAY) < GRACE)
