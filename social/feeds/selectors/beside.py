"""What stands beside a feed on a wide screen: what waits for the reader's answer, what is due, what is coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.people.models import Person
from social.groups.enums import Ability, Side
from social.groups.policies import Seat
from social.groups.selectors.people import keepers_of
from social.groups.types import Standing
from social.moderation.selectors.queue import waiting_count

from ..enums import AnswerKind, PostKind, PostState
from ..models import Entry, Receipt
from ..policies import is_for
from ..types import Shown
from .answers import is_asked, is_stale
from .homework import load_homework
from .polls import moment_of
from .views import person_view

LOOKED_AT = 500
SHOWN = 4
KEEPERS = 3


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One thing: its words, where it is read, in which space; `at` is when it begins, `due_on` the day it is for, None when neither is set."""

    text: str
    url: str
    space: Any
    standing: Standing
    at: datetime | None = None
    due_on: date | None = None
    subject: Any = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is beside a feed. `waiting` is how much the reader is asked to approve; `keepers` (who looks after it) is filled for one space only."""

    asking: Sequence[BesideLine] = ()
    due: Sequence[BesideLine] = ()
    coming: Sequence[BesideLine] = ()
    waiting: int = 0
    keepers: Sequence[Any] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing waits and nothing comes."""
        return not (self.asking or self.due or self.coming or self.waiting)


def beside(actor: Actor, seats: Sequence[Seat]) -> Beside:
    """Return what stands beside the feed of some seats: of what is not over, the 500 entries whose time ends first.
    Three queries, and those of the queue for who moderates."""
    moderates = any(seat.standing.may(Ability.MODERATE) for seat in seats)
    rows = _rows(actor, seats)
    return Beside(_asking(actor, rows), _due(actor, rows), _coming(rows), waiting_count(actor) if moderates else 0)


def beside_space(actor: Actor, seat: Seat) -> Beside:
    """Return what stands beside the feed of one space, with who looks after it. Four queries."""
    ids, rows = keepers_of(seat.space)[:KEEPERS], _rows(actor, [seat])
    people = [person_view(one, Side.STAFF) for one in Person.objects.filter(pk__in=ids).order_by("sort_key")] if ids else []
    return Beside(_asking(actor, rows), _due(actor, rows), _coming(rows), keepers=people)


def _rows(actor: Actor, seats: Sequence[Seat]) -> list[Shown]:
    """Return the posts whose time is not over, each once: where it came last. One query."""
    places = {seat.space.pk: seat for seat in seats}
    open_ones = Entry.objects.filter(space__in=places, is_shown=True, stands_until__gt=timezone.now(), post__state=PostState.PUBLISHED)
    rows = open_ones.select_related("post").defer("post__body", "post__search_text").order_by("stands_until", "pk")[:LOOKED_AT]
    found: dict[int, Shown] = {}
    for entry in sorted(rows, key=lambda row: -row.pk):
        seat = places[entry.space_id]
        if is_for(seat.standing, entry.sides, entry.by_id or 0, actor):
            found.setdefault(entry.post_id, Shown(entry.post, seat.space, seat.standing))
    return list(found.values())


def _line(one: Shown, text: str = "", **more: Any) -> BesideLine:
    return BesideLine(text or one.post.title, one.post.url_in(one.space), one.space, one.standing, **more)


def _asking(actor: Actor, rows: Sequence[Shown]) -> list[BesideLine]:
    """Return the announcements that want an answer of the reader (of a guardian: for one of its children) and have none, first due first."""
    now = timezone.now()
    open_ones = [
        one for one in rows
        if one.post.kind == PostKind.ANNOUNCEMENT and one.post.asks != AnswerKind.NONE and is_asked(actor, one)
    ]  # fmt: skip
    said: dict[tuple[int, int | None], datetime | None] = {}
    if open_ones:
        answers = Receipt.objects.filter(person_id=actor.person_id, post__in=[one.post.pk for one in open_ones]).exclude(answered_at=None)
        said = {(post_id, child): at for post_id, child, at in answers.values_list("post_id", "for_child_id", "answered_at")}

    def is_open(one: Shown) -> bool:
        keys: Sequence[int | None] = one.standing.child_ids if one.standing.side == Side.GUARDIAN else (None,)
        return any((at := said.get((one.post.pk, key))) is None or is_stale(one.post, at) for key in keys)

    lines = [_line(one, at=one.post.answer_by) for one in open_ones if is_open(one)]
    return sorted(lines, key=lambda line: (line.at is None, line.at or now))[:SHOWN]


def _coming(rows: Sequence[Shown]) -> list[BesideLine]:
    """Return the events that are not over, first come first."""
    now, lines = timezone.now(), []
    for one in (row for row in rows if row.post.kind == PostKind.EVENT):
        starts, ends = moment_of(one.post.data.get("starts_at")), moment_of(one.post.data.get("ends_at"))
        if starts is not None and (ends or starts) > now:
            lines.append(_line(one, at=starts))
    return sorted(lines, key=lambda line: line.at or now)[:SHOWN]


def _due(actor: Actor, rows: Sequence[Shown]) -> list[BesideLine]:
    """Return the homework of today and the days to come, of pupils and families."""
    places = [one for one in rows if one.post.kind == PostKind.HOMEWORK and one.standing.side != Side.STAFF]
    homework, today = load_homework(actor, places), timezone.localdate()
    lines = [
        _line(one, line.text, due_on=line.due_on, subject=line.subject)
        for one in places
        for line in homework[one.post.pk]
        if line.due_on is not None and line.due_on >= today
    ]
    return sorted(lines, key=lambda line: line.due_on or today)[: SHOWN + 1]
