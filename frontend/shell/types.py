"""What templates know of the shell."""

from dataclasses import dataclass, field

from core.access.types import Actor, Hat
from frontend.hooks import Place


@dataclass(frozen=True)
class ShellPerson:
    """The signed-in person as the shell shows them."""

    display_name: str
    initials: str
    colour: str


@dataclass(frozen=True)
class Shell:
    """Everything the shell templates need, prepared: no query happens in a template."""

    actor: Actor | None = None
    person: ShellPerson | None = None
    hat: Hat | None = None
    hats: list[Hat] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    manage: list[Place] = field(default_factory=list)
    tools: list[Place] = field(default_factory=list)
    unread: int = 0
    theme: str = "auto"
    path: str = ""
