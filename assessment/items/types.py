"""Shapes of requests and pages about items."""

from dataclasses import dataclass, field
from typing import Any

from assessment.types import Content


@dataclass(frozen=True, slots=True)
class ItemMeta:
    """What is known of a question beside its content. None: leave as it is (when saving), unknown (when creating)."""

    subject_id: int | None = None
    grade_id: int | None = None
    outcome_id: int | None = None
    level: str | None = None
    difficulty: float | None = None
    source: str | None = None
    friends: str | None = None
    points: float | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewItem:
    """A question to be put into a bank. `stimulus` is the index of its passage in the same list, None without one."""

    kind: str
    content: Content
    meta: ItemMeta = field(default_factory=ItemMeta)
    stimulus: int | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to. `levels` are stored levels; `quick` is `look` or `starred`."""

    bank_id: int | None = None
    folder_id: int | None = None
    kind: str = ""
    form: str = ""
    levels: tuple[str, ...] = ()
    state: str = ""
    outcome_id: int | None = None
    subject_id: int | None = None
    grade_id: int | None = None
    tag: str = ""
    author_id: int | None = None
    usage: str = ""
    text: str = ""
    quick: str = ""
    after: int = 0
    size: int = 30


@dataclass(frozen=True, slots=True)
class Twin:
    """An item that reads like another: `ratio` 0-1, `same` when only numbers or nothing differ."""

    item_id: int
    uuid: str
    key: str
    text: str
    ratio: float


@dataclass(frozen=True, slots=True)
class BankNode:
    """A bank in the list on the left: its folders with counts, and what the actor may do."""

    bank: Any
    ability: str
    folders: list["FolderNode"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FolderNode:
    """A folder with those inside it; `count` counts items that stand in it directly."""

    folder: Any
    depth: int
    count: int
