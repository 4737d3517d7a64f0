"""Counting a blueprint: items and points by part, level and row, as the official tables show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEVELS = {"three": ("biet", "hieu", "van_dung"), "four": ("nb", "th", "vd", "vdc")}


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a blueprint. Points by level share a part's points evenly over its items; `percent` are of all points."""

    count: int = 0
    points: float = 0.0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # part -> level -> items
    part_points: dict[str, float] = field(default_factory=dict)
    level_points: dict[str, float] = field(default_factory=dict)
    level_percent: dict[str, float] = field(default_factory=dict)
    row_points: list[float] = field(default_factory=list)
    row_percent: list[float] = field(default_factory=list)


def clean_counts(counts: Any, parts: Sequence[str], levels: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return counts with only known parts and levels, whole numbers from 0 to 200, no zeros."""
    clean: dict[str, dict[str, int]] = {}
    for part in parts:
        inside = counts.get(part) if isinstance(counts, Mapping) else None
        if not isinstance(inside, Mapping):
            continue
        row = {level: int(inside[level]) for level in levels if isinstance(inside.get(level), int) and 0 < inside[level] <= 200}
        if row:
            clean[part] = row
    return clean


def totals(parts: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Mapping[str, int]]], scale: str) -> Totals:
    """Return the sums of rows of counts `{part: {level: count}}`. An item's points are its part's; Tin học's part of six counts four."""
    levels = LEVELS[scale]
    worth = {str(part["key"]): _worth(part, rows) for part in parts}
    counts = {key: dict.fromkeys(levels, 0) for key in worth}
    level_points = dict.fromkeys(levels, 0.0)
    row_points: list[float] = []
    for row in rows:
        reached = 0.0
        for key, inside in row.items():
            for level, number in inside.items():
                counts[key][level] += number
                level_points[level] += number * worth[key]
                reached += number * worth[key]
        row_points.append(round(reached, 3))
    part_points = {key: round(sum(inside.values()) * worth[key], 3) for key, inside in counts.items()}
    points = round(sum(part_points.values()), 3)
    return Totals(
        count=sum(sum(inside.values()) for inside in counts.values()),
        points=points,
        counts=counts,
        part_points=part_points,
        level_points={level: round(value, 3) for level, value in level_points.items()},
        level_percent={level: round(100 * value / points, 1) if points else 0.0 for level, value in level_points.items()},
        row_points=row_points,
        row_percent=[round(100 * value / points, 1) if points else 0.0 for value in row_points],
    )


def _worth(part: Mapping[str, Any], rows: Sequence[Mapping[str, Mapping[str, int]]]) -> float:
    """Return what an item of a part counts: fewer where a candidate answers only some of those printed."""
    printed = sum(sum(row.get(str(part["key"]), {}).values()) for row in rows)
    answered = part.get("answer_count")
    points = float(part.get("item_points") or 0)
    return points * answered / printed if answered and printed > answered else points
