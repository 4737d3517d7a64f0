"""Writing questions: making them, saving their content and metadata, putting them elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from assessment.hooks import ItemKind
from assessment.types import Content
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold

from ..enums import ItemState
from ..errors import EditConflict, ItemError
from ..models import Bank, Folder, Item, ItemBand, ItemStar, ItemVersion
from ..policies import can_edit_bank, can_edit_item, can_view_item
from ..rules.keys import item_key, item_prefix
from ..rules.likeness import bands
from ..selectors.kinds import kind_of
from ..types import ItemMeta, NewItem
from .meta import check_meta, put_meta, tag_all

SEARCH_LIMIT = 8000


def search_words(kind: ItemKind, content: Content, key: str) -> str:
    """Return what the search looks through: the folded words of a question and its key."""
    return fold(f"{kind.text(content)} {key}")[:SEARCH_LIMIT]


def _check_places(bank: Bank, questions: Sequence[NewItem], folder: Folder | None, stimulus: Item | None) -> None:
    if folder is not None and folder.bank_id != bank.pk:
        raise ItemError("folder.other_bank")
    if stimulus is not None:
        _check_stimulus(bank, stimulus)
    for place, question in enumerate(questions):
        check_meta(question.meta)
        if question.stimulus is not None and not (
            0 <= question.stimulus < place and not kind_of(questions[question.stimulus].kind).is_question
        ):
            raise ItemError("item.stimulus_kind", key=question.stimulus + 1)


def _check_stimulus(bank: Bank, stimulus: Item) -> None:
    if stimulus.bank_id != bank.pk:
        raise ItemError("item.stimulus_other_bank")
    if kind_of(stimulus.kind).is_question:
        raise ItemError("item.stimulus_kind", key=stimulus.key)


def _put_under(items: Sequence[Item], questions: Sequence[NewItem], stimulus: Item | None, first: int) -> None:
    """Set the passage of each item and its place under it, from 1."""
    places: dict[int, int] = {}
    for place, (item, question) in enumerate(zip(items, questions, strict=True)):
        if question.stimulus is not None:
            item.stimulus = items[question.stimulus]
            item.position = places[question.stimulus] = places.get(question.stimulus, 0) + 1
        elif stimulus is not None:
            item.stimulus, item.position = stimulus, first + place


def _new_rows(bank: Bank, folder: Folder | None, questions: Sequence[NewItem], author_id: int | None) -> tuple[list[Item], list[Content]]:
    kinds = [kind_of(question.kind) for question in questions]
    contents = [kind.clean(question.content) for kind, question in zip(kinds, questions, strict=True)]
    start = item_prefix(bank.subject.short_name if bank.subject else "", bank.name)
    items = []
    for place, (kind, question, content) in enumerate(zip(kinds, questions, contents, strict=True), 1):
        key = item_key(start, bank.last_number + place)
        item = Item(bank=bank, folder=folder, key=key, kind=kind.key, author_id=author_id, search_text=search_words(kind, content, key))
        put_meta(item, question.meta)
        items.append(item)
    return items, contents


@transaction.atomic
def create_items(
    *, actor: Actor, bank: Bank, questions: Sequence[NewItem], folder: Folder | None = None, stimulus: Item | None = None, position: int = 0
) -> list[Item]:
    """Put questions into a bank as drafts, all or none; numbers follow one another under the bank's lock.

    A passage comes before its questions in the list (`NewItem.stimulus` is its index); `stimulus` is one that is in the bank
    already, under which they stand from `position` on (0: after the last). Facts a question lacks come from its passage or bank.
    `ItemError`: `kind.unknown`, `folder.other_bank`, `item.stimulus_other_bank`, `item.stimulus_kind`, metadata. Side effects: audit.
    """
    require(can_edit_bank, actor, bank)
    _check_places(bank, questions, folder, stimulus)
    bank = Bank.objects.select_for_update(of=("self",)).select_related("subject", "unit").get(pk=bank.pk)
    items, contents = _new_rows(bank, folder, questions, actor.person_id or None)
    last = stimulus.questions.aggregate(last=Max("position"))["last"] or 0 if stimulus else 0
    _put_under(items, questions, stimulus, position or last + 1)
    for item in items:
        item.subject_id = item.subject_id or (item.stimulus.subject_id if item.stimulus else None) or bank.subject_id
        item.grade_id = item.grade_id or (item.stimulus.grade_id if item.stimulus else None)
    _insert(items, contents)
    _write_bands([(item, kind_of(item.kind).text(content)) for item, content in zip(items, contents, strict=True)])
    tag_all(bank, [(item, question.meta.tags or ()) for item, question in zip(items, questions, strict=True)])
    bank.last_number += len(items)
    bank.item_count += len(items)
    bank.save(update_fields=["last_number", "item_count"])
    if folder is not None:
        Folder.objects.filter(pk=folder.pk).update(item_count=F("item_count") + len(items))
    record(
        actor=actor,
        verb="assessment.items.created",
        obj=bank,
        unit_path=bank.unit.path,
        unit_id=bank.unit_id,
        changes={"count": len(items), "first": items[0].key if items else ""},
    )
    return items


def _insert(items: Sequence[Item], contents: Sequence[Content]) -> None:
    """Write new items with their first versions. A passage among them has no number before they are there, so it is put to its questions after."""
    under = [(item, item.stimulus) for item in items if item.stimulus is not None and item.stimulus.pk is None]
    for item, _stimulus in under:
        item.stimulus = None
    Item.objects.bulk_create(items)
    for item, stimulus in under:
        item.stimulus = stimulus
    Item.objects.bulk_update([item for item, _stimulus in under], ["stimulus"], batch_size=500)
    versions = [
        ItemVersion(item=item, number=1, content=content, author_id=item.author_id) for item, content in zip(items, contents, strict=True)
    ]
    ItemVersion.objects.bulk_create(versions)
    first = ItemVersion.objects.filter(item=OuterRef("pk"), number=1).values("pk")
    Item.objects.filter(pk__in=[item.pk for item in items]).update(working_id=Subquery(first[:1]))
    for item, version in zip(items, versions, strict=True):
        item.working = version


def create_item(
    *,
    actor: Actor,
    bank: Bank,
    kind: str,
    content: Content | None = None,
    meta: ItemMeta | None = None,
    folder: Folder | None = None,
    stimulus: Item | None = None,
    position: int = 0,
) -> Item:
    """Put one question into a bank as a draft; without content it begins blank. See `create_items`."""
    whole = content if content is not None else kind_of(kind).blank()
    new = NewItem(kind, whole, meta or ItemMeta())
    return create_items(actor=actor, bank=bank, questions=[new], folder=folder, stimulus=stimulus, position=position)[0]


def _write_bands(texts: Iterable[tuple[Item, str]]) -> None:
    pairs = list(texts)
    ItemBand.objects.filter(item__in=[item for item, _text in pairs]).delete()
    rows = [ItemBand(bank_id=item.bank_id, item=item, value=value) for item, text in pairs for value in bands(text)]
    ItemBand.objects.bulk_create(rows, batch_size=2000)


def _for_writing(actor: Actor, item: Item) -> Item:
    require(can_edit_item, actor, item)
    fresh = Item.objects.select_for_update(of=("self",)).select_related("bank__unit", "working__author", "ready").get(pk=item.pk)
    if fresh.state == ItemState.RETIRED:
        raise ItemError("item.retired")
    return fresh


@transaction.atomic
def save_content(*, actor: Actor, item: Item, content: Content, revision: int, note: str = "", begins: bool = False) -> Item:
    """Save the content of the working version; one that was approved, or that another person wrote, is left and a new one begun (`begins`: in any case).

    `revision` is the one the editor started from. `EditConflict` when somebody else has saved meanwhile (nothing is changed),
    `ItemError` `item.in_review`, `item.retired`. The same content again changes nothing.
    """
    item = _for_writing(actor, item)
    if item.state == ItemState.IN_REVIEW:
        raise ItemError("item.in_review")
    version = item.working
    if version is None:
        raise ItemError("kind.unknown", kind=item.kind)
    kind = kind_of(item.kind)
    clean = kind.clean(content)
    if clean == version.content:
        return item
    if revision != item.revision:
        by = version.author.short_name if version.author else ""
        when = timezone.localtime(version.updated_at).strftime("%H:%M")
        raise EditConflict(revision=item.revision, content=version.content, by=by, time=when)
    if begins or version.frozen_at is not None or version.author_id != (actor.person_id or None):
        last = item.versions.aggregate(last=Max("number"))["last"] or 0
        version = ItemVersion(item=item, number=last + 1)
        item.state = ItemState.DRAFT
    version.content, version.author_id = clean, actor.person_id or None
    version.note = note[:200] or version.note
    version.save()
    item.working, item.revision = version, item.revision + 1
    item.search_text = search_words(kind, clean, item.key)
    item.save(update_fields=["working", "revision", "state", "search_text", "updated_at"])
    _write_bands([(item, kind.text(clean))])
    return item


@transaction.atomic
def restore_version(*, actor: Actor, item: Item, version: ItemVersion, revision: int, note: str = "") -> Item:
    """Go on from an older version of an item: what is worked on is kept as it is, and a new version begins with the old content.

    Errors as `save_content`. Side effects: audit.
    """
    item = _for_writing(actor, item)
    if version.item_id != item.pk:
        raise ItemError("item.version_elsewhere")
    saved = save_content(actor=actor, item=item, content=version.content, revision=revision, note=note, begins=True)
    record(
        actor=actor,
        verb="assessment.item.restored",
        obj=saved,
        unit_path=saved.bank.unit.path,
        unit_id=saved.bank.unit_id,
        changes={"number": version.number},
    )
    return saved


def star_item(*, actor: Actor, item: Item, is_on: bool) -> None:
    """Mark an item for oneself, or take the mark away."""
    require(can_view_item, actor, item)
    if is_on:
        ItemStar.objects.get_or_create(item=item, person_id=actor.person_id)
    else:
        ItemStar.objects.filter(item=item, person_id=actor.person_id).delete()


def count_usage(*, item_ids: Iterable[int], candidates: int = 0) -> None:
    """Count that items went into a frozen paper, or that so many candidates were shown them (exposure)."""
    changes: dict[str, Any] = {"last_used_at": timezone.now()}
    changes |= {"exposure_count": F("exposure_count") + candidates} if candidates else {"usage_count": F("usage_count") + 1}
    Item.objects.filter(pk__in=list(item_ids)).update(**changes)
