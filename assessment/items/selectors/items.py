"""Lists of items and one item: what is shown of them, what reads like them, what tests may take."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessment.hooks import ItemKind
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.types import Page, page_of

from ..enums import ItemState
from ..models import Bank, Item, ItemBand, ItemStar, ItemVersion, Outcome
from ..policies import banks_with, visible_items, visible_outcomes
from ..rules.likeness import ALIKE, bands, likeness
from ..types import ItemFilter, Twin
from .banks import reviewable

TWIN_CANDIDATES = 25


def _narrowed(actor: Actor, wanted: ItemFilter) -> QuerySet[Item]:
    rows = visible_items(actor)
    exact = {
        "bank_id": wanted.bank_id,
        "folder_id": wanted.folder_id,
        "kind": wanted.kind,
        "state": wanted.state,
        "subject_id": wanted.subject_id,
        "grade_id": wanted.grade_id,
        "author_id": wanted.author_id,
        "tags__name": wanted.tag,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.form:
        rows = rows.filter(kind__in=[kind.key for kind in ItemKind.all() if kind.form == wanted.form])
    if wanted.levels:
        rows = rows.filter(level__in=wanted.levels)
    if wanted.outcome_id:
        rows = rows.filter(outcome__in=outcome_subtree(wanted.outcome_id))
    if wanted.usage:
        rows = rows.filter(usage_count__gt=0) if wanted.usage == "used" else rows.filter(usage_count=0)
    if wanted.quick == "look":
        rows = rows.filter(reviewable(actor))
    elif wanted.quick == "starred":
        rows = rows.filter(Exists(ItemStar.objects.filter(item_id=OuterRef("pk"), person_id=actor.person_id)))
    for word in fold(wanted.text).split()[:8]:
        rows = rows.filter(search_text__contains=word)
    return rows


def outcome_subtree(outcome_id: int) -> QuerySet[Outcome]:
    """Return an outcome and everything below it."""
    return Outcome.objects.filter(Q(pk=outcome_id) | Q(path__contains=f"/{outcome_id}/"))


def item_page(actor: Actor, wanted: ItemFilter) -> Page[Any]:
    """Return a page of items, newest first, by key: each with `shown` (the version to show), its kind and `question_count`."""
    rows = _narrowed(actor, wanted).select_related("outcome", "subject", "grade", "working", "ready", "stimulus", "bank", "author")
    rows = rows.annotate(question_count=Count("questions", distinct=True))
    if wanted.after:
        rows = rows.filter(pk__lt=wanted.after)
    found: list[Any] = list(rows.order_by("-pk")[: wanted.size + 1])
    page = page_of(found, wanted.size, came_from=bool(wanted.after), backwards=False, key=lambda row: row.pk)
    return Page(page.items, page.next_key, None)


def item_count(actor: Actor, wanted: ItemFilter, most: int = 1000) -> int:
    """Return how many items match, counted up to `most`."""
    return _narrowed(actor, wanted).order_by()[:most].count()


def item_by_uuid(actor: Actor, uuid: Any) -> Item | None:
    """Return an item the actor may see, with what its page shows."""
    rows = visible_items(actor).select_related(
        "bank__unit", "bank__subject", "folder", "subject", "grade", "outcome", "working__author", "ready", "stimulus__working", "author"
    )
    return rows.filter(uuid=uuid).first()


def items_by_ids(actor: Actor, ids: Iterable[int]) -> list[Item]:
    """Return those of the items the actor may see, in the order of their ids."""
    return list(visible_items(actor).select_related("bank__unit", "working", "ready").filter(pk__in=list(ids)[:500]).order_by("pk"))


def versions_of(item: Item) -> list[ItemVersion]:
    """Return the versions of an item, newest first, with authors and reviews."""
    return list(item.versions.select_related("author").prefetch_related("reviews__reviewer").order_by("-number")[:50])


def twins(bank: Bank, text: str, *, without: Sequence[int] = (), least: float = ALIKE) -> list[Twin]:
    """Return items of a bank that read like `text`, likest first: found by their bands, measured on their words; three queries at most."""
    values = bands(text)
    if not values:
        return []
    shared = ItemBand.objects.filter(bank=bank, value__in=values).exclude(item_id__in=list(without))
    near = shared.values("item_id").annotate(count=Count("pk")).order_by("-count", "item_id")[:TWIN_CANDIDATES]
    ids = [row["item_id"] for row in near]
    found = []
    for item in Item.objects.filter(pk__in=ids).exclude(state=ItemState.RETIRED).select_related("working"):
        if item.working is None:
            continue
        words = ItemKind.of(item.kind).text(item.working.content)
        ratio = likeness(text, words)
        if ratio >= least:
            found.append(Twin(item.pk, str(item.uuid), item.key, words, ratio))
    return sorted(found, key=lambda twin: (-twin.ratio, twin.item_id))


def ready_items(actor: Actor, bank_ids: Iterable[int]) -> QuerySet[Item]:
    """Return the items tests may take now from some banks: with a ready version, in use, seen by the actor, not a passage alone."""
    rows = visible_items(actor).filter(bank_id__in=list(bank_ids)).exclude(ready=None).exclude(state=ItemState.RETIRED)
    return rows.exclude(kind="stimulus")


def outcome_choices(actor: Actor, subject_id: int | None, grade_id: int | None) -> list[Outcome]:
    """Return the outcomes of a subject and grade in the order of the tree (at most 400)."""
    rows = visible_outcomes(actor).filter(subject_id=subject_id or 0)
    if grade_id:
        rows = rows.filter(Q(grade_id=grade_id) | Q(grade=None))
    return list(rows.order_by("grade__order", "order", "pk")[:400])


def found_items(actor: Actor, folded: str, limit: int) -> list[tuple[Item, str]]:
    """Return items whose words hold all words of a folded query, in the banks the actor writes in, with their words."""
    rows = visible_items(actor).filter(bank__in=banks_with(actor, "edit").values("pk"))
    for word in folded.split()[:6]:
        rows = rows.filter(search_text__contains=word)
    found = rows.select_related("working").order_by("-pk")[:limit]
    return [(item, ItemKind.of(item.kind).text(item.working.content)[:90] if item.working else item.key) for item in found]
