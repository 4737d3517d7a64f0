"""Clocks of a test: when one may enter, when one's time is over. All times aware UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=20)  # a hand-in under way when the clock strikes
SUBMIT_AFTER = timedelta(seconds=90)  # the server hands in for those who don't


@dataclass(frozen=True, slots=True)
class Window:
    """When a candidate may enter a test and how long it lasts: the test's, with the candidate's own times over it."""

    opens_at: datetime | None
    closes_at: datetime | None
    ends_at: datetime | None
    minutes: int | None
    extra_minutes: int = 0


def entry_state(window: Window, now: datetime) -> str:
    """Return `early`, `open` or `closed`."""
    if window.opens_at and now < window.opens_at:
        return "early"
    return "closed" if window.closes_at and now > window.closes_at else "open"


def deadline(window: Window, started_at: datetime) -> datetime | None:
    """Return when an attempt that starts now is over: after its minutes, never beyond the end; without minutes, at the closing.

    Extra minutes are a right of the candidate: the end moves with them.
    """
    extra = timedelta(minutes=window.extra_minutes)
    ends = window.ends_at + extra if window.ends_at else None
    if window.minutes is None:
        last = window.closes_at + extra if window.closes_at else None
        return min((moment for moment in (ends, last) if moment), default=None)
    own = started_at + timedelta(minutes=window.minutes) + extra
    return min(own, ends) if ends else own


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Say whether an attempt's time is over, the grace included."""
    return deadline_at is not None and now > deadline_at + GRACE


def counts(made_at: datetime, received_at: datetime, deadline_at: datetime | None, late_minutes: int) -> bool:
    """Say whether a change counts: made before the deadline (and a moment), arrived soon enough after it."""
    if deadline_at is None:
        return True
    return made_at <= deadline_at + GRACE and received_at <= deadline_at + GRACE + timedelta(minutes=late_minutes)
