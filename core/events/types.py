"""What an event is."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Base of every declared event: a frozen dataclass of primitives with a versioned `name`."""

    name: ClassVar[str] = ""

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON-ready primitives."""
        return asdict(self)


DECLARED: dict[str, type[Event]] = {}


def declare(event: type[Event]) -> type[Event]:
    """Register an event class; its name is unique. docs/reference/events.md lists them."""
    DECLARED[event.name] = event
    return event
