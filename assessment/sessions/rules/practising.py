"""Practice: how many tries are left, what a hint costs, how many were right in a row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...papers.rules.scoring import points_of


@dataclass(frozen=True, slots=True)
class Step:
    """A step at a question: an answer tried or a hint taken. `hints`: how many had been taken before a try."""

    position: int
    kind: str
    number: int
    is_right: bool = False
    hints: int = 0
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """How a question stands: `left` tries (None: any number); `is_settled` once it was right or none is left."""

    tries: int = 0
    left: int | None = None
    hints: int = 0
    is_right: bool = False
    is_settled: bool = False


def practised(steps: Iterable[Step], most_tries: int) -> Practised:
    """Return how one question stands after its steps; `most_tries` 0: any number."""
    tries = hints = 0
    is_right = is_settled = False
    for step in steps:
        if step.kind == "hint":
            hints += 1
        else:
            tries += 1
            is_right, is_settled = step.is_right, is_settled or step.is_last
    return Practised(tries, max(0, most_tries - tries) if most_tries else None, hints, is_right, is_settled)


def run_of(steps: Iterable[Step]) -> int:
    """Return how many questions in a row were right lately. A wrong try begins anew; one solved with a hint neither counts nor breaks."""
    run = 0
    for step in steps:
        if step.kind == "try":
            run = 0 if not step.is_right else run + (not step.hints)
    return run


def wanted_run(mastery_run: int, checkable: int) -> int:
    """Return how many in a row end mastery practice: as set, but no more than there are questions the machine can check; 0: never."""
    return min(max(1, mastery_run), checkable)


def worth(ratio: float, hints: int, cost_ratio: float) -> float:
    """Return what an answer is worth after hints: each takes its share of what was reached, never more than all."""
    return ratio * max(0.0, 1.0 - hints * cost_ratio)


def points_after(ratio: float, points: Any, hints: int, cost_ratio: float) -> Decimal:
    """Return the points of an answer after its hints, of a question worth `points`."""
    return points_of(worth(ratio, hints, cost_ratio), points)


def hint_cost(ratio: float, points: Any, hints: int, cost_ratio: float) -> Decimal:
    """Return the points that hints took: with `points_after` exactly what the answer would have without them."""
    return points_of(ratio, points) - points_after(ratio, points, hints, cost_ratio)


def tries_made(steps: Iterable[Step]) -> Mapping[int, int]:
    """Return how many answers were tried at each question."""
    return Counter(step.position for step in steps if step.kind == "try")


def hints_taken(steps: Iterable[Step]) -> Mapping[int, int]:
    """Return how many hints were taken at each question."""
    return Counter(step.position for step in steps if step.kind == "hint")
