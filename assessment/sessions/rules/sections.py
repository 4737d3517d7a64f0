"""Parts with minutes of their own: when each is open for a candidate, and which answers come too late for their part.

The sections of a test are `[{key, title, minutes, first, last}]` (`first`..`last`: the positions of the part). An attempt's timetable
is `[{key, opens, closes}]` in milliseconds, one section after the other from its start. A candidate may finish a section before its
time is up: the next ones move forward. Time that is added goes to the section that is open; a pause moves all that isn't over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..types import Change

MINUTE = 60_000
GRACE_MS = 20_000  # an answer under way when the section ends, as `timing.GRACE`

Section = Mapping[str, Any]
Timetable = list[dict[str, Any]]


class SectionProblem(ValueError):  # noqa: N818
    """Minutes of parts that don't go together: `open` (a part without, and nothing says how long it is), `long` (`planned`, `total`)."""

    def __init__(self, why: str, planned: int = 0, total: int = 0) -> None:
        super().__init__(why)
        self.why, self.planned, self.total = why, planned, total


def sections_of(parts: Sequence[Mapping[str, Any]], total: int | None) -> list[dict[str, Any]]:
    """Return the sections of a paper's parts `{key, title, minutes, items}` in a test of `total` minutes; none when no part has minutes.

    Parts without minutes share what is left of the total. Raises `SectionProblem`.
    """
    if not any(part.get("minutes") for part in parts):
        return []
    planned = sum(part.get("minutes") or 0 for part in parts)
    loose = [part for part in parts if not part.get("minutes")]
    if loose and total is None:
        raise SectionProblem("open")
    if total is not None and planned + len(loose) > total:
        raise SectionProblem("long", planned, total)
    share, rest = divmod((total or 0) - planned, len(loose)) if loose else (0, 0)
    found = []
    for part in parts:
        minutes = part.get("minutes")
        if not minutes:
            minutes, rest = share + (rest > 0), rest - 1
        positions = [item["position"] for item in part["items"]]
        found.append({"key": part["key"], "title": part["title"], "minutes": minutes, "first": min(positions), "last": max(positions)})
    return found


def timetable(sections: Sequence[Section], started_ms: int, extra_minutes: int = 0) -> Timetable:
    """Return the timetable of an attempt; a candidate's extra minutes are shared over the sections by their length."""
    whole = sum(section["minutes"] for section in sections)
    rows, at = [], started_ms
    for section in sections:
        length = section["minutes"] * MINUTE + (extra_minutes * MINUTE * section["minutes"] // whole if whole else 0)
        rows.append({"key": section["key"], "opens": at, "closes": at + length})
        at += length
    return rows


def end_of(table: Sequence[Section]) -> int | None:
    """Return when the last section closes."""
    return table[-1]["closes"] if table else None


def shifted(table: Sequence[Section], at_ms: int, by_ms: int) -> Timetable:
    """Return the timetable with time added at a moment: the section open then gets it, later ones move; what was over stays over."""
    rows = []
    for row in table:
        moves = row["closes"] > at_ms
        rows.append(
            {**row, "opens": row["opens"] + (by_ms if moves and row["opens"] > at_ms else 0), "closes": row["closes"] + by_ms * moves}
        )
    return rows


def finished(table: Sequence[Section], key: str, at_ms: int) -> Timetable:
    """Return the timetable after a candidate finished a section at a moment; outside of the section's time nothing changes."""
    rows: Timetable = []
    earlier = 0
    for row in table:
        if row["key"] == key and row["opens"] <= at_ms < row["closes"]:
            earlier = row["closes"] - at_ms
            rows.append({**row, "closes": at_ms})
        else:
            rows.append({**row, "opens": row["opens"] - earlier, "closes": row["closes"] - earlier})
    return rows


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which answers an attempt's timetable accepts; without one, all. `late_minutes`: how much later they may arrive."""

    table: Sequence[Section] | None
    sections: Sequence[Section] | None
    late_minutes: int = 0

    def accepts(self, position: str, change: Change) -> bool:
        """Say whether an answer to a position was made before its section closed and arrived soon enough; files may come any time."""
        closes = self.closes(int(position))
        if closes is None:
            return True
        in_time = change.made_at_ms <= closes + GRACE_MS
        return in_time and (change.is_file or change.received_ms <= closes + GRACE_MS + self.late_minutes * MINUTE)

    def closes(self, position: int) -> int | None:
        """Return when the section of a position closes, None when it has none."""
        key = next((one["key"] for one in self.sections or () if one["first"] <= position <= one["last"]), None)
        return next((row["closes"] for row in self.table or () if row["key"] == key), None)
