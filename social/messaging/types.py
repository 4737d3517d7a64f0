"""What conversations are read as."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody one may write to: the kind of conversation, about which child, and what stands under the name."""

    key: str
    kind: str
    person: Any
    name: str
    side: str
    label: str
    child: Any = None
    class_group: Any = None
    unit_id: int | None = None
    is_homeroom: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody sends: words, files already taken, the message it answers."""

    client_id: UUID
    body: str = ""
    file_uuids: tuple[str, ...] = ()
    reply_to: UUID | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What a conversation is called: its name, what stands under it, the chip of the child it is about, that child's full name and class."""

    name: str
    sub: str
    chip: str = ""
    child: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as its list shows it; `is_found`: `last` is not the last message but the last with the words looked for."""

    conversation: Any
    heading: Heading
    last: str
    at: datetime | None
    unread: int
    is_muted: bool = False
    is_found: bool = False

    @property
    def is_today(self) -> bool:
        """Whether its last message is of today."""
        return self.at is not None and timezone.localdate(self.at) == timezone.localdate()


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the page shows it. `ticks`: sent, delivered, read (own ones only); `quoted`: name and words of what it answers."""

    message: Any
    is_mine: bool
    name: str
    body: str
    files: tuple[Any, ...] = ()
    day: str = ""
    ticks: str = ""
    notes: tuple[str, ...] = ()
    card: Any = None
    quoted: tuple[str, str] = ("", "")
    may_recall: bool = False
    may_report: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the others have read and got a conversation, as its reader is told; in numbers of `Message.arrived`."""

    read: int = 0
    got: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What catching up answers: lines in the order of their changes, the cursor to ask by next time, whether there is more."""

    lines: list[Line]
    cursor: int
    more: bool
    marks: Marks


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet time everybody of a conversation's teachers is in: from when to when, in words, and what the first message is answered."""

    starts_at: datetime
    ends_at: datetime
    hours: str
    answers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuietInput:
    """When a teacher wants quiet; days are digits, Monday is 0."""

    is_on: bool
    starts: time
    ends: time
    days: str
    rest_days: str
    auto_answer: str


@dataclass(frozen=True, slots=True)
class AbsenceInput:
    """From which half day to which a child is away, and why; `client_id` makes the request one."""

    client_id: UUID
    first_day: date
    first_session: str
    last_day: date
    last_session: str
    reason: str


@dataclass(frozen=True, slots=True)
class AbsenceCard:
    """A request as its card shows it. `steps` are those of the stepper; the two flags say which buttons the reader has."""

    request: Any
    who: str
    days: str
    tone: str
    steps: tuple[dict[str, str], ...]
    may_decide: bool = False
    may_withdraw: bool = False
