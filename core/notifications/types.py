"""Kinds of notifications."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.access.enums import Role

from .enums import Channel, KindGroup

DIGEST = "digest"
DIGEST_KIND = "core.digest.guardian"


def by_hats(*, guardians: Iterable[str], staff: Iterable[str], pupils: Iterable[str] = ("push",)) -> dict[Role, frozenset[str]]:
    """Return what is on for each hat who has chosen nothing: families, who learns (the screen and the inbox, unless said), and everybody else."""
    of = {Role.GUARDIAN: guardians, Role.STUDENT: pupils, Role.LEARNER: pupils}
    return {role: frozenset(of.get(role, staff)) for role in Role}


@dataclass(frozen=True)
class NotificationKind:
    """A kind: `key` (`lms.nudge`), title and body as translatable %-templates over the data, an icon, where it goes by default.

    `label` names it among the preferences (unset: the title with dots for the data); an `essential` kind can't be switched off and
    passes quiet hours. `email`, `push`, `ott` and `digest` say which are on for who has chosen nothing; `by_hat` says it
    for a hat (a set of channel names, see `by_hats`), over those but the digest. A `digest` kind stands in the guardians' digest while it is unread. `many` is the title of several at once, over `count` and `name`.
    `group` is where it stands among the choices, `hats` who ever gets it (empty: everybody): others are not asked.
    `about_child`: it tells guardians of a child although it is told others too (those for guardians alone need not say so).
    `about` says in a sentence when it comes.
    `letter` names its own e-mail templates (`<letter>.html`, `.txt`); such a kind always goes out alone.
    `notes` are sentences behind the body, each where the data say so under its key.
    """

    key: str
    title: Any
    body: Any
    icon: str = "bell"
    email: bool = False
    label: Any = ""
    essential: bool = False
    push: bool = True
    ott: bool = False
    digest: bool = False
    by_hat: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    many: Any = ""
    group: str = KindGroup.COMMUNITY
    hats: frozenset[Role] = frozenset()
    letter: str = ""
    about_child: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict)
    about: Any = ""

    @property
    def names_child(self) -> bool:
        """Whether it tells guardians about a child; its data say about which (`child_ids`)."""
        return self.about_child or self.hats == {Role.GUARDIAN} or self.key.endswith(".guardian")

    @property
    def name(self) -> str:
        return str(self.label) or _PLACE.sub("…", str(self.title))

    def is_on_by_default(self, channel: str, roles: Sequence[str] = ()) -> bool:
        """Say whether a channel is on for who wears `roles` and chose nothing; the most generous hat counts."""
        if channel == Channel.INBOX:
            return True
        if channel == DIGEST:
            return self.digest
        said = [self.by_hat[Role(role)] for role in roles if role in self.by_hat]
        if said:
            return any(channel in channels for channels in said)
        return bool(getattr(self, channel))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen for one kind: the channels that are on, `digest` among them. `about` says when it comes, `always` why it cannot be
    switched off ("" when it can); `is_of_hat`: the hat worn now gets it."""

    key: str
    name: str
    icon: str
    on: frozenset[str]
    essential: bool
    group: str = KindGroup.COMMUNITY
    may_digest: bool = False
    about: str = ""
    always: str = ""
    is_of_hat: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """What one of many is told in words of its own: the data of the kind, an address, and what tells two letters to one person apart."""

    recipient_id: int
    data: dict[str, Any]
    url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out over one channel: words, where they lead, and what tells a repetition from a second message."""

    title: str
    lines: tuple[str, ...]
    url: str
    tag: str
    kind: str = ""
    topic: str = ""


_PLACE = re.compile(r"%\(\w+\)[sd]")


KINDS: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind under its key."""
    KINDS[kind.key] = kind
    return kind
