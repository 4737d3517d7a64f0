"""Which attempt counts, how two marks become one, which points may be given, how a mark is rounded."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT, MILLI = Decimal("0.01"), Decimal("0.001")
SCALE = Decimal(10)


def counting_points(points: Sequence[Decimal], way: str) -> Decimal | None:
    """Return the points that count of several attempts in their order: `best`, `last`, `first` or `average` (two decimals)."""
    if not points:
        return None
    if way == "average":
        return (sum(points, Decimal(0)) / len(points)).quantize(CENT, ROUND_HALF_UP)
    return {"last": points[-1], "first": points[0]}.get(way, max(points))


def counting_place(points: Sequence[Decimal], way: str) -> int:
    """Return the place of the attempt that stands for a candidate: the best one (the first of equals), the first, else the last."""
    if way == "best":
        return max(range(len(points)), key=lambda place: (points[place], -place))
    return 0 if way == "first" else len(points) - 1


def need_talk(first: Decimal, second: Decimal, gap: float) -> bool:
    """Say whether two markers differ by more than `gap` points and must settle it."""
    return abs(first - second) > Decimal(str(gap))


def joined(first: Decimal, second: Decimal) -> Decimal:
    """Return the points of two marks that are near each other: their mean, to three decimals half up."""
    return ((first + second) / 2).quantize(MILLI, ROUND_HALF_UP)


def rounded(points: Decimal, step: float) -> Decimal:
    """Return points rounded half up to a step (0.25, 0.1, …); 0 leaves them, to two decimals."""
    if not step:
        return points.quantize(CENT, ROUND_HALF_UP)
    one = Decimal(str(step))
    return ((points / one).quantize(Decimal(1), ROUND_HALF_UP) * one).quantize(CENT)


def mark_of(points: Decimal, total: Decimal, step: float = 0.0) -> Decimal | None:
    """Return the mark on the scale of ten for points of a paper worth `total`, rounded to `step`; None for a paper worth nothing."""
    return rounded(points * SCALE / total, step) if total > 0 else None


def may_be_given(points: Decimal, most: Decimal, criteria: Mapping[str, Decimal], step: float = 0.25) -> bool:
    """Say whether a marker may give so many points: whole steps, everything, or exactly what the rubric's levels come to."""
    return points % Decimal(str(step)) == 0 or points == most or (bool(criteria) and points == sum(criteria.values(), Decimal(0)))


def clean_criteria(given: Any, rubric: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the pressed levels of a rubric as `{criterion id: points}`; what isn't in the rubric is left out."""
    known = {row["id"]: {Decimal(str(level["points"])) for level in row.get("levels", [])} for row in rubric.get("criteria", [])}
    found: dict[str, Decimal] = {}
    for key, value in given.items() if isinstance(given, dict) else ():
        try:
            points = Decimal(str(value))
        except ArithmeticError:
            continue
        if points in known.get(key, ()):
            found[key] = points
    return found
