"""Who may write to whom, and when a quiet time ends. Pure.

A child writes only to its teachers (the homeroom teacher is always in it), its own guardians and its class; never to another child alone.
"""

from datetime import datetime, time, timedelta

DAY_MINUTES = 24 * 60
#: (side, side) to the kind of conversation both may have; what is missing may not be. `staff` are colleagues of one school.
PAIRS: dict[frozenset[str], str] = {
    frozenset({"guardian", "staff"}): "family",
    frozenset({"learner", "staff"}): "pupil",
    frozenset({"learner", "guardian"}): "home",
    frozenset({"staff"}): "staff",
}


def kind_between(one: str, other: str) -> str:
    """Return the kind of direct conversation two sides may have; "" when they may not: child and child, guardian and guardian."""
    return PAIRS.get(frozenset({one, other}), "")


def key_of_direct(kind: str, person_ids: tuple[int, int], child_id: int = 0) -> str:
    """Return the key that makes one conversation of two people about a child."""
    low, high = sorted(person_ids)
    return f"{kind}:{low}:{high}:{child_id}"


def pair_of(key: str) -> tuple[int, int]:
    """Return the two people a direct key names; zeros for the key of anything else."""
    parts = key.split(":")
    return (int(parts[1]), int(parts[2])) if len(parts) == 4 else (0, 0)


def quiet_end(now: datetime, start: time, end: time) -> datetime | None:
    """Return when the quiet time `now` (local) falls in ends; None outside. `start` after `end` runs over midnight; equal: never."""
    clock = now.time().replace(tzinfo=None)
    if start == end:
        return None
    over_midnight = start > end
    inside = (clock >= start or clock < end) if over_midnight else start <= clock < end
    if not inside:
        return None
    day = now + timedelta(days=1) if over_midnight and clock >= start else now
    return day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
