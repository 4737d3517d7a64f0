"""Response processing after QTI 2.2: the templates match_correct and map_response, and lookup tables over counts."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

NATIONAL_STEPS = (0.0, 0.1, 0.25, 0.5, 1.0)  # four statements; QĐ 764/QĐ-BGDĐT 2024, Part II


def match_correct(given: object, correct: object) -> float:
    """Return 1 when the response is the correct one, else 0 (template match_correct)."""
    return 1.0 if given == correct else 0.0


def map_each(given: Collection[str], right: Collection[str], wrong_count: int) -> float:
    """Return the sum of a mapping that gives 1/right for a right choice and takes 1/wrong for a wrong one, bounded by 0 and 1.

    Choosing everything gives 0 (template map_response with lowerBound 0, upperBound 1).
    """
    if not right:
        return 0.0
    chosen = set(given)
    good = len(chosen & set(right)) / len(right)
    bad = len(chosen - set(right)) / wrong_count if wrong_count else 0.0
    return bounded(good - bad)


def map_pairs(given: Mapping[str, str], correct: Mapping[str, str]) -> dict[str, float]:
    """Return 1 or 0 for each entry of `correct` (template map_response over directed pairs)."""
    return {key: 1.0 if given.get(key) == value else 0.0 for key, value in correct.items()}


def stepped(right_count: int, steps: Sequence[float]) -> float:
    """Return the value at `right_count` of a table (QTI matchTable over the count of right statements)."""
    return bounded(steps[min(right_count, len(steps) - 1)]) if steps else 0.0


def steps_for(count: int) -> tuple[float, ...]:
    """Return the table a cluster of `count` statements begins with: the national one for four, even steps otherwise."""
    return NATIONAL_STEPS if count == 4 else tuple(round(number / count, 5) for number in range(count + 1)) if count else (0.0,)


def weighted(values: Iterable[tuple[float, float]]) -> float:
    """Return the weighted mean of (value, weight); without weight, 0."""
    pairs = list(values)
    total = sum(weight for _, weight in pairs)
    return bounded(sum(value * weight for value, weight in pairs) / total) if total > 0 else 0.0


def places_right(given: Sequence[str], correct: Sequence[str]) -> float:
    """Return the share of entries that stand in their own place."""
    return sum(a == b for a, b in zip(given, correct, strict=False)) / len(correct) if correct else 0.0


def neighbours_right(given: Sequence[str], correct: Sequence[str]) -> float:
    """Return the share of adjacent pairs of the right order that stand adjacent, in that direction, in the response."""
    if len(correct) < 2:
        return match_correct(list(given), list(correct))
    followers = dict(itertools.pairwise(given))
    return sum(followers.get(a) == b for a, b in itertools.pairwise(correct)) / (len(correct) - 1)


def bounded(value: float) -> float:
    """Return `value` within 0 and 1, at most 5 decimals."""
    return round(max(0.0, min(1.0, value)), 5)
