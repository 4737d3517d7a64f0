"""Classical figures against an independent computation on simulated data, a published example, words and levels."""

import random
from math import exp, sqrt

import numpy
import pytest

from assessment.scoring.rules.standings import standing
from assessment.statistics.rules.classical import (
    GROUPS,
    Sums,
    alpha,
    bin_of,
    covariance,
    group_of,
    item_rest,
    reliability_word,
    standard_error,
    upper_lower,
)
from assessment.statistics.rules.flags import findings
from assessment.statistics.rules.mastery import Shown, level_of, shares

# Straight from the definitions, on the raw matrix, unlike the sums of the rules.


def mean(values):
    return sum(values) / len(values)


def variance(values):
    centre = mean(values)
    return sum((value - centre) ** 2 for value in values) / (len(values) - 1)


def pearson(xs, ys):
    cx, cy = mean(xs), mean(ys)
    top = sum((x - cx) * (y - cy) for x, y in zip(xs, ys, strict=True))
    return top / sqrt(sum((x - cx) ** 2 for x in xs) * sum((y - cy) ** 2 for y in ys))


def simulated(people=400, items=20, seed=7):
    """Answers of a two-parameter logistic model, right or wrong."""
    chance = random.Random(seed)
    shapes = [(chance.uniform(0.4, 2.0), chance.gauss(0, 1)) for _item in range(items)]
    rows = []
    for _person in range(people):
        able = chance.gauss(0, 1)
        rows.append([int(chance.random() < 1 / (1 + exp(-a * (able - b)))) for a, b in shapes])
    return rows


def sums(values):
    return Sums(len(values), sum(values), sum(value**2 for value in values))


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_figures_from_sums_agree_with_the_raw_matrix(seed):
    rows = simulated(seed=seed)
    totals = [sum(row) for row in rows]
    columns = list(zip(*rows, strict=True))
    for column in columns:
        cross = sum(value * total for value, total in zip(column, totals, strict=True))
        rest = [total - value for value, total in zip(column, totals, strict=True)]
        assert item_rest(sums(column), sums(totals), cross) == pytest.approx(pearson(column, rest), abs=1e-9)
        assert sums(column).variance == pytest.approx(variance(column), abs=1e-9)
    expected = len(columns) / (len(columns) - 1) * (1 - sum(variance(column) for column in columns) / variance(totals))
    found = alpha([sums(column) for column in columns], sums(totals))
    assert found == pytest.approx(expected, abs=1e-9)
    assert 0.6 < found < 0.95
    assert standard_error(sums(totals), found) == pytest.approx(sqrt(variance(totals) * (1 - expected)), abs=1e-9)


def test_numpy_agrees():
    rows = numpy.array(simulated(seed=3))
    totals = rows.sum(axis=1)
    matrix = numpy.cov(rows, rowvar=False)
    expected = 20 / 19 * (1 - numpy.trace(matrix) / matrix.sum())
    assert alpha([sums([int(value) for value in column]) for column in rows.T], sums([int(value) for value in totals])) == pytest.approx(
        expected
    )
    first = rows[:, 0]
    cross = int((first * totals).sum())
    found = item_rest(sums([int(value) for value in first]), sums([int(value) for value in totals]), cross)
    assert found == pytest.approx(numpy.corrcoef(first, totals - first)[0, 1])


def test_kuder_richardson_by_hand():
    """Five candidates, four items, worked on paper: totals 4 3 2 1 0, every p(1-p) n/(n-1): 0.2 0.3 0.3 0.2, variance 2.5."""
    rows = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    totals = [sum(row) for row in rows]
    found = alpha([sums(column) for column in zip(*rows, strict=True)], sums(totals))
    assert found == pytest.approx(4 / 3 * (1 - 1.0 / 2.5))  # 0.8
    assert standard_error(sums(totals), found) == pytest.approx(sqrt(2.5 * 0.2))


def test_nothing_is_made_up_where_nothing_varies():
    flat = sums([1, 1, 1])
    assert item_rest(flat, sums([3, 2, 1]), 6) is None
    assert alpha([flat], sums([1, 2])) is None
    assert alpha([flat, flat], sums([2, 2, 2])) is None
    assert standard_error(flat, None) is None
    assert covariance(1, 1, 1, 1) == 0.0
    assert Sums(0, 0, 0).mean == 0.0


def test_upper_lower_groups_share_ties():
    rows = [(total, 1.0 if total >= 6 else 0.0) for total in range(1, 11)]
    assert upper_lower(rows) == 1.0
    assert upper_lower([(5, 1.0), (5, 0.0)] * 5) == 0.0
    assert upper_lower(rows[:7]) is None
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    assert upper_lower(shuffled) == upper_lower(rows)


def test_groups_and_bins_hold_their_lower_bounds():
    assert [group_of(ratio) for ratio in (1, 0.8, 0.79, 0.65, 0.5, 0.49, 0)] == [GROUPS[place][0] for place in (0, 0, 1, 1, 2, 3, 3)]
    assert [bin_of(ratio) for ratio in (0, 0.0999, 0.1, 0.7, 0.9999, 1, 1.2)] == [0, 0, 1, 7, 9, 9, 9]
    assert [reliability_word(value) for value in (None, 0.95, 0.81, 0.6, 0.3)] == ["", "high", "good", "fair", "low"]


def find(**fields):
    values = {"count": 40, "facility": 0.6, "discrimination": 0.4, "choices": {}, "options": ["a", "b", "c"], "right": [], **fields}
    return [(one.code, one.choice) for one in findings(**values)]


def test_what_is_odd_about_a_question():
    assert find() == []
    assert find(count=7, discrimination=-0.5) == []
    assert find(discrimination=-0.22) == [("reversed", "")]
    assert find(facility=1.0, discrimination=None) == [("easy", "")]
    assert find(facility=0.1) == [("hard", "")]
    assert find(discrimination=0.13) == [("weak", "")]
    wrong_key = {"a": (8, 20.0), "b": (24, 30.0), "c": (8, 15.0)}
    assert find(facility=0.2, discrimination=0.13, choices=wrong_key, right=["a"])[0] == ("key", "b")
    liked_by_weak = {"a": (8, 30.0), "b": (24, 20.0), "c": (8, 15.0)}
    assert find(choices=liked_by_weak, right=["a"]) == []
    assert find(choices={"a": (30, 1.0), "b": (10, 1.0)}, right=["a"]) == [("idle", "c")]


def test_levels_rise_and_fall_as_khan_academy_says():
    def level(*ratios, mixed=True):
        return level_of(Shown(ratio, 1, mixed) for ratio in ratios)

    assert [level(), level(0.69), level(0.7), level(0.99), level(1)] == ["", "attempted", "familiar", "familiar", "proficient"]
    assert level(1, 1) == "mastered"
    assert level(1, 1, mixed=False) == "proficient"
    assert level(1, 1, 0.5) == "proficient"
    assert level(1, 0.8) == "familiar"
    assert level(0.2, 0.9) == "familiar"
    assert [standing(ratio) for ratio in (0.499, 0.5, 0.799, 0.8, 1.0)] == ["not_yet", "forming", "forming", "solid", "solid"]


def test_shares_come_to_a_hundred():
    assert shares([1, 1, 1]) == [34, 33, 33]
    assert shares([0, 0]) == [0, 0]
    assert sum(shares([7, 11, 23])) == 100
