"""Writing questions: making them, saving their content and metadata, putting them elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment.hooks import ItemKind
from assessment.types import Content
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold, tidy

from ..enums import CognitiveLevel, ItemState
from ..errors import EditConflict, ItemError
from ..models import Bank, Folder, Item, ItemBand, ItemStar, ItemVersion, Outcome, Tag
from ..policies import can_edit_bank, can_edit_item, can_use_bank, can_view_item
from ..rules.likeness import bands
from ..types import ItemMeta, NewItem

TAG_LIMIT = 60
SEARCH_LIMIT = 8000


def kind_of(key: str) -> ItemKind:
    """Return a kind of question, `ItemError` `kind.unknown` when there is none."""
    try:
        return ItemKind.of(key)
    except LookupError:
        raise ItemError("kind.unknown", field="kind", kind=key) from None


def search_words(kind: ItemKind, content: Content, key: str) -> str:
    """Return what the search looks through: the folded words of a question and its key."""
    return fold(f"{kind.text(content)} {key}")[:SEARCH_LIMIT]


def _check_meta(meta: ItemMeta) -> None:
    if meta.level and meta.level not in CognitiveLevel.values:
        raise ItemError("meta.level", field="level", level=meta.level)
    if meta.difficulty is not None and not 0 <= meta.difficulty <= 1:
        raise ItemError("meta.difficulty", field="difficulty")
    if any(len(tidy(tag)) > TAG_LIMIT for tag in meta.tags or ()):
        raise ItemError("meta.tag", field="tags", limit=TAG_LIMIT)


def _put_meta(item: Item, meta: ItemMeta) -> None:
    for name in ("subject_id", "grade_id", "outcome_id", "difficulty", "points", "level", "source", "friends"):
        value = getattr(meta, name)
        if value is not None:
            setattr(item, name, value)


def _tags(bank: Bank, names: Iterable[str]) -> list[Tag]:
    wanted = list(dict.fromkeys(tidy(name) for name in names if tidy(name)))
    if not wanted:
        return []
    Tag.objects.bulk_create([Tag(bank=bank, name=name) for name in wanted], ignore_conflicts=True)
    return list(Tag.objects.filter(bank=bank, name__in=wanted))


@transaction.atomic
def create_items(*, actor: Actor, bank: Bank, questions: Sequence[NewItem], folder: Folder | None = None) -> list[Item]:
    """Put questions into a bank as drafts, all or none; numbers follow one another under the bank's lock.

    A passage comes before its questions in the list. `ItemError`: `kind.unknown`, `folder.other_bank`, metadata. Side effects: audit.
    """
    require(can_edit_bank, actor, bank)
    if folder is not None and folder.bank_id != bank.pk:
        raise ItemError("folder.other_bank")
    kinds = [kind_of(question.kind) for question in questions]
    for question in questions:
        _check_meta(question.meta)
    bank = Bank.objects.select_for_update(of=("self",)).select_related("subject", "unit").get(pk=bank.pk)
    first = bank.last_number + 1
    items = [
        Item(bank=bank, folder=folder, key=_key(bank, first + place), kind=kind.key, author_id=actor.person_id or None)
        for place, kind in enumerate(kinds)
    ]
    contents = [kind.clean(question.content) for kind, question in zip(kinds, questions, strict=True)]
    for item, kind, question, content in zip(items, kinds, questions, contents, strict=True):
        _put_meta(item, question.meta)
        item.search_text = search_words(kind, content, item.key)
    Item.objects.bulk_create(items)
    versions = [
        ItemVersion(item=item, number=1, content=content, author_id=item.author_id) for item, content in zip(items, contents, strict=True)
    ]
    ItemVersion.objects.bulk_create(versions)
    places: dict[int, int] = {}
    for item, version, question in zip(items, versions, questions, strict=True):
        item.working = version
        if question.stimulus is not None:
            item.stimulus = items[question.stimulus]
            item.position = places[question.stimulus] = places.get(question.stimulus, 0) + 1
    Item.objects.bulk_update(items, ["working", "stimulus", "position"], batch_size=500)
    _write_bands([(item, kind.text(content)) for item, kind, content in zip(items, kinds, contents, strict=True)])
    for item, question in zip(items, questions, strict=True):
        if question.meta.tags:
            item.tags.set(_tags(bank, question.meta.tags))
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


def create_item(
    *, actor: Actor, bank: Bank, kind: str, content: Content | None = None, meta: ItemMeta | None = None, folder: Folder | None = None
) -> Item:
    """Put one question into a bank as a draft; without content it begins blank."""
    whole = content if content is not None else kind_of(kind).blank()
    return create_items(actor=actor, bank=bank, questions=[NewItem(kind, whole, meta or ItemMeta())], folder=folder)[0]


def _key(bank: Bank, number: int) -> str:
    prefix = fold(bank.subject.short_name if bank.subject else "")[:2].upper().replace(" ", "") or "CH"
    return f"{prefix}-{number:04d}"


def _write_bands(texts: Iterable[tuple[Item, str]]) -> None:
    pairs = list(texts)
    ItemBand.objects.filter(item__in=[item for item, _text in pairs]).delete()
    rows = [ItemBand(bank_id=item.bank_id, item=item, value=value) for item, text in pairs for value in bands(text)]
    ItemBand.objects.bulk_create(rows, batch_size=2000)


def _for_writing(actor: Actor, item: Item) -> Item:
    require(can_edit_item, actor, item)
    fresh = Item.objects.select_for_update(of=("self",)).select_related("bank__unit", "working").get(pk=item.pk)
    if fresh.state == ItemState.RETIRED:
        raise ItemError("item.retired")
    return fresh


@transaction.atomic
def save_content(*, actor: Actor, item: Item, content: Content, revision: int) -> Item:
    """Save the content of the working version; a version that was asked or approved is left, and a new one begun.

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
    if version.frozen_at is not None:
        version = ItemVersion(item=item, number=version.number + 1)
        item.state = ItemState.DRAFT
    version.content, version.author_id = clean, actor.person_id or None
    version.save()
    item.working, item.revision = version, item.revision + 1
    item.search_text = search_words(kind, clean, item.key)
    item.save(update_fields=["working", "revision", "state", "search_text", "updated_at"])
    _write_bands([(item, kind.text(clean))])
    return item


@transaction.atomic
def save_meta(*, actor: Actor, items: Sequence[Item], meta: ItemMeta) -> int:
    """Set the given metadata on some items (bulk edit); what is None stays. Returns how many. Side effects: audit."""
    _check_meta(meta)
    for item in items:
        require(can_edit_item, actor, item)
    if meta.outcome_id:
        outcome = Outcome.objects.get(pk=meta.outcome_id)
        if meta.subject_id and outcome.subject_id != meta.subject_id:
            raise ItemError("outcome.other_subject", field="outcome")
    rows = list(Item.objects.select_for_update(of=("self",)).select_related("bank__unit").filter(pk__in=[item.pk for item in items]))
    for row in rows:
        _put_meta(row, meta)
    names = ["subject", "grade", "outcome", "level", "difficulty", "points", "source", "friends"]
    Item.objects.bulk_update(rows, names, batch_size=500)
    if meta.tags is not None:
        for row in rows:
            row.tags.set(_tags(row.bank, meta.tags))
    for bank in {row.bank for row in rows}:
        given = {name: getattr(meta, name) for name in ("level", "difficulty", "source", "friends") if getattr(meta, name) is not None}
        count = sum(row.bank_id == bank.pk for row in rows)
        record(
            actor=actor,
            verb="assessment.items.described",
            obj=bank,
            unit_path=bank.unit.path,
            unit_id=bank.unit_id,
            changes={"count": count, **given},
        )
    return len(rows)


@transaction.atomic
def move_items(*, actor: Actor, items: Sequence[Item], folder: Folder | None) -> int:
    """Put items of one bank into a folder of it (None: out of all folders); questions go with their passage."""
    for item in items:
        require(can_edit_item, actor, item)
    if folder is not None and any(item.bank_id != folder.bank_id for item in items):
        raise ItemError("folder.other_bank")
    ids = {item.pk for item in items}
    ids |= set(Item.objects.filter(stimulus_id__in=ids).values_list("pk", flat=True))
    rows = Item.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    old: dict[int, int] = {}
    for folder_id in rows.values_list("folder_id", flat=True):
        if folder_id:
            old[folder_id] = old.get(folder_id, 0) + 1
    moved = Item.objects.filter(pk__in=ids).update(folder=folder)
    for folder_id, count in old.items():
        Folder.objects.filter(pk=folder_id).update(item_count=F("item_count") - count)
    if folder is not None:
        Folder.objects.filter(pk=folder.pk).update(item_count=F("item_count") + moved)
    return moved


@transaction.atomic
def copy_items(*, actor: Actor, items: Sequence[Item], bank: Bank, folder: Folder | None = None) -> list[Item]:
    """Copy usable items (their ready version, else the working one) into another bank; pictures keep their address.

    A passage brings its questions only when they are among `items`. The copies remember where they come from.
    """
    for item in items:
        require(can_view_item, actor, item)
    for source in {item.bank for item in items}:
        require(can_use_bank, actor, source)
    order = sorted(items, key=lambda item: (item.kind != "stimulus", item.stimulus_id or 0, item.position, item.pk))
    places = {item.pk: place for place, item in enumerate(order)}
    new = [
        NewItem(
            item.kind,
            _best_content(item),
            ItemMeta(item.subject_id, item.grade_id, item.outcome_id, item.level, item.difficulty, item.source, item.friends),
            places.get(item.stimulus_id or 0),
        )
        for item in order
    ]
    made = create_items(actor=actor, bank=bank, questions=new, folder=folder)
    for copy, source_item in zip(made, order, strict=True):
        copy.copied_from = source_item
    Item.objects.bulk_update(made, ["copied_from"])
    return made


def _best_content(item: Item) -> Content:
    version = item.ready or item.working
    return dict(version.content) if version else {}


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
