"""Whole-number sums: what an attempt adds to the figures of a test, and takes out again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ...scoring.rules.standings import STANDINGS, standing
from ...sessions.types import TestSettings
from ..models import CountedAttempt, ItemStatistic, TestStatistic
from ..rules.classical import BINS


def milli(points: Any) -> int:
    """Return points in thousandths, exactly."""
    return int((Decimal(str(points)) * 1000).to_integral_value())


def put(counted: CountedAttempt, sign: int, tests: Sequence[TestStatistic], rows: dict[int, ItemStatistic]) -> None:
    """Add (1) or take out (-1) what an attempt counts, in memory; the two are exact inverses: every sum is a whole number.

    Outcomes stand in the bounds of the test, which never change once it was given. Each of `tests` brings its `test` along.
    """
    for test in tests:
        settings = TestSettings.read(test.test.settings)
        bounds = (settings.solid_ratio, settings.forming_ratio)
        test.attempt_count += sign
        test.sum_points += sign * counted.total
        test.sum_squares += sign * counted.total**2
        test.sum_marks += sign * counted.marks
        histogram = list(test.histogram) or [0] * BINS
        histogram[counted.bin] += sign
        test.histogram = histogram
        outcomes = dict(test.outcomes)
        for key, (reached, possible) in counted.outcomes.items():
            levels = list(outcomes.get(key, [0, 0, 0]))
            levels[STANDINGS.index(standing(reached / possible if possible else 0.0, *bounds))] += sign
            outcomes[key] = levels
            if not any(levels):
                del outcomes[key]
        test.outcomes = outcomes
    for position, (value, ratio, answered, chosen) in counted.points.items():
        row = rows.get(int(position))
        if row is None:
            continue
        row.attempt_count += sign
        row.answered_count += sign * int(bool(answered))
        row.sum_points += sign * value
        row.sum_squares += sign * value**2
        row.sum_cross += sign * value * counted.total
        row.choices = _moved(row.choices, dict.fromkeys(chosen, counted.total), sign)
        row.groups = _moved(row.groups, {counted.group: ratio}, sign)


def _moved(sums: dict[str, Any], values: dict[str, int], sign: int) -> dict[str, Any]:
    """Return `{key: [count, sum]}` with values put in or taken out; what is down to nothing goes."""
    moved = dict(sums)
    for key, value in values.items():
        count, total = moved.get(key, [0, 0])
        moved[key] = [count + sign, total + sign * value]
        if moved[key][0] == 0:
            del moved[key]
    return moved
