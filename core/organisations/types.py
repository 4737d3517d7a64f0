"""Shapes of pages and requests about units and people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a long list, by key: `next_key` and `previous_key` go into `?sau=` and `?truoc=`; None: there is no more.

    `is_cut`: more rows match than can be paged through; one narrows the search.
    """

    items: list[T]
    next_key: str | None = None
    previous_key: str | None = None
    is_cut: bool = False


def page_of(rows: Sequence[T], size: int, *, came_from: bool, backwards: bool, key: Callable[[T], object]) -> Page[T]:
    """Return the page of `rows`, read one longer than `size` in the direction of travel.

    `came_from` says that a key was given (so there is something behind us); `backwards` that the rows were read upwards.
    """
    has_more = len(rows) > size
    items = list(rows[:size])
    if backwards:
        items.reverse()
    if not items:
        return Page([])
    has_next = came_from if backwards else has_more
    has_previous = has_more if backwards else came_from
    return Page(items, str(key(items[-1])) if has_next else None, str(key(items[0])) if has_previous else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be opened. `key` is its code, e.g. the one of the sector database."""

    kind: str
    name: str
    key: str
    short_name: str = ""
    commune_code: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class UnitPast:
    """Something of a unit's history as people read it."""

    on: date | None
    kind: str
    label: str
    text: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class UnitAsOf:
    """A unit as it was on a day: what it was called, under what it stood, whether it was open."""

    name: str
    parent_id: int | None
    parent_name: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to. Empty: everybody with a running place in the unit or below."""

    text: str = ""
    role: str = ""
    class_id: int | None = None
    after_id: int | None = None
    before_id: int | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merger would do, counted beforehand, for the question that is asked once."""

    staff: int
    classes: int
    learners: int
    open_children: int
    renamed_classes: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
