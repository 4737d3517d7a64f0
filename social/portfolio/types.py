"""What pages show of works, and what children send in."""

from dataclasses import dataclass
from typing import Any

from .enums import WorkState


@dataclass(frozen=True, slots=True)
class WorkInput:
    """What a child sends: `attachments` are uuids of its own loose files in their order."""

    title: str
    body: str = ""
    wants_class: bool = False
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work as the reader sees it. `actions` out of `edit`, `remove`, `judge`, `show`, `hide`, `report`."""

    work: Any
    child: Any
    pictures: tuple[Any, ...] = ()
    files: tuple[Any, ...] = ()
    actions: frozenset[str] = frozenset()
    teacher: str = ""
    stamp: str = ""

    @property
    def state_tone(self) -> str:
        return {WorkState.WAITING: "amber", WorkState.RETURNED: "info", WorkState.HIDDEN: "bad"}.get(self.work.state, "ok")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Somebody in a list of shelves: the child, its class, how many works are to see and how many wait."""

    child: Any
    class_name: str
    count: int = 0
    waiting: int = 0
