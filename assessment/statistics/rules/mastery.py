"""Mastery of learning outcomes as Khan Academy words it (features.md C10): attempted, familiar, proficient, mastered.

Below 70 % of an outcome's points in a test is attempted, from there familiar, everything is proficient; mastered is only who, once
proficient, reaches everything again in a later test of several outcomes. Levels fall: by one step where a test shows less.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FAMILIAR, PROFICIENT = 0.7, 1.0  # Khan Academy, "How do mastery levels work"
LEVELS = ("attempted", "familiar", "proficient", "mastered")


@dataclass(frozen=True, slots=True)
class Shown:
    """What one test showed of an outcome: points reached and possible; `is_mixed`: the test asked for several outcomes."""

    reached: float
    possible: float
    is_mixed: bool = False

    @property
    def ratio(self) -> float:
        return self.reached / self.possible if self.possible else 0.0


def level_of(history: Iterable[Shown]) -> str:
    """Return the level tests have led to, in their order; "" for none."""
    place = -1
    for test in history:
        reached = 2 if test.ratio + 1e-9 >= PROFICIENT else 1 if test.ratio + 1e-9 >= FAMILIAR else 0
        if place < 0:
            place = reached
        elif reached == 2:
            place = 3 if place >= 2 and test.is_mixed else max(place, 2)
        elif reached > place:
            place = reached
        elif reached < place:
            place -= 1
    return LEVELS[place] if place >= 0 else ""


def shares(counts: Sequence[int]) -> list[int]:
    """Return counts as whole percentages that come to 100 (largest remainders)."""
    total = sum(counts)
    if not total:
        return [0 for _count in counts]
    exact = [100 * count / total for count in counts]
    whole = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return whole
