"""What the rules of studying work on. Times are epoch milliseconds; None means it hasn't happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Step:
    """A block of an activity that a learner passes. `must_pass`: a checkpoint that counts only once it is right.

    `part` counts the headings before it, None where the kind has no parts; `seconds` is how long it takes to read.
    """

    id: str
    title: str = ""
    kind: str = ""
    is_checkpoint: bool = False
    must_pass: bool = False
    part: int | None = None
    part_title: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened on a phone. `is_right` is the server's marking of an answer."""

    id: str
    kind: str
    block_id: str
    at: int
    data: Mapping[str, Any] = field(default_factory=dict)
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """All tries at one checkpoint. `first_times` are the three earliest; `answer` the last right one, or the last one."""

    answer: Any
    is_right: bool
    answer_at: int
    tries: int
    first_times: tuple[int, ...]
    last_at: int
    right_at: int | None = None


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What is known of one learner in one activity; merging changes only ever adds to it.

    `seen` has the earliest time of each block passed. `help_asked_at` is the last call for help with its words,
    `help_cleared_at` the last time it was answered or taken back.
    """

    seen: Mapping[str, int] = field(default_factory=dict)
    position: str = ""
    position_at: int = 0
    score_ratio: float | None = None
    seconds: int = 0
    finished_at: int | None = None
    completed_at: int | None = None
    started_at: int | None = None
    last_at: int | None = None
    help_asked_at: int | None = None
    help_text: str = ""
    help_block: str = ""
    help_cleared_at: int = 0
    answers: Mapping[str, AnswerFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completion:
    """The rule of an activity: `seen`, `checkpoints`, `finished`, `score` (at least `score_ratio`, 0-1) or `self`."""

    rule: str
    steps: tuple[Step, ...]
    score_ratio: float = 0.0


@dataclass(frozen=True, slots=True)
class Help:
    """Why somebody needs help: `kind` is `asked` or `stuck`; `tries` at block `block_id`; the learner's own words."""

    since: int
    kind: str
    block_id: str = ""
    text: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of steps under one heading, as the reader's bar and the board count them."""

    title: str
    step_ids: tuple[str, ...]
    is_checkpoint: bool = False
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class SentChange:
    """A change as a phone sent it, its shape already checked. `at` and the data are still the phone's word."""

    id: UUID
    activity: UUID
    kind: str
    block_id: str
    at: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes of one person from one phone. `sent_at` is the phone's clock when it sent them, `broken` those without shape."""

    person: UUID
    sent_at: int
    changes: tuple[SentChange, ...]
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The server's marking of one answer, with what the learner is told."""

    is_correct: bool
    feedback: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ActivityReceipt:
    """Where a learner stands in an activity after a batch."""

    state: str
    percent: int
    score_ratio: float | None
    needs_help: bool
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch: ids taken (now or before), ids refused with a code, and the new standing by activity uuid."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    standing: Mapping[str, ActivityReceipt]
    marks: Mapping[str, Mark]
    now: int
