"""Who may write to whom, and when a quiet time ends. Pure.

A child writes only to its teachers (the homeroom teacher is always in it), its own guardians and its class; never to another child alone.
"""

from datetime import date, datetime, time, timedelta

EVERY_DAY = "0123456"
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


def quiet_span(now: datetime, starts: time, ends: time, days: str = EVERY_DAY, rest_days: str = "") -> tuple[datetime, datetime] | None:
    """Return from when to when the quiet time around `now` (local) lasts; None outside of any.

    It begins at `starts` on each of `days` (digits, Monday is 0) and lasts to `ends`, of the next day where that is not later; equal times:
    none. `rest_days` are quiet from midnight to midnight. What touches is one quiet time.
    """

    def at(day: date, clock: time, later: int = 0) -> datetime:
        return datetime.combine(day + timedelta(days=later), clock, now.tzinfo)

    spans: list[tuple[datetime, datetime]] = []
    for offset in range(-8, 9):
        day = now.date() + timedelta(days=offset)
        if str(day.weekday()) in days and starts != ends:
            spans.append((at(day, starts), at(day, ends, int(starts > ends))))
        if str(day.weekday()) in rest_days:
            spans.append((at(day, time()), at(day, time(), 1)))
    return next(((first, last) for first, last in _merged(spans) if first <= now < last), None)


def _merged(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def quiet_end(now: datetime, start: time, end: time) -> datetime | None:
    """Return when the quiet time `now` (local) falls in ends, the same hours each day; None outside."""
    span = quiet_span(now, start, end)
    return span[1] if span else None


def slot_of(day: date, session: str) -> int:
    """Return the number of a half day, so that requests can be compared."""
    return day.toordinal() * 2 + (session == "afternoon")


def days_away(first_day: date, first_session: str, last_day: date, last_session: str) -> list[tuple[date, date, str]]:
    """Return an absence as runs of days with one session each: `all`, `morning` or `afternoon`."""
    if first_day == last_day:
        return [(first_day, last_day, "all" if first_session != last_session else first_session)]
    runs: list[tuple[date, date, str]] = []
    begin, end = first_day, last_day
    if first_session == "afternoon":
        runs.append((first_day, first_day, "afternoon"))
        begin += timedelta(days=1)
    if last_session == "morning":
        end -= timedelta(days=1)
    if begin <= end:
        runs.append((begin, end, "all"))
    if last_session == "morning":
        runs.append((last_day, last_day, "morning"))
    return runs
