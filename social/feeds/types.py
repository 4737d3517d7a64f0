"""What pages show of posts, and what people send in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from .enums import FACES, ReactionKind


@dataclass(frozen=True, slots=True)
class PersonView:
    """A writer as pages show one; `avatar` draws it. `label` is what the writer is here ("Chủ nhiệm 8A").

    `full_name` is what people address one by ("Cô Lý Hồng Vân"), `bare_name` the name alone, behind `@`.
    """

    uuid: UUID
    full_name: str
    initials: str
    label: str = ""
    is_staff: bool = False
    bare_name: str = ""


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment with what the reader may do to it: `actions` out of `edit`, `remove`, `approve`, `reply`.

    `parts` are its words in pieces, each with whether it names somebody; `stamp` is that of `social.hooks.Moderated` where it may be judged.
    """

    comment: Any
    author: PersonView
    actions: frozenset[str] = frozenset()
    parts: tuple[tuple[str, bool], ...] = ()
    stamp: str = ""
    replies: tuple["CommentView", ...] = ()


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card of a post for its reader; `card` (a `social.hooks.ShareCard`) is None where the reader may not open it."""

    key: str
    card: Any = None


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as the reader sees it in one space.

    `post` and `entry` are the rows (`entry` None when not published), `standing` is the reader's in `space`; `extra` is what the kind
    loaded for it (`selectors.kinds`); `body` is its HTML as it is shown, `links` the previews (`LinkPreview`) of
    what it links to; `actions` is what the reader may do, out of `edit`, `remove`, `pin`, `approve`, `comment`,
    `react`, `share`.
    """

    post: Any
    author: PersonView
    entry: Any
    space: Any
    standing: Any
    pictures: tuple[Any, ...] = ()
    files: tuple[Any, ...] = ()
    my_reaction: str = ""
    reaction_count: int = 0
    comments: tuple[CommentView, ...] = ()
    older_comments: int = 0
    actions: frozenset[str] = frozenset()
    is_kept: bool = False
    extra: Any = None
    cards: tuple[CardShown, ...] = ()
    body: str = ""
    links: tuple[Any, ...] = ()
    stamp: str = ""

    @property
    def place(self) -> str:
        """What an address of the post has behind it where it is read in another space than its own; else ""."""
        return f"?o={self.space.uuid}" if self.entry is not None and self.entry.space_id != self.post.space_id else ""

    @property
    def url(self) -> str:
        """Where the post is read, in the space it stands in here."""
        return f"{self.post.url}{self.place}"

    @property
    def author_role(self) -> str:
        """What the author is, without the class it is read in: "Chủ nhiệm" beside "Lớp 8A", "Chủ nhiệm 8A" elsewhere."""
        label, group = self.author.label, self.space.class_group
        return label.removesuffix(f" {group.name}") if group is not None else label

    @property
    def comment_count(self) -> int:
        """How many comments are heard where it stands here."""
        return self.entry.comment_count if self.entry is not None else 0

    @property
    def kind_template(self) -> str:
        """The template of the kind inside the post."""
        return f"social/feeds/kinds/{self.post.kind}.html"

    @property
    def faces(self) -> list[tuple[str, str, Any]]:
        """The reactions one may choose from: value, face and word."""
        return [(kind.value, FACES[kind], kind.label) for kind in ReactionKind]

    @property
    def my_face(self) -> str:
        """The face of the reader's own reaction; "" for none and for the heart, which is drawn."""
        return FACES.get(self.my_reaction, "") if self.my_reaction != ReactionKind.LIKE else ""

    @property
    def more_pictures(self) -> int:
        """How many pictures the grid of three has no place for."""
        return max(0, len(self.pictures) - 3)


@dataclass(frozen=True, slots=True)
class Shown:
    """A post where it is shown: the space, the reader's standing there, and the `selectors.answers.Answers` of the page."""

    post: Any
    space: Any
    standing: Any
    answers: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody is asked in a space as `side`: for a child (guardians) or for itself (`child_id` None)."""

    space_id: int
    side: str
    child_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostInput:
    """What somebody writes. `attachments` are uuids of the author's loose files in their order, `cards` keys of things shared
    (`social.hooks.CardSource`), `hints` uuids of people picked by `@`; `asks_again`: what was answered before this change does not count any more; see `models.Post` for the rest."""

    kind: str = "post"
    title: str = ""
    body: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    topic: str = ""
    sides: tuple[str, ...] = ()
    asks: str = "none"
    answer_by: datetime | None = None
    has_comments: bool = True
    publish_at: datetime | None = None
    speaks_for_unit: bool = False
    attachments: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    asks_again: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """The schools an office sends to: of some kinds (values of `UnitKind`), at and below a unit; pinned on top there or not."""

    under_id: int
    kinds: tuple[str, ...]
    is_pinned: bool = False
