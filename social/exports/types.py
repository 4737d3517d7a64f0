"""What is said of exports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class PartContent:
    """What went into one ZIP: rows by sheet with `files` and `missing`, and where the next part begins (empty: nowhere)."""

    counts: dict[str, int] = field(default_factory=dict)
    goes_on: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows of sheets there are."""
        return sum(number for key, number in self.counts.items() if key not in {"files", "missing"})


@dataclass(frozen=True, slots=True)
class ExportShown:
    """An export on a page: its state as it is (a job that died counts as failed), what stands beside it, what the reader may do.

    `done` of `total` is its progress, `now` what is being done.
    """

    export: Any
    state: str
    problem: str = ""
    is_mine: bool = False
    may_take: bool = False
    parts: Sequence[Any] = ()
    size_bytes: int = 0
    done: int = 0
    total: int = 0
    now: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still being made."""
        return self.state in {"queued", "running"}
