"""What announcements show: facts, how many have answered, and what the reader is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.lib.vietnamese import tidy
from core.people.models import Person
from social.groups.enums import Ability, Side
from social.groups.rules import asked_sides

from ..enums import AnswerKind, PostState
from ..models import Post, Receipt
from ..types import Shown
from .receipts import Figure, faces_of, figures_of, own_receipts

LINES = ("clock", "place", "bag")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One the reader answers for (`child` None: itself) with the receipt there is."""

    child: Person | None
    receipt: Receipt | None

    @property
    def answer(self) -> str:
        """What stands."""
        return self.receipt.answer if self.receipt else ""


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announcement shows the reader in a space.

    `figures` are those of its own side (staff: of all sides), `faces` some who answered; `asked` whom it answers for (empty: it isn't
    asked); `may_see` opens the list of receipts.
    """

    figures: Sequence[Figure]
    faces: Sequence[Person]
    asked: Sequence[AskedFor]
    is_over: bool
    may_see: bool
    is_read: bool

    @property
    def is_answered(self) -> bool:
        """Say whether everything the reader is asked is answered."""
        return all(one.answer for one in self.asked)


def clean_announcement(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines of an announcement, those with words."""
    lines = ((icon, tidy(str(data.get(icon) or ""))[:200]) for icon in LINES)
    return {"lines": [{"icon": icon, "text": text} for icon, text in lines if text]}


def announcement_words(data: Mapping[str, Any]) -> list[str]:
    """Return the lines of an announcement."""
    return [line["text"] for line in data.get("lines", ())]


def load_announcements(actor: Actor, places: list[Shown]) -> dict[int, Announced]:
    """Return what announcements show, by post id. Twelve queries for any number of them, fewer where nothing is asked."""
    out = [one for one in places if one.post.state == PostState.PUBLISHED]
    asking = [one for one in out if one.post.asks != AnswerKind.NONE]
    figures = figures_of((one.post, one.space) for one in asking)
    faces = faces_of(one.post for one in asking) if any(one.standing.side != Side.GUARDIAN for one in asking) else {}
    own = own_receipts(actor, [one.post for one in out if _is_asked(actor, one)])
    children = Person.objects.in_bulk({child for one in out for child in one.standing.child_ids})
    return {one.post.pk: _announced(actor, one, figures, faces, own, children) for one in out}


def _is_asked(actor: Actor, one: Shown) -> bool:
    is_here = one.post.author_id != actor.person_id and not one.standing.is_overseer
    return is_here and one.standing.side in asked_sides(one.space.kind, one.post.sides)


def _announced(actor: Actor, one: Shown, figures: Any, faces: Any, own: Any, children: Mapping[int, Person]) -> Announced:
    post, side = one.post, one.standing.side
    keys: Sequence[int | None] = ()
    if _is_asked(actor, one):
        keys = one.standing.child_ids if side == Side.GUARDIAN else (None,)
    known = figures.get((post.pk, one.space.pk), ())
    return Announced(
        figures=[figure for figure in known if side in (Side.STAFF, figure.side)],
        faces=faces.get(post.pk, ()) if side != Side.GUARDIAN else (),
        asked=[AskedFor(children[key] if key else None, own.get((post.pk, key))) for key in keys],
        is_over=post.answer_by is not None and post.answer_by < timezone.now(),
        may_see=post.author_id == actor.person_id or one.standing.may(Ability.MODERATE),
        is_read=all((post.pk, key) in own for key in keys),
    )
