"""Whom an office may send to, what it sent, and which schools it reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.organisations.enums import SCHOOL_KINDS, UnitKind
from core.organisations.models import Unit, open_unit
from core.organisations.types import Page, page_of
from social.groups.models import Space

from ..enums import EntryKind
from ..models import Entry, Receipt, SentDown
from ..policies import can_see_sent, can_send_down
from .answers import WHO
from .receipts import Figure, figures_of

SIZE = 50


@dataclass(frozen=True, slots=True)
class SchoolReached:
    """A school with what its people read and answered."""

    entry: Entry
    space: Space
    figures: Sequence[Figure]

    @property
    def read(self) -> int:
        """How many there have read it."""
        return sum(figure.read for figure in self.figures)


def schools_below(under: Unit, kinds: Iterable[str]) -> QuerySet[Unit]:
    """Return the open schools of some kinds at and below a unit."""
    wanted = set(kinds) & set(SCHOOL_KINDS)
    rows: QuerySet[Unit] = Unit.objects.filter(open_unit(""), path__startswith=under.path, kind__in=wanted).order_by("pk")
    return rows


def places_to_send(actor: Actor) -> list[Unit]:
    """Return the actor's office and the offices below it, one of which an audience stands under. Two queries."""
    own = Unit.objects.filter(pk=actor.unit_id)
    below = Unit.objects.filter(open_unit(""), path__startswith=actor.unit_path, kind=UnitKind.COMMUNE).exclude(pk=actor.unit_id)
    return [*own, *below.order_by("sort_key", "id")]


def kinds_below(actor: Actor) -> list[UnitKind]:
    """Return the kinds of schools there are below the actor's office. One query."""
    here = set(Unit.objects.filter(open_unit(""), path__startswith=actor.unit_path).order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in UnitKind if kind in here and kind in SCHOOL_KINDS]


def sent_by_office(actor: Actor, limit: int = 30) -> list[SentDown]:
    """Return what the actor's office sent last. One query."""
    if not can_send_down(actor):
        return []
    rows = SentDown.objects.filter(post__space__unit_id=actor.unit_id).select_related("post__space__unit", "by", "under")
    return list(rows.order_by("-id")[:limit])


def find_sent(actor: Actor, post_uuid: UUID) -> SentDown:
    """Return what was sent down as a post, or raise `AccessRefused`."""
    row = SentDown.objects.select_related("post__space__unit", "post__author", "by", "under").filter(post__uuid=post_uuid).first()
    if row is None:
        raise AccessRefused("sent_down")
    require(can_see_sent, actor, row)
    return row


def people_reached(sent: SentDown) -> int:
    """Return how many people (children, for families) have read it in the schools. One query."""
    rows = Receipt.objects.filter(post=sent.post).exclude(space=sent.post.space)
    return int(rows.aggregate(people=Count(WHO, distinct=True))["people"])


def schools_page(sent: SentDown, *, only_unread: bool = False, after_id: int | None = None) -> Page[SchoolReached]:
    """Return a page of the schools it went to with their figures, in the order they got it. Nine queries."""
    rows = Entry.objects.filter(post=sent.post, kind=EntryKind.SENT_DOWN).select_related("space__unit", "space__class_group")
    if only_unread:
        rows = rows.exclude(Exists(Receipt.objects.filter(post=sent.post, space=OuterRef("space"))))
    if after_id:
        rows = rows.filter(pk__gt=after_id)
    found = page_of(list(rows.order_by("pk")[: SIZE + 1]), SIZE, came_from=False, backwards=False, key=lambda row: row.pk)
    figures = figures_of((sent.post, row.space) for row in found.items)
    return Page([SchoolReached(row, row.space, figures[sent.post_id, row.space_id]) for row in found.items], found.next_key)
