"""What may take the place of a question in a draft."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.types import Actor
from core.lib.vietnamese import word_lookups
from core.organisations.types import Page, page_of

from ...items.models import Item, Outcome
from ...items.policies import visible_items
from ...items.rules.levels import stored_levels
from ..models import Paper, PaperEntry
from .papers import drawn_question

PAGE = 20


def fitting(actor: Actor, paper: Paper, entry: PaperEntry, *, is_chosen: bool = False) -> QuerySet[Item]:
    """Return the usable items that fit the place of an entry, none that is in the paper or a friend of one, the seldom used first.

    A drawn item's place is its cell of the blueprint: content of the row, form of the part, level; any other's its own kind, level and
    content, and where somebody chooses (`is_chosen`) its kind and subject alone. From the banks the paper already draws on. Those of a
    passage stand only beside their passage.
    """
    inside = PaperEntry.objects.filter(paper=paper)
    friends = inside.exclude(pk=entry.pk).exclude(item__friends="").values("item__friends")
    rows = visible_items(actor).filter(bank_id__in=inside.values("item__bank_id"), stimulus=entry.item.stimulus_id)
    rows = rows.exclude(ready=None).exclude(state="retired").filter(Q(sealed_until=None) | Q(sealed_until__lte=timezone.now()))
    rows = rows.exclude(pk__in=inside.values("item_id")).exclude(friends__in=friends)
    if entry.row is None and is_chosen:
        rows = rows.filter(kind=entry.item.kind, subject=entry.item.subject_id)
    else:
        rows = _of_the_cell(rows, paper, entry)
    return rows.order_by("usage_count", "pk")


def _of_the_cell(rows: QuerySet[Item], paper: Paper, entry: PaperEntry) -> QuerySet[Item]:
    old, row = entry.item, entry.row
    if row is None:
        rows = rows.filter(kind=old.kind, level=old.level)
        return rows.filter(outcome_id=old.outcome_id) if old.outcome_id else rows
    if entry.part.form != "mixed":
        rows = rows.filter(kind__in=[kind.key for kind in ItemKind.all() if kind.form == entry.part.form])
    asked = {level for inside in row.counts.values() for level in inside}
    levels = {stored for level in asked if old.level in stored_levels(level) for stored in stored_levels(level)}
    rows = rows.filter(level__in=levels or {old.level})
    if row.outcome_id is None:
        return rows.filter(Q(subject_id=paper.subject_id) | Q(subject=None)) if paper.subject_id else rows
    path = Outcome.objects.filter(pk=row.outcome_id).values_list("path", flat=True).first()
    below = Q(outcome__path__startswith=path) if path else Q(outcome_id=row.outcome_id)
    return rows.filter(Q(outcome_id=row.outcome_id) | below)


def replacements(
    actor: Actor, paper: Paper, entry: PaperEntry, *, text: str = "", after: str = "", size: int = PAGE
) -> Page[dict[str, Any]]:
    """Return a page of what fits an entry, each drawn as the composer lists questions: `{item, kind, stem, options, statements, key}`.

    `after` is the `uses-pk` of the last one seen; `text` narrows by folded words.
    """
    rows = fitting(actor, paper, entry, is_chosen=True).select_related("ready", "outcome", "bank")
    for lookups in word_lookups(text)[:8]:
        rows = rows.filter(reduce(or_, (Q(**{f"search_text__{kind}": word}) for kind, word in lookups)))
    uses, _dash, pk = after.partition("-")
    came_from = uses.isdecimal() and pk.isdecimal() and len(after) < 30
    if came_from:
        rows = rows.filter(Q(usage_count__gt=int(uses)) | Q(usage_count=int(uses), pk__gt=int(pk)))
    found = page_of(list(rows[: size + 1]), size, came_from=came_from, backwards=False, key=lambda row: f"{row.usage_count}-{row.pk}")
    drawn = [{"item": row, **drawn_question(ItemKind.of(row.kind), row.ready.content)} for row in found.items]  # type: ignore[union-attr]
    return Page(drawn, found.next_key)


def next_in_turn(rows: QuerySet[Item], old: Item) -> Item | None:
    """Return the item after `old` in the order of `fitting`, from the beginning again after the last; None: there is no other."""
    later = Q(usage_count__gt=old.usage_count) | Q(usage_count=old.usage_count, pk__gt=old.pk)
    return rows.filter(later).first() or rows.first()


def place_of(paper: Paper, entry_id: int) -> dict[str, Any] | None:
    """Return an entry with its number in its part and its question drawn: `{entry, number, asked}`; None: it is not in the paper."""
    entry = PaperEntry.objects.select_related("item__outcome", "version", "part", "row").filter(paper=paper, pk=entry_id).first()
    if entry is None:
        return None
    number = PaperEntry.objects.filter(part_id=entry.part_id, position__lte=entry.position).count()
    return {"entry": entry, "number": number, "asked": drawn_question(ItemKind.of(entry.item.kind), entry.version.content)}
