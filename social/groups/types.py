"""Where somebody stands in a space."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .enums import Ability, Band, MemberRole, Side, SpaceKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What the actor is in one space and what that allows. `limit` says why somebody may only read ("" otherwise).

    `child_ids` are the guardian's children in the space, `child_names` what they are called where it has others elsewhere; `looks_after` marks who moderates and is asked to approve.
    """

    side: Side
    band: Band = Band.ADULT
    abilities: frozenset[Ability] = frozenset()
    looks_after: bool = False
    child_ids: tuple[int, ...] = ()
    is_overseer: bool = False
    limit: str = ""
    child_names: tuple[str, ...] = ()

    def may(self, ability: Ability) -> bool:
        """Say whether the standing allows `ability`."""
        return ability in self.abilities


@dataclass(frozen=True, slots=True)
class SpaceHead:
    """What stands above each page of a space. `why` says why the reader only reads ("" otherwise); `tabs` are for `{% tabs %}`.

    `is_muted`: the reader hears nothing of the space but in the inbox.
    """

    space: Any
    standing: Standing
    count: int
    tabs: tuple[dict[str, Any], ...]
    why: str = ""
    topics: tuple[str, ...] = ()
    source_url: str = ""
    is_muted: bool = False

    @property
    def is_free(self) -> bool:
        """Whether people join it by themselves: a community or a circle."""
        return self.space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}

    @property
    def icon(self) -> str:
        return {"class": "class", "unit": "school", "course": "class", "circle": "kids"}.get(self.space.kind, "team")

    @property
    def may_manage(self) -> bool:
        return self.standing.may(Ability.MANAGE)

    @property
    def may_take_out(self) -> bool:
        """Whether the reader manages it though it is only to be read by now: it may still take all of it out."""
        manages = self.standing.looks_after and not self.standing.is_overseer
        return manages and not self.may_manage and getattr(self.space, "own_role", None) != MemberRole.MODERATOR


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person in the list of a space: the name as people say it and what the person is there."""

    uuid: UUID
    full_name: str
    initials: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of people of one side. `sides` are (value, label, count) of those the reader sees; `next_key` asks for more."""

    side: str
    lines: tuple[MemberLine, ...]
    sides: tuple[tuple[str, str, int], ...]
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class SpaceRules:
    """What is set for a space: by side what it may still do and what waits for approval. Sides that are absent keep their defaults."""

    may: dict[str, frozenset[str]]
    waits: dict[str, frozenset[str]]
    comments_closed: bool = False
    topics: str = ""
    about: str = ""
