"""Classical test theory from sums.

Crocker, L. & Algina, J. (1986), Introduction to Classical and Modern Test Theory: facility (chapter 5), corrected item-total
correlation (chapter 14), Cronbach's alpha (chapter 7), standard error of measurement (chapter 6). Upper-lower index with 27 % groups:
Kelley, T. L. (1939), doi:10.1037/h0057123.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

GROUPS = (("8-10", 0.8), ("6,5-7,9", 0.65), ("5-6,4", 0.5), ("duoi-5", 0.0))
BINS = 10
UPPER_LOWER = 0.27


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum and sum of squares of a variable; whole numbers (thousandths) stay exact."""

    count: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        """The unbiased variance, 0 for fewer than two."""
        if self.count < 2:
            return 0.0
        return max(0.0, (self.count * self.squares - self.total**2) / (self.count * (self.count - 1)))


def covariance(count: int, sum_x: float, sum_y: float, sum_xy: float) -> float:
    """Return the unbiased covariance from sums."""
    return (count * sum_xy - sum_x * sum_y) / (count * (count - 1)) if count > 1 else 0.0


def item_rest(item: Sums, test: Sums, cross: float) -> float | None:
    """Return the correlation of an item with the sum of the others (item-rest point-biserial); None where one of them doesn't vary."""
    cov = covariance(item.count, item.total, test.total, cross)
    rest = test.variance + item.variance - 2 * cov
    if item.variance <= 1e-9 or rest <= 1e-9:
        return None
    return max(-1.0, min(1.0, (cov - item.variance) / sqrt(item.variance * rest)))


def alpha(items: Sequence[Sums], test: Sums) -> float | None:
    """Return Cronbach's alpha; None for fewer than two items or candidates, or a test that doesn't vary."""
    if len(items) < 2 or test.count < 2 or test.variance <= 1e-9:
        return None
    return len(items) / (len(items) - 1) * (1 - sum(item.variance for item in items) / test.variance)


def standard_error(test: Sums, reliability: float | None) -> float | None:
    """Return the standard error of measurement, in the unit of the sums."""
    return None if reliability is None else sqrt(test.variance) * sqrt(max(0.0, 1 - reliability))


def upper_lower(ratios: Sequence[tuple[float, float]]) -> float | None:
    """Return the upper-lower 27 % index of an item from pairs (total, ratio of the item): mean ratio of the best minus of the weakest.

    None for fewer than eight candidates. At the border of a group those of equal totals count in part (their mean), so that the
    order of rows decides nothing.
    """
    if len(ratios) < 8:
        return None
    size = max(1, round(len(ratios) * UPPER_LOWER))
    return _edge_mean(sorted(ratios, key=lambda row: -row[0]), size) - _edge_mean(sorted(ratios, key=lambda row: row[0]), size)


def _edge_mean(rows: Sequence[tuple[float, float]], size: int) -> float:
    edge = rows[size - 1][0]
    inside = [ratio for total, ratio in rows[:size] if total != edge]
    tied = [ratio for total, ratio in rows if total == edge]
    return (sum(inside) + (size - len(inside)) * sum(tied) / len(tied)) / size


def group_of(ratio: float) -> str:
    """Return the score group of a candidate."""
    return next((key for key, least in GROUPS if ratio + 1e-9 >= least), GROUPS[-1][0])


def bin_of(ratio: float) -> int:
    """Return the bin 0-9 of a ratio; full points are in the last."""
    return min(BINS - 1, max(0, int(ratio * BINS + 1e-9)))


def reliability_word(reliability: float | None) -> str:
    """Return `high`, `good`, `fair`, `low` or "" for an alpha (George & Mallery's words, read for class tests)."""
    if reliability is None:
        return ""
    return "high" if reliability >= 0.9 else "good" if reliability >= 0.8 else "fair" if reliability >= 0.6 else "low"
