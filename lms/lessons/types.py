"""Frozen data of lessons, as rules and selectors hand it on."""

from dataclasses import dataclass, field
from typing import Any

RawBlock = dict[str, Any]
RawBody = list[RawBlock]


@dataclass(frozen=True, slots=True)
class Step:
    """A block a learner passes. `part` counts headings from 0, `title` is made from the content, "" when it has no words."""

    id: str
    kind: str
    title: str
    is_checkpoint: bool
    must_pass: bool
    part: int
    part_title: str
    seconds: int

    def as_dict(self) -> dict[str, Any]:
        """Return the step as `ActivityType.steps` promises it."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "is_checkpoint": self.is_checkpoint,
            "must_pass": self.must_pass,
            "part": self.part,
            "part_title": self.part_title,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the content checker would mend: a `code` with its `params`, at a block. `level` is `should` or `could`."""

    code: str
    block_id: str
    level: str = "should"
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether an answer to a checkpoint is right, with the clean HTML to show."""

    is_correct: bool
    feedback: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a comparison: a block `added`, `removed`, `changed`, `moved` or `same`, with both its versions."""

    state: str
    before: RawBlock | None
    after: RawBlock | None


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """A block ready for its template `lessons/blocks/<type>.html`: no query and no rule is left to run."""

    id: str
    type: str
    data: dict[str, Any]
    step: Step | None = None

    @property
    def template(self) -> str:
        return f"lessons/blocks/{self.type}.html"


@dataclass(frozen=True, slots=True)
class RenderedPart:
    """What a heading begins. The first part may have no heading (`title` is "")."""

    number: int
    title: str
    blocks: tuple[RenderedBlock, ...]


@dataclass(frozen=True, slots=True)
class RenderedLesson:
    """A whole lesson for its reader. `file_urls` are what the page shows, for keeping it off line."""

    title: str
    goal: str
    parts: tuple[RenderedPart, ...]
    steps: tuple[Step, ...]
    file_urls: tuple[str, ...]
    subject_tone: str = ""

    @property
    def minutes(self) -> int:
        return max(1, round(sum(step.seconds for step in self.steps) / 60))
