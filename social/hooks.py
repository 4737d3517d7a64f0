"""Hooks of social. docs/reference/hooks.md lists them."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from core.access.types import Actor
from core.hooks import Hook


@dataclass(frozen=True, slots=True)
class RosterSpace:
    """A space somebody belongs to by a roster of another domain: its key there, its name, the unit it belongs to, the person's side.

    `side` is a value of `social.groups.enums.Side`; `leads` says whether the person looks after the space.
    """

    source_key: str
    name: str
    unit_id: int
    side: str
    leads: bool = False
    url: str = ""


class RosterSource(Hook):
    """Spaces whose members another domain knows (courses). Keys begin with the source's prefix: `course:<uuid>`."""

    registry: ClassVar[list["RosterSource"]] = []
    prefix: ClassVar[str]

    @abstractmethod
    def spaces_of(self, actor: Actor) -> list[RosterSpace]:
        """Return the spaces the actor has under its hat. At most two queries."""

    @abstractmethod
    def people_of(self, source_key: str) -> Iterable[tuple[int, str]]:
        """Return the people of a space today, as pairs of person id and side. At most two queries."""


class FileHolder(Hook):
    """What holds files (a post, a message) and says who may see them. Keys begin with the holder's prefix: `post:12`."""

    registry: ClassVar[list["FileHolder"]] = []
    prefix: ClassVar[str]

    @abstractmethod
    def may_see(self, actor: Actor, key: str) -> bool:
        """Say whether the actor may see the files of `prefix:key`; `key` comes without the prefix."""

    def blurs(self, actor: Actor, attachment_id: int) -> bool:
        """Say whether a picture is shown blurred to this actor. Asked of every holder whatever holds the picture: who is on it is on it anywhere."""
        return False

    def space_id(self, key: str) -> int | None:
        """Return the space the holder stands in; None for a conversation."""
        return None

    def keeps(self, attachments: Iterable[Any]) -> set[int]:
        """Return the ids of those of some loose files that must stay though nothing holds them any more (evidence of a case)."""
        return set()


class PostingLimit(Hook):
    """A reason why somebody may only read for now: a measure, quiet time, a consent that is missing."""

    registry: ClassVar[list["PostingLimit"]] = []

    def facts(self) -> dict[str, Any]:
        """Return what `reason` needs to know, as annotations of the query of the `Person`: all limits are asked in one."""
        return {}

    @abstractmethod
    def reason(self, actor: Actor, person: Any) -> str:
        """Return a translated reason, or "" when there is none. `person` has the `facts`. No query."""


@dataclass(frozen=True, slots=True)
class HeldScope:
    """What somebody is asked to approve: things in these spaces, in spaces and conversations of units at or below `unit_path` ("" for
    none), and of classes they are homeroom teacher of. Never their own (`person_id`)."""

    person_id: int
    space_ids: frozenset[int] = frozenset()
    class_ids: frozenset[int] = frozenset()
    unit_path: str = ""


def stamp_of(text: str, files: Iterable[Any]) -> str:
    """Return what tells a thing from what it says after a change: its words and the uuids of its files, in short."""
    return sha256("\n".join([text, *sorted(str(one) for one in files)]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class HeldThing:
    """A thing that waits. `side` is a value of `social.groups.enums.Side`, `place` where it stands ("Lớp 9A1"), `holder` what holds its
    files (`post:12`; "" where only the snapshot names them, of what cannot be changed while it waits), `url` where who judges reads it in
    its place ("" for nowhere).
    """

    key: str
    text: str
    author_id: int
    author_name: str
    side: str
    place: str
    at: datetime
    holder: str = ""
    url: str = ""


class Moderated(Hook):
    """A kind of thing that can be reported, held and judged (a post, a comment, a message). `key` is its public id."""

    registry: ClassVar[list["Moderated"]] = []
    kind: ClassVar[str]
    label: ClassVar[Any]

    @classmethod
    def of(cls, kind: str) -> "Moderated":
        """Return the implementation for `kind`; `LookupError` when there is none."""
        for implementation in cls.registry:
            if implementation.kind == kind:
                return implementation
        raise LookupError(kind)

    @abstractmethod
    def may_see(self, actor: Actor, key: str) -> bool:
        """Say whether the actor sees the thing (only then it can be reported)."""

    def is_taken_back(self, key: str) -> bool:
        """Say whether its author has taken the words back: who judges reads them in the evidence, who reports it is not shown them again."""
        return False

    @abstractmethod
    def snapshot(self, key: str) -> dict[str, Any]:
        """Return the evidence as JSON: `text`, `author_id`, `author_name`, `author_side` (as what it was written), `space_id` (or None),
        `unit_id`, `at` (ISO), `files`."""

    @abstractmethod
    def space_id(self, key: str) -> int | None:
        """Return the space the thing stands in; None for a conversation."""

    @abstractmethod
    def url(self, key: str) -> str:
        """Return where the thing stands."""

    @abstractmethod
    def hide(self, actor: Actor, key: str) -> None:
        """Hide the thing from everybody but moderators."""

    @abstractmethod
    def restore(self, actor: Actor, key: str) -> None:
        """Show a hidden thing again."""

    def may_judge(self, actor: Actor, key: str) -> bool:
        """Say whether the actor judges the thing, beside who moderates its space: asked of all that are chosen before one is judged."""
        return True

    @abstractmethod
    def approve(self, actor: Actor, key: str) -> bool:
        """Publish a held thing; say whether it was still held."""

    @abstractmethod
    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        """Give a held thing back to its author with a reason; say whether it was still held."""

    def stamp(self, key: str) -> str:
        """Return the stamp of what a thing says now: who judges it, judges what it read."""
        said = self.snapshot(key)
        return stamp_of(str(said["text"]), (one["uuid"] if isinstance(one, dict) else one for one in said["files"]))

    def held(self, scope: HeldScope, limit: int) -> list[HeldThing]:
        """Return what waits in a scope, oldest first, at most `limit`. One query."""
        return []


@dataclass(frozen=True, slots=True)
class ShareCard:
    """Something of another domain shown as a card in a post. `state` is what it is for the reader ("Hạn 20:00 hôm nay").

    `tone` colours the state: "" calm, `ok` done, `amber` wants attention. `url` is "" for who may know of it and has nothing to open.
    """

    key: str
    kind_label: str
    title: str
    detail: str
    url: str
    icon: str
    state: str = ""
    tone: str = ""


class CardSource(Hook):
    """Things of another domain that can be shared into a space: `course:<uuid>`, `lesson:<uuid>` (any activity), `test:<uuid>`.

    A source answers for all its `prefixes` at once, so that what hangs together is read together.
    """

    registry: ClassVar[list["CardSource"]] = []
    prefixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def choices(self, actor: Actor, text: str, limit: int) -> list[ShareCard]:
        """Return what the actor may share, newest first, by words ("" for all). A constant number of queries."""

    @abstractmethod
    def cards(self, actor: Actor, keys: list[str]) -> dict[str, ShareCard]:
        """Return the cards the actor may open, by whole key (`lesson:<uuid>`); others are left out. A constant number of queries."""


@dataclass(frozen=True, slots=True)
class WorkSeed:
    """What a work of the portfolio begins with: a title ("" for none), clean HTML, and what holds the files."""

    title: str
    body: str
    holder: str


class WorkSource(Hook):
    """Things of a pupil's own that it may take over into its portfolio (a post). Keys: `post:<uuid>`."""

    registry: ClassVar[list["WorkSource"]] = []
    prefix: ClassVar[str]

    @abstractmethod
    def seed(self, actor: Actor, key: str) -> WorkSeed | None:
        """Return what the work begins with; None for what is not there, or not the actor's own. `key` comes without the prefix."""

    @classmethod
    def seed_of(cls, actor: Actor, key: str) -> WorkSeed | None:
        """Return the seed of `prefix:key` by whichever source it belongs to."""
        prefix, _colon, rest = key.partition(":")
        return next((source.seed(actor, rest) for source in cls.all() if source.prefix == prefix), None)


class AbsenceTaker(Hook):
    """Who keeps absences (the school records plugin): told when a homeroom teacher confirms a request."""

    registry: ClassVar[list["AbsenceTaker"]] = []

    @abstractmethod
    def take(self, *, child_id: int, class_id: int, first_day: str, last_day: str, session: str, reason: str, confirmed_by_id: int) -> None:
        """Take a confirmed absence. Days are ISO dates, `session` is `all`, `morning` or `afternoon`. Called once or more: idempotent."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file of a row that is taken out: its bytes are `stored` in storage ("": they are withheld, as a blurred copy is missing).

    `kind` is a value of `social.files.enums.AttachmentKind`; `name` is what people called it.
    `width` and `height` are those of a picture, so that a page keeps its room.
    """

    uuid: str
    name: str
    stored: str
    kind: str = "file"
    alt: str = ""
    is_blurred: bool = False
    width: int | None = None
    height: int | None = None


@dataclass(slots=True)
class ContentRow:
    """One row of what a space holds. `data` is JSON-ready under stable keys (ISO times, uuids), `shown` what its template needs beside it,
    `cells` the row of the table (keys as `SpaceContents.columns`), `after` (JSON-ready) where the next row begins."""

    data: dict[str, Any]
    after: Any
    shown: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Any] = field(default_factory=dict)
    files: tuple[ContentFile, ...] = ()


class SpaceContents(Hook):
    """A sheet of what a space holds, for who takes the whole space out. `key` names its files, `template` draws a page of `rows`.

    Sheets stand in their `order`; one with `columns` is a table (CSV) too.
    """

    registry: ClassVar[list["SpaceContents"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]
    template: ClassVar[str]
    order: ClassVar[int] = 50
    columns: ClassVar[Mapping[str, Any]] = {}

    @abstractmethod
    def pages(self, reader: Actor, space: Any, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield what is out and the reader may read there, oldest first, behind `after`, at most 200 rows a page (it may be empty).

        Nothing is kept from page to page, and a page is read by a constant number of queries.
        """

    def count(self, reader: Actor, space: Any) -> int:
        """Return about how many rows there are, for progress. At most one query."""
        return 0

    def spaces_with(self, person_id: int) -> set[int]:
        """Return the spaces in which the sheet holds words of a person: what was taken out of them goes when the person is erased."""
        return set()
