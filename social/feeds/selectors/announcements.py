"""What announcements show: facts, how many have answered, and what the reader is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.lib.vietnamese import tidy
from core.people.models import Person
from social.groups.enums import Ability, Side

from ..enums import AnswerKind
from ..models import Post
from ..types import Shown
from .answers import answers_to, is_asked, is_stale
from .receipts import Figure, figures_in

LINES = ("clock", "place", "bag")


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """That the reader read an announcement, and what it answered when (`answered_at` None: not yet)."""

    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One the reader answers for (`child` None: itself) with the receipt there is; `is_stale`: answered before it was asked again."""

    child: Person | None
    receipt: OwnReceipt | None
    is_stale: bool = False

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
        return all(one.answer and not one.is_stale for one in self.asked)


def clean_announcement(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines of an announcement, those with words."""
    lines = ((icon, tidy(str(data.get(icon) or ""))[:200]) for icon in LINES)
    return {"lines": [{"icon": icon, "text": text} for icon, text in lines if text]}


def announcement_words(data: Mapping[str, Any]) -> list[str]:
    """Return the lines of an announcement."""
    return [line["text"] for line in data.get("lines", ())]


def load_announcements(actor: Actor, places: list[Shown]) -> dict[int, Announced]:
    """Return what announcements show, by post id. Two queries, those of the page, and seven where their spaces were not counted lately."""
    answers = answers_to(actor, places)
    asking = {(one.post.pk, one.space.pk): (one.post, one.space) for one in answers.announced if one.post.asks != AnswerKind.NONE}
    figures = figures_in(asking, answers.rows) if asking else {}
    faces: dict[tuple[int, int], list[Person]] = {}
    for post_id, _key, person_id, _at, _place, space_id, *_rest in sorted(answers.rows["face"], key=lambda row: row[4]):
        faces.setdefault((post_id, space_id), []).append(answers.people[person_id])
    own = {(post_id, child or None): OwnReceipt(said, at) for post_id, said, child, at, *_rest in answers.rows["own"]}
    return {one.post.pk: _announced(actor, one, figures, faces, own, answers.people) for one in answers.announced}


def _asked(post: Post, child: Person | None, receipt: OwnReceipt | None) -> AskedFor:
    return AskedFor(child, receipt, is_stale(post, receipt.answered_at if receipt else None))


def _announced(actor: Actor, one: Shown, figures: Any, faces: Any, own: Any, children: Mapping[int, Person]) -> Announced:
    post, side = one.post, one.standing.side
    keys: Sequence[int | None] = ()
    if is_asked(actor, one):
        keys = one.standing.child_ids if side == Side.GUARDIAN else (None,)
    known = figures.get((post.pk, one.space.pk), ())
    return Announced(
        figures=[figure for figure in known if side in (Side.STAFF, figure.side)],
        faces=faces.get((post.pk, one.space.pk), ()) if side != Side.GUARDIAN else (),
        asked=[_asked(post, children[key] if key else None, own.get((post.pk, key))) for key in keys],
        is_over=post.answer_by is not None and post.answer_by < timezone.now(),
        may_see=post.author_id == actor.person_id or one.standing.may(Ability.MODERATE),
        is_read=all((post.pk, key) in own for key in keys),
    )
