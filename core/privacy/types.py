"""Terms, and lines of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """How fast a request is answered. `holidays` are `mm-dd` of every year."""

    acknowledge_working_days: int
    days: Mapping[str, int]
    extension_days: int
    package_days: int
    holidays: frozenset[str]


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests an officer sees: `open`, `late` or `ended`, and the key of the next page."""

    tab: str = "open"
    after: tuple[date, int] | None = None
    size: int = 30


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """One kind of rows that expire: its days now and at least, and how many rows went last night. `may_stay`: 0 days keeps them for good."""

    key: str
    label: str
    days: int
    least_days: int
    deleted: int | None
    checked_at: Any
    may_stay: bool = False
