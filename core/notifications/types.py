"""Kinds of notifications."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NotificationKind:
    """A kind: `key` (`lms.nudge`), title and body as translatable %-templates over the data, an icon, e-mail by default or not."""

    key: str
    title: Any
    body: Any
    icon: str = "bell"
    email: bool = False


KINDS: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind under its key."""
    KINDS[kind.key] = kind
    return kind
