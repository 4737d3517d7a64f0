"""Which measure follows how many faults, and by when a case is to be decided (Decree 147/2024: 24 hours, urgent ones 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """`faults` within `days` bring `measure` for `for_days`."""

    faults: int
    days: int
    measure: str
    for_days: int


# Strongest first. Decree 147/2024 Art. 23: five faults in 30 days or ten in 90 lock an account for 7 to 30 days.
LADDER: tuple[Step, ...] = (
    Step(10, 90, "suspend", 30),
    Step(5, 30, "suspend", 7),
    Step(3, 30, "mute", 3),
    Step(2, 30, "mute", 1),
    Step(1, 30, "warn", 0),
)
# How many days a measure lasts at most. Decree 147/2024 Art. 23: who was locked again and again is locked for good, until the head opens it.
LONGEST = {"mute": 30, "suspend": 365}
HOURS, URGENT_HOURS = 24, 6
APPEAL_DAYS = 7


def next_step(faults: Sequence[datetime], now: datetime) -> Step:
    """Return the step the ladder proposes when one more fault is found at `now`; `faults` are the earlier ones."""
    for step in LADDER:
        if sum(1 for at in faults if now - at <= timedelta(days=step.days)) + 1 >= step.faults:
            return step
    return LADDER[-1]


def due_at(reported_at: datetime, *, is_urgent: bool) -> datetime:
    """Return by when a case is to be decided."""
    return reported_at + timedelta(hours=URGENT_HOURS if is_urgent else HOURS)


def appeal_until(decided_at: datetime) -> datetime:
    """Return until when a decision may be appealed."""
    return decided_at + timedelta(days=APPEAL_DAYS)


def measures_for(*, is_cry: bool, is_head: bool) -> tuple[str, ...]:
    """Return the decisions somebody may take: a teacher stops writing for a while, only heads lock it, for long or for good; a cry for help is answered."""
    if is_cry:
        return ("helped",)
    return ("none", "hide", "warn", "mute", "suspend", "close") if is_head else ("none", "hide", "warn", "mute")
