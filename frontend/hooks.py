"""Hooks of the face: places in the navigation and cards on Hôm nay."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from core.access.types import Actor
from core.hooks import Hook


@dataclass(frozen=True)
class Place:
    """An entry of the navigation. `group` is `main` (bottom bar and rail), `manage` (under Quản lí) or `tool` (top bar)."""

    key: str
    label: str
    icon: str
    url: str
    group: str = "main"
    count: int = 0
    order: int = 50


class NavPlaces(Hook):
    """Entries an app adds to the navigation; only what the actor may open."""

    registry: ClassVar[list["NavPlaces"]] = []

    @abstractmethod
    def places(self, actor: Actor) -> list[Place]:
        """Return the places of the actor's current hat. At most one query, cached by the implementation."""

    def counts(self, actor: Actor) -> dict[str, Any]:
        """Return the badges of places by their keys, as expressions (`core.ports.counting.CountOf`): the shell counts all in one query."""
        return {}


class TodayCard(Hook):
    """A part of Hôm nay: a template with its data, for the hats it is made for."""

    registry: ClassVar[list["TodayCard"]] = []
    template: ClassVar[str]
    column: ClassVar[str] = "main"  # main | side
    order: ClassVar[int] = 50

    @abstractmethod
    def context(self, actor: Actor) -> dict[str, Any] | None:
        """Return the template's data, or None when the card has nothing to show this hat."""


class StyleguidePage(Hook):
    """A page of samples an app adds to the style guide, under /styleguide/<key>/; nothing on it comes from the database."""

    registry: ClassVar[list["StyleguidePage"]] = []
    key: ClassVar[str]
    template: ClassVar[str]

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """Return the template's data."""
