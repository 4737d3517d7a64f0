"""Kinds of notifications."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NotificationKind:
    """A kind: `key` (`lms.nudge`), title and body as translatable %-templates over the data, an icon, e-mail by default or not.

    `label` names it among the preferences (unset: the title with dots for the data); an `essential` kind can't be switched off.
    """

    key: str
    title: Any
    body: Any
    icon: str = "bell"
    email: bool = False
    label: Any = ""
    essential: bool = False

    @property
    def name(self) -> str:
        return str(self.label) or _PLACE.sub("…", str(self.title))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen for one kind."""

    key: str
    name: str
    inbox: bool
    email: bool
    essential: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What one of many is told in words of its own: the data of the kind, an address, and what tells two letters to one person apart."""

    recipient_id: int
    data: dict[str, Any]
    url: str = ""
    key: str = ""


_PLACE = re.compile(r"%\(\w+\)[sd]")


KINDS: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind under its key."""
    KINDS[kind.key] = kind
    return kind
