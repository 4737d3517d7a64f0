"""Classical test theory from sums, and words for what it finds.

Crocker, L. & Algina, J. (1986), Introduction to Classical and Modern Test Theory: facility (chapter 5), corrected item-total
correlation (5.3), Cronbach's alpha (chapter 7), standard error of measurement (chapter 6). Ebel & Frisbie for what is a weak item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

GROUPS = (("8-10", 0.8), ("6,5-7,9", 0.65), ("5-6,4", 0.5), ("duoi-5", 0.0))
SOLID, FORMING = 0.8, 0.5  # shares of an outcome's points; a school may ask for others (settings of its unit)
TOO_EASY, TOO_HARD = 0.92, 0.15
WEAK, REVERSED = 0.2, -0.05
FEW = 8  # candidates below which nothing is said of an item
BINS = 10


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum and sum of squares of a variable."""

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
        return max(0.0, (self.squares - self.total**2 / self.count) / (self.count - 1))


def covariance(count: int, sum_x: float, sum_y: float, sum_xy: float) -> float:
    """Return the unbiased covariance from sums."""
    return (sum_xy - sum_x * sum_y / count) / (count - 1) if count > 1 else 0.0


def item_rest(item: Sums, test: Sums, cross: float) -> float | None:
    """Return the correlation of an item with the sum of the others (corrected item-total); None where one of them doesn't vary."""
    cov = covariance(item.count, item.total, test.total, cross)
    rest = test.variance + item.variance - 2 * cov
    if item.variance <= 1e-12 or rest <= 1e-12:
        return None
    return max(-1.0, min(1.0, (cov - item.variance) / sqrt(item.variance * rest)))


def alpha(items: Sequence[Sums], test: Sums) -> float | None:
    """Return Cronbach's alpha; None for fewer than two items or candidates, or a test that doesn't vary."""
    if len(items) < 2 or test.count < 2 or test.variance <= 1e-12:
        return None
    return len(items) / (len(items) - 1) * (1 - sum(item.variance for item in items) / test.variance)


def standard_error(test: Sums, reliability: float | None) -> float | None:
    """Return the standard error of measurement in points."""
    return None if reliability is None else sqrt(test.variance) * sqrt(max(0.0, 1 - reliability))


def group_of(ratio: float) -> str:
    """Return the score group of a candidate."""
    return next(key for key, least in GROUPS if ratio + 1e-9 >= least)


def bin_of(ratio: float) -> int:
    """Return the bin 0-9 of a ratio; full points are in the last."""
    return min(BINS - 1, max(0, int(ratio * BINS + 1e-9)))


def level_of(share: float) -> str:
    """Return how an outcome stands: `solid`, `forming` or `not_yet`."""
    return "solid" if share + 1e-9 >= SOLID else "forming" if share + 1e-9 >= FORMING else "not_yet"


def median(histogram: Sequence[int]) -> float | None:
    """Return the median of ratios from a histogram of ten bins, on a scale of ten, within its bin; None for nobody."""
    count = sum(histogram)
    if not count:
        return None
    half, seen = count / 2, 0
    for place, number in enumerate(histogram):
        if number and seen + number >= half:
            return place + (half - seen) / number
        seen += number
    return float(len(histogram))


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd about an item: `code` `reversed`, `key`, `easy`, `hard` or `weak`; `choice` the option that draws most (for `key`)."""

    code: str
    choice: str = ""
    count: int = 0


def findings(
    *, count: int, facility: float, discrimination: float | None, choices: dict[str, tuple[int, float]], right: Sequence[str], mean: float
) -> list[Finding]:
    """Return what to look at in an item, the gravest first. `choices`: id -> (how many chose it, their mean total)."""
    if count < FEW:
        return []
    found = []
    wrong = {key: value for key, value in choices.items() if key not in right}
    right_count = sum(choices[key][0] for key in right if key in choices)
    most = max(wrong, key=lambda key: wrong[key][0], default="")
    if right and most and wrong[most][0] > max(right_count, count * 0.4) and wrong[most][1] > mean:
        found.append(Finding("key", most, wrong[most][0]))
    if discrimination is not None and discrimination < REVERSED:
        found.append(Finding("reversed"))
    if facility >= TOO_EASY:
        found.append(Finding("easy"))
    elif facility <= TOO_HARD:
        found.append(Finding("hard"))
    elif discrimination is not None and REVERSED <= discrimination < WEAK:
        found.append(Finding("weak"))
    return found
