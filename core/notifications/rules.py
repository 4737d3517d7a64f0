"""When something may go out, and how long to wait after a failure. Pure."""

import re
from datetime import datetime, time, timedelta

MAX_ATTEMPTS = 6
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 6 * 3600
DIGEST_HOUR, DIGEST_WEEKDAY = 17, 4

_HOURS = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$")


def read_hours(text: str) -> tuple[time, time] | None:
    """Return `21:00-06:00` as two times; None when there are no quiet hours. `ValueError` for anything else."""
    if not text.strip():
        return None
    found = _HOURS.match(text.replace(" ", ""))
    if found is None:
        raise ValueError(f"quiet hours read like 21:00-06:00, not {text!r}")
    from_hour, from_minute, until_hour, until_minute = map(int, found.groups())
    return time(from_hour, from_minute), time(until_hour, until_minute)


def quiet_end(local_now: datetime, hours: tuple[time, time] | None) -> datetime | None:
    """Return when the quiet hours around `local_now` end; None outside of them. Equal times mean none."""
    if hours is None or hours[0] == hours[1]:
        return None
    begins, ends = hours
    clock = local_now.timetz().replace(tzinfo=None)
    inside = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not inside:
        return None
    end = local_now.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return end if end > local_now else end + timedelta(days=1)


def next_morning(local_now: datetime) -> datetime:
    """Return the next seven o'clock in the morning after `local_now`."""
    morning = local_now.replace(hour=7, minute=0, second=0, microsecond=0)
    return morning if morning > local_now else morning + timedelta(days=1)


def wait_seconds(attempts: int, asked_for: int | None = None) -> int:
    """Return how long to wait after the n-th failed attempt: doubled each time, at least what the service asks for."""
    return min(LONGEST_WAIT_SECONDS, max(FIRST_WAIT_SECONDS << max(0, attempts - 1), asked_for or 0))


def last_digest(local_now: datetime, *, weekly: bool) -> datetime:
    """Return when the last digest was due: each day, or each Friday, at five in the afternoon."""
    due = local_now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if due > local_now:
        due -= timedelta(days=1)
    return due - timedelta(days=(due.weekday() - DIGEST_WEEKDAY) % 7) if weekly else due
