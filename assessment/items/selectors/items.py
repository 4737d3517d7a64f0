"""Lists of items and one item: what is shown of them, what reads like them, what tests may take."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.types import Content
from core.access.types import Actor
from core.lib.markup import plain_text
from core.lib.vietnamese import word_lookups
from core.people.models import Person

from ..enums import ItemState
from ..models import Bank, Item, ItemBand, ItemVersion, Outcome, Tag
from ..policies import banks_with, visible_items, visible_outcomes
from ..rules.keys import facts_token
from ..rules.likeness import ALIKE, bands, question_likeness
from ..types import Twin
from .kinds import kind_of

TWIN_CANDIDATES = 25


def outcome_subtree(outcome_id: int) -> QuerySet[Outcome]:
    """Return an outcome and everything below it."""
    return Outcome.objects.filter(Q(pk=outcome_id) | Q(path__contains=f"/{outcome_id}/"))


def question_counts(items: Iterable[Item]) -> dict[int, int]:
    """Return how many questions stand under each passage among some items; one query."""
    ids = [item.pk for item in items if item.kind == "stimulus"]
    rows = Item.objects.filter(stimulus_id__in=ids).exclude(state=ItemState.RETIRED).values("stimulus_id").annotate(count=Count("pk"))
    return {row["stimulus_id"]: row["count"] for row in rows}


def questions_under(actor: Actor, stimulus: Item) -> list[Item]:
    """Return the questions of a passage the actor may see, in their order (at most 30)."""
    rows = (
        visible_items(actor)
        .filter(stimulus=stimulus)
        .exclude(state=ItemState.RETIRED)
        .select_related("working", "ready", "outcome", "bank")
    )
    return list(rows.order_by("position", "pk")[:30])


def authors_of(actor: Actor, bank: Bank) -> list[Person]:
    """Return who wrote what the actor sees in a bank (at most 50), by name."""
    wrote = visible_items(actor).filter(bank=bank, author_id=OuterRef("pk"))
    return list(Person.objects.filter(Exists(wrote)).order_by("sort_key", "pk")[:50])


def tags_of(bank: Bank) -> list[str]:
    """Return the tags of a bank that are on items (at most 100), by name."""
    used = Tag.objects.filter(bank=bank).filter(Exists(Item.tags.through.objects.filter(tag_id=OuterRef("pk"))))
    return list(used.order_by("name").values_list("name", flat=True)[:100])


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


def stem_of(content: Content) -> str:
    """Return the words of what a question asks, without its options."""
    return plain_text(content.get("prompt") or content.get("passage") or "")


def twins(actor: Actor, bank: Bank, text: str, *, stem: str = "", without: Sequence[int] = (), least: float = ALIKE) -> list[Twin]:
    """Return items of a bank that read like `text` and that the actor may see, likest first; two queries at most.

    They are found by their bands (an indexed table), measured on their words, and with `stem` on their stems too.
    """
    values = bands(text)
    if not values:
        return []
    shared = ItemBand.objects.filter(bank=bank, value__in=values).exclude(item_id__in=list(without))
    near = shared.values("item_id").annotate(count=Count("pk")).order_by("-count", "item_id")[:TWIN_CANDIDATES]
    return _measured(text, _living(actor, [row["item_id"] for row in near]), stem=stem, least=least)


def twins_of_many(actor: Actor, bank: Bank, texts: Sequence[str]) -> list[list[Twin]]:
    """Return `twins` of each of some texts (a hundred or so); two queries at most for all of them."""
    own = [bands(text) for text in texts]
    holders: dict[int, list[int]] = defaultdict(list)
    wanted = {value for values in own for value in values}
    for value, item_id in ItemBand.objects.filter(bank=bank, value__in=wanted).values_list("value", "item_id"):
        holders[value].append(item_id)
    near = [_nearest(item_id for value in values for item_id in holders[value]) for values in own]
    items = {item.pk: item for item in _living(actor, {pk for ids in near for pk in ids})}
    return [_measured(text, [items[pk] for pk in ids if pk in items]) for text, ids in zip(texts, near, strict=True)]


def _nearest(ids: Iterable[int]) -> list[int]:
    """Return those that come most often, the first of equals first."""
    return [pk for pk, _count in sorted(Counter(ids).items(), key=lambda pair: (-pair[1], pair[0]))[:TWIN_CANDIDATES]]


def _living(actor: Actor, ids: Iterable[int]) -> QuerySet[Item]:
    rows = visible_items(actor).filter(pk__in=list(ids)).exclude(state=ItemState.RETIRED).exclude(working=None)
    return rows.select_related("working")


def _measured(text: str, items: Iterable[Item], *, stem: str = "", least: float = ALIKE) -> list[Twin]:
    found = []
    for item in items:
        content: Content = item.working.content if item.working else {}
        words = kind_of(item.kind).text(content)
        ratio = question_likeness(text, words, stem, stem_of(content))
        if ratio >= least:
            sealed = item.sealed_until is not None and item.sealed_until > timezone.now()  # looked at only where the look is audited
            found.append(Twin(item.pk, str(item.uuid), item.key, "" if sealed else words, ratio))
    return sorted(found, key=lambda twin: (-twin.ratio, twin.item_id))


def ready_items(actor: Actor, bank_ids: Iterable[int]) -> QuerySet[Item]:
    """Return the items tests may take now from some banks: with a ready version, in use, seen by the actor, not a passage alone."""
    rows = visible_items(actor).filter(bank_id__in=list(bank_ids)).exclude(ready=None).exclude(state=ItemState.RETIRED)
    return rows.exclude(kind="stimulus")


def outcomes_for(actor: Actor, subject_id: int | None, grade_id: int | None) -> QuerySet[Outcome]:
    """Return the topics and outcomes of a subject (and grade), in the order of the tree, to choose from."""
    rows = visible_outcomes(actor).filter(subject_id=subject_id or 0)
    if grade_id:
        rows = rows.filter(Q(grade_id=grade_id) | Q(grade=None))
    return rows.order_by("grade__order", "order", "pk")


def topic_choices(actor: Actor, subject_id: int | None) -> list[Outcome]:
    """Return the topics of a subject with their grades, in the order of the tree (at most 200): to narrow a list."""
    rows = visible_outcomes(actor).filter(subject_id=subject_id or 0, is_outcome=False).select_related("grade")
    return list(rows.order_by("grade__order", "order", "pk")[:200])


def found_items(actor: Actor, folded: str, limit: int) -> list[tuple[Item, str]]:
    """Return items whose words hold all words of a folded query, in the banks the actor writes in, with their words; sealed ones don't show."""
    rows = visible_items(actor).filter(bank__in=banks_with(actor, "edit").values("pk")).exclude(state=ItemState.RETIRED)
    rows = rows.filter(Q(sealed_until=None) | Q(sealed_until__lte=timezone.now()))
    for lookups in word_lookups(folded)[:6]:
        rows = rows.filter(reduce(or_, (Q(**{f"search_text__{kind}": word}) for kind, word in lookups)))
    found = rows.select_related("working").order_by("-pk")[:limit]
    return [(item, kind_of(item.kind).text(item.working.content)[:90] if item.working else item.key) for item in found]


def seen_facts(item: Item) -> str:
    """Return the mark of an item's metadata as it is now, for a form that must not overwrite what it hasn't shown."""
    names = ("subject_id", "grade_id", "outcome_id", "level", "difficulty", "points", "source", "friends")
    return facts_token([*(getattr(item, name) for name in names), *sorted(tag.name for tag in item.tags.all())])
