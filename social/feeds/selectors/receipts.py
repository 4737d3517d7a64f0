"""Who read and who answered an announcement in a space. For families a child counts once, whichever of its guardians answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.organisations.selectors.paging import page_by_name
from core.organisations.types import Page
from core.people.models import Guardianship, Person, running
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.rules import asked_sides
from social.groups.selectors.counting import expected_counts, expected_in

from ..enums import AnswerKind
from ..models import Entry, Post, Receipt
from ..policies import can_see_receipts
from .answers import WHO, Rows, is_stale, read, receipts_part

SIZE = 50
_RANK = ("unread", "read", "stale", "answered")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a side of a space were asked (None: not known), read, answered, and said no to a consent."""

    side: Side
    asked: int | None
    read: int = 0
    answered: int = 0
    refused: int = 0

    @property
    def agreed(self) -> int:
        """How many agreed: nobody asked for them refused."""
        return self.answered - self.refused


@dataclass(frozen=True, slots=True)
class Given:
    """What one person answered, by `person`; `history` are earlier answers with their ISO times."""

    person: Person
    read_at: datetime
    answered_at: datetime | None
    answer: str
    history: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One who was asked (for families the child) with what was given for it. `status`: see `states_of`."""

    person: Person
    status: str
    given: Sequence[Given] = ()

    @property
    def pk(self) -> int:
        """The key of paging."""
        return self.person.pk

    @property
    def answer(self) -> str:
        """What stands: a refusal of one guardian counts more than the consent of another."""
        answers = [one.answer for one in self.given if one.answer]
        return "no" if "no" in answers else answers[0] if answers else ""


def figures_of(places: Iterable[tuple[Post, Space]]) -> dict[tuple[int, int], list[Figure]]:
    """Return the figures of posts in spaces, the asked sides in their order. Eight queries for any number of them, one where the spaces were counted lately."""
    pairs = {(post.pk, space.pk): (post, space) for post, space in places}
    if not pairs:
        return {}
    return figures_in(pairs, read([receipts_part((post for post, _space in pairs), (space for _post, space in pairs))]))


def figures_in(pairs: Mapping[tuple[int, int], tuple[Post, Space]], rows: Rows) -> dict[tuple[int, int], list[Figure]]:
    """Return the figures of posts in spaces out of what was answered. Seven queries, none where the spaces were counted lately."""
    expected = expected_counts(space for _post, space in pairs.values())
    numbers = {(post_id, space_id, side): tuple(rest) for post_id, side, space_id, _at, *rest in rows["receipts"]}
    found = {}
    for key, (post, space) in pairs.items():
        less = {post.author_side: 1} if post.space_id == space.pk else {}
        found[key] = [
            Figure(side, max(0, expected[space.pk][side] - less.get(side, 0)) if space.pk in expected else None, *numbers.get((*key, side), ()))
            for side in asked_sides(space.kind, post.sides)
        ]  # fmt: skip
    return found


def place_of(actor: Actor, post: Post, space_uuid: str = "") -> Space:
    """Return the space whose receipts the actor asks for, the post's own when it names none, or raise `AccessRefused`."""
    rows = Entry.objects.filter(post=post).select_related("space__unit", "space__class_group").order_by("id")
    entry = rows.filter(space__uuid=space_uuid).first() if space_uuid else rows.filter(space_id=post.space_id).first()
    if entry is None:
        raise AccessRefused("receipts")
    require(can_see_receipts, actor, (post, entry.space))
    return entry.space


def receipts_page(
    post: Post, space: Space, side: Side, states: Mapping[int, str], *, after_id: int | None = None, before_id: int | None = None
) -> Page[ReceiptRow]:
    """Return a page of those asked on a side (`states`, of `states_of`, all or some of them), in the order of names."""
    page = page_by_name(Person.objects.filter(pk__in=list(states)), after_id=after_id, before_id=before_id, size=SIZE)
    return Page(rows_of(post, space, side, page.items, states), page.next_key, page.previous_key)


def all_rows(post: Post, space: Space, side: Side) -> list[ReceiptRow]:
    """Return everybody asked on a side, in the order of names, for a table."""
    states = states_of(post, space, side)
    people = list(Person.objects.filter(pk__in=list(states)).order_by("sort_key", "id"))
    return rows_of(post, space, side, people, states)


def rows_of(post: Post, space: Space, side: Side, people: Sequence[Person], states: Mapping[int, str]) -> list[ReceiptRow]:
    """Return people as rows with what was given for each. One query."""
    given: dict[int, list[Given]] = {}
    receipts = _receipts(post, space, side).filter(who__in=[person.pk for person in people])
    for row in receipts.select_related("person").order_by("-answered_at", "id"):
        history = [(answer, at) for answer, at in row.history]
        given.setdefault(row.who, []).append(Given(row.person, row.read_at, row.answered_at, row.answer, history))
    return [ReceiptRow(person, states[person.pk], tuple(given.get(person.pk, ()))) for person in people]


def _receipts(post: Post, space: Space, side: Side) -> QuerySet[Any]:
    return Receipt.objects.filter(post=post, space=space, side=side).annotate(who=WHO)


def states_of(post: Post, space: Space, side: Side) -> dict[int, str]:
    """Return the status of everybody asked on a side: `answered`, `stale` (before it was asked again), `read` or `unread`.

    At most three queries.
    """
    expected = expected_in(space, [side])[side] - {post.author_id}
    states = dict.fromkeys(expected, "unread")
    for who, answered_at in _receipts(post, space, side).values_list("who", "answered_at"):
        state = "stale" if is_stale(post, answered_at) else "answered" if answered_at else "read"
        if who in states and _RANK.index(state) > _RANK.index(states[who]):
            states[who] = state
    return states


def missing_people(post: Post, space: Space) -> list[int]:
    """Return who is to be reminded: those without an answer (or unread, where nothing is asked), for children their guardians."""
    done = {"answered"} if post.asks != AnswerKind.NONE else {"answered", "stale", "read"}
    missing: set[int] = set()
    for side in asked_sides(space.kind, post.sides):
        late = [pk for pk, state in states_of(post, space, side).items() if state not in done]
        if side == Side.GUARDIAN:
            ties = Guardianship.objects.filter(running(), child_id__in=late).exclude(verified_at=None)
            late = list(ties.values_list("guardian_id", flat=True))
        missing.update(late)
    return sorted(missing - {post.author_id})
