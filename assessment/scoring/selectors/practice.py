"""What practice has cost: hints taken, tries made, and the points that hints took, by question and in all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ...papers.rules.scoring import counting, score_answer
from ...sessions.enums import SubmitReason, TestMode
from ...sessions.models import Attempt
from ...sessions.rules.practising import hint_cost, hints_taken, tries_made
from ...sessions.selectors.practice import steps_of
from ...sessions.types import TestSettings
from ..enums import ScoreSource
from ..models import ItemScore
from .counting import Items, parts_of


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """What was done at a question: `cost` are the points that its hints took from what the answer reached."""

    hints: int = 0
    tries: int = 0
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PracticeSum:
    """What was done in an attempt, by position and in all. `cost` is what the attempt would have had more without its hints.

    That is less than the sum of its rows where of a part only the best answers count.
    """

    rows: Mapping[int, PracticeRow] = field(default_factory=dict)
    hints: int = 0
    cost: Decimal = Decimal(0)


def priced(hints: Mapping[int, int], items: Items) -> dict[int, int]:
    """Return the hints that cost: none of a question whose points were given to candidates, whatever they answered."""
    return {position: count for position, count in hints.items() if position in items and "give" not in items[position]["content"]}


def practice_sum(attempt: Attempt, items: Items, scores: Mapping[int, ItemScore]) -> PracticeSum:
    """Return what hints took of the machine's marks; nothing in an exam, nor of an attempt that has shown mastery. One query in practice.

    Points of a person, or of an appeal, are what that person gave: no hint takes a share of them. The attempt comes with its test.
    """
    if attempt.test.mode == TestMode.EXAM or attempt.submit_reason == SubmitReason.MASTERED:
        return PracticeSum()
    steps, answers = steps_of(attempt.pk), attempt.answers or {}
    hints, tries = hints_taken(steps), tries_made(steps)
    costly = priced(hints, items)
    share = TestSettings.read(attempt.test.settings).hint_cost_ratio
    rows = {}
    for position in items.keys() & (hints.keys() | tries.keys()):
        score, cost = scores.get(position), Decimal(0)
        if score is not None and score.source == ScoreSource.MACHINE:
            reached = score_answer(items[position], answers.get(str(position)))[0].ratio
            cost = hint_cost(reached or 0.0, items[position]["points"], costly.get(position, 0), share)
        rows[position] = PracticeRow(hints.get(position, 0), tries.get(position, 0), cost)
    return PracticeSum(rows, sum(row.hints for row in rows.values()), _cost(attempt, items, scores, rows))


def _cost(attempt: Attempt, items: Items, scores: Mapping[int, ItemScore], rows: Mapping[int, PracticeRow]) -> Decimal:
    had = {position: score.points for position, score in scores.items() if score.points is not None and position in items}
    without = {position: points + rows.get(position, PracticeRow()).cost for position, points in had.items()}
    parts, part_of = parts_of(attempt.test), {position: item["part"] for position, item in items.items()}
    return counting(without, parts, part_of) - counting(had, parts, part_of)
