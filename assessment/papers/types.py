"""Shapes of requests about papers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row of a blueprint as it is saved: `counts` is `{part: {level: count}}`."""

    topic: str
    content: str = ""
    outcome_id: int | None = None
    outcomes_text: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper says of itself. `header` holds what only print shows: school, exam, year, duration words, notes."""

    title: str
    minutes: int = 45
    subject_id: int | None = None
    grade_id: int | None = None
    header: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell of a blueprint that the banks can't fill."""

    row: int
    topic: str
    part: str
    level: str
    there: int
    asked: int
