"""Lists of items: what they are narrowed to, in which order, page by page along a key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.hooks import ItemKind
from core.access.types import Actor
from core.lib.vietnamese import word_lookups
from core.organisations.types import Page

from ..enums import ItemState
from ..models import Item
from ..policies import visible_items
from ..types import ItemFilter
from .banks import starred, to_look_at
from .items import outcome_subtree

EASY, HARD = 0.7, 0.4  # shares of pupils who get it right: from `EASY` on easy, below `HARD` hard
_BANDS = {
    "easy": Q(difficulty__gte=EASY),
    "medium": Q(difficulty__gte=HARD, difficulty__lt=EASY),
    "hard": Q(difficulty__lt=HARD),
    "unknown": Q(difficulty=None),
}


def narrowed(actor: Actor, wanted: ItemFilter) -> QuerySet[Item]:
    """Return the items an actor may see of those asked for."""
    rows = to_look_at(actor) if wanted.quick == "look" else starred(actor) if wanted.quick == "starred" else visible_items(actor)
    exact = {
        "bank_id": wanted.bank_id,
        "folder_id__in": wanted.folder_ids,
        "kind": wanted.kind,
        "state": wanted.state,
        "subject_id": wanted.subject_id,
        "grade_id": wanted.grade_id,
        "author_id": wanted.author_id,
        "level__in": wanted.levels,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if not wanted.state:
        rows = rows.exclude(state=ItemState.RETIRED)
    if wanted.difficulty in _BANDS:
        rows = rows.filter(_BANDS[wanted.difficulty])
    if wanted.tag:
        tagged = Item.tags.through.objects.filter(item_id=OuterRef("pk"), tag__name=wanted.tag)
        rows = rows.filter(Exists(tagged))
    if wanted.form:
        rows = rows.filter(kind__in=[kind.key for kind in ItemKind.all() if kind.form == wanted.form])
    if wanted.outcome_id:
        rows = rows.filter(outcome__in=outcome_subtree(wanted.outcome_id))
    if wanted.usage:
        rows = rows.filter(usage_count__gt=0) if wanted.usage == "used" else rows.filter(usage_count=0)
    for lookups in word_lookups(wanted.text)[:8]:
        rows = rows.filter(reduce(or_, (Q(**{f"search_text__{kind}": word}) for kind, word in lookups)))
    return rows


@dataclass(frozen=True, slots=True)
class _Order:
    """An order: by `field` (None: by id alone), up or down, equal ones by id in the same direction; unknown ones come last."""

    field: str | None
    is_down: bool
    read: Callable[[str], Any] = int

    @property
    def columns(self) -> tuple[str, ...]:
        sign = "-" if self.is_down else ""
        return (f"{sign}pk",) if self.field is None else (f"{sign}{self.field}", f"{sign}pk")

    def key(self, item: Item) -> str:
        """Return what goes into `?sau=`: the id, or the value and the id (`~` for an unknown one)."""
        if self.field is None:
            return str(item.pk)
        value = getattr(item, self.field)
        return f"{'~' if value is None else value}_{item.pk}"

    def after(self, text: str) -> Q | None:
        """Return what comes behind a key among known values; None for a key behind which only unknown ones stand, and for a bad one.

        The bound on the value alone is said too: an index is entered there, which no index is by an OR.
        """
        value, _sep, pk = text.rpartition("_")
        if not pk.isdecimal() or len(pk) > 17:
            return None
        way = "lt" if self.is_down else "gt"
        if self.field is None:
            return Q(**{f"pk__{way}": int(pk)})
        try:
            bound = self.read(value)
        except ValueError:
            return None
        beyond = Q(**{f"{self.field}__{way}": bound}) | Q(**{self.field: bound, f"pk__{way}": int(pk)})
        return Q(**{f"{self.field}__{way}e": bound}) & beyond


ORDERS = {
    "newest": _Order(None, True),
    "oldest": _Order(None, False),
    "used": _Order("usage_count", True),
    "hardest": _Order("difficulty", False, float),
    "easiest": _Order("difficulty", True, float),
}


def item_page(actor: Actor, wanted: ItemFilter) -> Page[Item]:
    """Return a page of items in the order asked for, by key; items without the value sorted by come last, in one more query."""
    order = ORDERS.get(wanted.order, ORDERS["newest"])
    rows = narrowed(actor, wanted).select_related("outcome", "working", "ready", "bank").order_by(*order.columns)
    found: list[Item] = []
    is_among_unknown = order.field == "difficulty" and wanted.after.startswith("~_")
    bound = order.after(wanted.after) if wanted.after else Q()
    if not is_among_unknown and bound is not None:
        known = rows.exclude(difficulty=None) if order.field == "difficulty" else rows
        found = list(known.filter(bound)[: wanted.size + 1])
    if order.field == "difficulty" and len(found) <= wanted.size and wanted.difficulty in ("", "unknown"):
        pk = wanted.after.removeprefix("~_") if is_among_unknown else ""
        behind = Q(**{"pk__lt" if order.is_down else "pk__gt": int(pk)}) if pk.isdecimal() and len(pk) < 18 else Q()
        found += rows.filter(behind, difficulty=None)[: wanted.size + 1 - len(found)]
    has_more = len(found) > wanted.size
    return Page(found[: wanted.size], order.key(found[wanted.size - 1]) if has_more else None, None)


def item_count(actor: Actor, wanted: ItemFilter, most: int = 1000) -> int:
    """Return how many items match, counted up to `most`."""
    return narrowed(actor, wanted).order_by()[:most].count()
