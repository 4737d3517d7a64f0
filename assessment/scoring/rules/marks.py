"""Which attempt counts, how two marks become one, how a mark is rounded."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def counting_points(points: Sequence[Decimal], way: str) -> Decimal | None:
    """Return the points that count of several attempts in their order: `best`, `last`, `first` or `average` (two decimals)."""
    if not points:
        return None
    if way == "average":
        return (sum(points, Decimal(0)) / len(points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {"last": points[-1], "first": points[0]}.get(way, max(points))


def need_talk(first: Decimal, second: Decimal, gap: float) -> bool:
    """Say whether two markers differ by more than `gap` points and must settle it."""
    return abs(first - second) > Decimal(str(gap))


def joined(first: Decimal, second: Decimal) -> Decimal:
    """Return the points of two marks that are near each other: their mean, to three decimals half up."""
    return ((first + second) / 2).quantize(Decimal("0.001"), ROUND_HALF_UP)


def rounded(points: Decimal, step: float) -> Decimal:
    """Return points rounded half up to a step (0.25, 0.1, …); 0 leaves them, to two decimals."""
    if not step:
        return points.quantize(Decimal("0.01"), ROUND_HALF_UP)
    one = Decimal(str(step))
    return ((points / one).quantize(Decimal(1), ROUND_HALF_UP) * one).quantize(Decimal("0.01"))
