"""Shapes of requests and pages about items."""

from dataclasses import dataclass, field
from typing import Any

from assessment.types import Content


@dataclass(frozen=True, slots=True)
class ItemMeta:
    """What is known of a question beside its content. None: leave as it is (when saving), unknown (when creating).

    `clears` names facts to empty (`source`, `tags`, `outcome`, …); the empty text and no tags empty theirs too.
    """

    subject_id: int | None = None
    grade_id: int | None = None
    outcome_id: int | None = None
    level: str | None = None
    difficulty: float | None = None
    source: str | None = None
    friends: str | None = None
    points: float | None = None
    tags: tuple[str, ...] | None = None
    clears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewItem:
    """A question to be put into a bank. `stimulus` is the index of its passage in the same list, None without one."""

    kind: str
    content: Content
    meta: ItemMeta = field(default_factory=ItemMeta)
    stimulus: int | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to. `folder_ids`: a folder and those inside it; `levels` are stored levels; `quick` is `look`
    or `starred`; `usage` is `used` or `unused`, `difficulty` `easy`, `medium`, `hard` or `unknown`; `order` is a key of
    `selectors.listing.ORDERS`, `after` the key of the item before the page. Retired items are there only when `state` asks for them.
    """

    bank_id: int | None = None
    folder_ids: tuple[int, ...] = ()
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
    difficulty: str = ""
    order: str = "newest"
    after: str = ""
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
    """A bank in the list on the left, and what the actor may do."""

    bank: Any
    ability: str


@dataclass(frozen=True, slots=True)
class FolderNode:
    """A folder of the tree: its depth from 0; `count` counts items in it and in the folders inside it, `within` are the ids of these all."""

    folder: Any
    depth: int
    count: int
    within: tuple[int, ...] = ()
