"""What conversations are read as."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody one may write to: the kind of conversation, about which child, and what stands under the name."""

    key: str
    kind: str
    person: Any
    side: str
    label: str
    child: Any = None
    class_group: Any = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody sends: words, files already taken, the message it answers."""

    client_id: UUID
    body: str = ""
    file_uuids: tuple[str, ...] = ()
    reply_to: UUID | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as its list shows it."""

    conversation: Any
    name: str
    sub: str
    child: str
    last: str
    at: datetime | None
    unread: int


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the page shows it. `ticks`: sent, delivered, read (own ones only)."""

    message: Any
    is_mine: bool
    name: str
    body: str
    files: tuple[Any, ...] = ()
    day: str = ""
    ticks: str = ""
    notes: tuple[str, ...] = ()
