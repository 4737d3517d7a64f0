"""Typed hooks of the core: open sets that apps and plugins add to. docs/reference/hooks.md lists them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from core.access.types import Actor

H = TypeVar("H", bound="Hook")


class Hook(ABC):
    """Base of every hook. A subclass that is a hook *point* sets `registry = []`; implementations call `register`."""

    registry: ClassVar[list[Any]]

    @classmethod
    def register(cls: type[H], implementation: H) -> H:
        """Add an implementation, once for each class."""
        if not isinstance(implementation, cls):
            raise TypeError(f"{implementation!r} does not implement {cls.__name__}")
        if all(type(known) is not type(implementation) for known in cls.registry):
            cls.registry.append(implementation)
        return implementation

    @classmethod
    def all(cls: type[H]) -> list[H]:
        """Return the implementations in the order of registration."""
        return list(cls.registry)


class LiveTopic(Hook):
    """A topic people may watch over the live socket, e.g. `board:<class>:<activity>`.

    `relays` names the frames of pages that are passed on to all who watch, such as `typing`: `{type, topic, person}`, where `person`
    is what `sender` gives. They carry nothing else, at most one in three seconds for each socket.
    """

    registry: ClassVar[list["LiveTopic"]] = []
    prefix: ClassVar[str]
    relays: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def may_watch(self, actor: Actor, key: str) -> bool:
        """Say whether `actor` may receive the messages of `prefix:key`. Runs in a database thread; asked again when access may have changed."""

    def sender(self, actor: Actor) -> str:
        """Return how others know the person (a public id), for frames that are relayed. Runs in a database thread."""
        return ""

    def name_for(self, actor: Actor, key: str) -> str:
        """Return what people call a topic whose notifications can be muted, "" when there is none such for the actor."""
        return ""

    def url_of(self, key: str) -> str:
        """Return the page one comes back to after muting the topic there, "" for the page of one's choices."""
        return ""


class SearchSource(Hook):
    """A kind of result in the search box."""

    registry: ClassVar[list["SearchSource"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]

    @abstractmethod
    def search(self, actor: Actor, folded: str, limit: int) -> list["SearchHit"]:
        """Return at most `limit` hits the actor may see for the folded query (lower case, no diacritics)."""


class SearchHit:
    """One line of a search result: what it is called, what it is, where it leads."""

    __slots__ = ("detail", "icon", "title", "url")

    def __init__(self, title: str, detail: str, url: str, icon: str) -> None:
        self.title, self.detail, self.url, self.icon = title, detail, url, icon


@dataclass(frozen=True)
class PersonalTable:
    """Rows about one person, for people to read: `columns` maps a row's keys to their names; values are JSON-ready."""

    name: str
    label: Any
    columns: dict[str, Any]
    rows: Iterable[dict[str, Any]]


@dataclass(frozen=True)
class PersonalFile:
    """A file of one person: its name inside the package, and what returns its bytes."""

    name: str
    read: Callable[[], bytes]


class PersonalData(Hook):
    """What a component keeps about a person, for requests of access, export and erasure (Law 91/2025/QH15).

    `kept_because` is said to the person when not everything may be erased (a statutory duty); "" when nothing is kept.
    """

    registry: ClassVar[list["PersonalData"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]
    kept_because: ClassVar[Any] = ""

    @abstractmethod
    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield everything kept about the person; nothing of other people but what they said to this one."""

    def files(self, person_id: int) -> Iterable[PersonalFile]:
        """Yield the person's files."""
        return ()

    def erase(self, person_id: int) -> int:
        """Erase or make nameless what may be erased, and return how many rows; again is harmless. Runs in a transaction."""
        return 0


class Expiring(Hook):
    """Rows that are deleted when they are old: `days` by default, never sooner than `least_days`. `days` 0: they stay until the province says otherwise,
    which may come back to 0."""

    registry: ClassVar[list["Expiring"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]
    days: ClassVar[int]
    least_days: ClassVar[int] = 1

    @abstractmethod
    def delete(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` of the rows older than `before`; return how many went (0: none is left)."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A child of a guardian, with what the guardian may see: `progress`, `marks`, `contacts`."""

    guardian_id: int
    child_id: int
    may_see: frozenset[str]


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One line of a child's digest: what it is about, and a note as a translatable %-template over `at`, the day it is about."""

    section: str
    title: Any
    note: Any = ""
    at: datetime | None = None
    url: str = ""


class DigestSource(Hook):
    """Things guardians read about a child in their digest. `section` is a value of `core.notifications.enums.DigestSection`."""

    registry: ClassVar[list["DigestSource"]] = []

    @abstractmethod
    def lines(self, wards: Sequence[Ward], since: datetime, until: datetime) -> Mapping[Ward, Sequence[DigestLine]]:
        """Return what happened to each child between, and what is to come; only what `may_see` lets its guardian read.

        A constant number of queries for any number of wards. Never a mark's value.
        """
