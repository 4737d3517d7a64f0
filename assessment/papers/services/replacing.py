"""Another item for the place of one that is not wanted."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.types import Actor

from ...items.models import Item, Outcome
from ...items.policies import visible_items
from ...items.rules.levels import stored_levels
from ..errors import PaperError
from ..models import Paper, PaperEntry
from .arranging import entry_of
from .composing import locked, touch


@transaction.atomic
def replace_entry(*, actor: Actor, paper: Paper, entry_id: int, revision: int | None = None) -> Item:
    """Swap an item for the next that fits its place, the seldom used first; asked again and again, each has its turn.

    A drawn item is replaced within its cell of the blueprint: content of the row, form of the part, level; any other by one of its own
    kind, level and content. From the banks the paper already draws on. `entry.none_other`.
    """
    paper = locked(actor, paper, revision)
    entry = entry_of(paper, entry_id)
    old = entry.item
    rows = _fitting(actor, paper, entry).exclude(pk__in=paper.entries.values("item_id"))
    friends = set(paper.entries.exclude(pk=entry.pk).exclude(item__friends="").values_list("item__friends", flat=True))
    ranked = rows.exclude(friends__in=friends).order_by("usage_count", "pk")
    later = Q(usage_count__gt=old.usage_count) | Q(usage_count=old.usage_count, pk__gt=old.pk)
    found = ranked.filter(later).first() or ranked.first()
    if found is None:
        raise PaperError("entry.none_other")
    entry.item, entry.version = found, found.ready  # type: ignore[assignment]  # the query leaves out items without one
    entry.save(update_fields=["item", "version"])
    touch(paper)
    return found


def _fitting(actor: Actor, paper: Paper, entry: PaperEntry) -> QuerySet[Item]:
    """Return the usable items that fit the place of an entry; those of a passage stand only beside their passage."""
    old, row = entry.item, entry.row
    banks = PaperEntry.objects.filter(paper=paper).values("item__bank_id")
    rows = visible_items(actor).filter(bank_id__in=banks, stimulus=old.stimulus_id).exclude(ready=None).exclude(state="retired")
    rows = rows.filter(Q(sealed_until=None) | Q(sealed_until__lte=timezone.now()))
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
