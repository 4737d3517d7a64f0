"""Shapes of the console."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ConsoleFilter:
    """What the console is narrowed to; `after` is the candidate id behind which the page begins."""

    standing: str = ""
    room: str = ""
    class_id: int | None = None
    text: str = ""
    after: int = 0
    size: int = 60


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate as the console shows it. `left_seconds` None: hasn't started, or no limit; negative never."""

    candidate_id: int
    attempt_uuid: str
    name: str
    number: str
    room: str
    class_name: str
    standing: str
    answered: int
    item_count: int
    left_seconds: int | None
    added_minutes: int
    signal_count: int
    lock_reason: str = ""
    submitted_at: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.item_count if self.item_count else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """How many candidates stand how, over the whole test."""

    total: int = 0
    absent: int = 0
    working: int = 0
    lost: int = 0
    locked: int = 0
    submitted: int = 0
