"""Shapes of requests about marks."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """A mark as a marker sends it. `points` as typed; `revision` the one the marker saw (0: none yet); `is_final`: it is finished.

    `criteria` maps rubric criterion ids to points; `annotations` as `Mark` documents them.
    """

    points: Any = None
    comment: str = ""
    criteria: dict[str, Any] = field(default_factory=dict)
    annotations: list[Any] = field(default_factory=list)
    round_name: str = "first"
    revision: int = 0
    is_final: bool = True
