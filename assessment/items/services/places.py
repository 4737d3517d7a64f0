"""Where questions stand: folders, copies in other banks, removal of what nobody used."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, ProtectedError, Q, RestrictedError, prefetch_related_objects

from assessment.types import Content
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..errors import ItemError
from ..models import Bank, Folder, Item
from ..policies import can_edit_items, can_view_items
from ..types import ItemMeta, NewItem
from .items import create_items


@transaction.atomic
def move_items(*, actor: Actor, items: Sequence[Item], folder: Folder | None) -> int:
    """Put items of one bank into a folder of it (None: out of all folders); questions go with their passage."""
    require(can_edit_items, actor, items)
    if folder is not None and any(item.bank_id != folder.bank_id for item in items):
        raise ItemError("folder.other_bank")
    chosen = {item.pk for item in items}
    rows = list(
        Item.objects.select_for_update(of=("self",))
        .filter(Q(pk__in=chosen) | Q(stimulus_id__in=chosen))
        .order_by("pk")
        .only("pk", "folder_id")
    )
    moving = [row for row in rows if row.folder_id != (folder.pk if folder else None)]
    left = Counter(row.folder_id for row in moving if row.folder_id)
    Item.objects.filter(pk__in=[row.pk for row in moving]).update(folder=folder)
    for folder_id, count in sorted(left.items()):
        Folder.objects.filter(pk=folder_id).update(item_count=F("item_count") - count)
    if folder is not None:
        Folder.objects.filter(pk=folder.pk).update(item_count=F("item_count") + len(moving))
    return len(items)


@transaction.atomic
def delete_items(*, actor: Actor, items: Sequence[Item]) -> int:
    """Remove questions that nobody ever used, for good: drafts, an import that is undone. Passages take their questions along.

    `ItemError` `item.in_papers`: one of them was in use or stands in a paper; then nothing is removed. Side effects: audit.
    """
    require(can_edit_items, actor, items)
    chosen = {item.pk for item in items}
    of = Item.objects.select_for_update(of=("self",)).filter(Q(pk__in=chosen) | Q(stimulus_id__in=chosen))
    rows = list(of.select_related("bank__unit").order_by("-stimulus_id", "pk"))
    ids = [row.pk for row in rows]
    if any(row.usage_count or row.exposure_count for row in rows):
        raise ItemError("item.in_papers")
    Item.objects.filter(pk__in=ids).update(working=None, ready=None, stimulus=None)
    try:
        with transaction.atomic():
            Item.objects.filter(pk__in=ids).delete()
    except (ProtectedError, RestrictedError):
        raise ItemError("item.in_papers") from None
    for folder_id, count in sorted(Counter(row.folder_id for row in rows if row.folder_id).items()):
        Folder.objects.filter(pk=folder_id).update(item_count=F("item_count") - count)
    for bank in {row.bank_id: row.bank for row in rows}.values():
        keys = [row.key for row in rows if row.bank_id == bank.pk]
        Bank.objects.filter(pk=bank.pk).update(item_count=F("item_count") - len(keys))
        record(
            actor=actor,
            verb="assessment.items.deleted",
            obj=bank,
            unit_path=bank.unit.path,
            unit_id=bank.unit_id,
            changes={"count": len(keys), "keys": tuple(keys[:100])},
        )
    return len(rows)


@transaction.atomic
def copy_items(*, actor: Actor, items: Sequence[Item], bank: Bank, folder: Folder | None = None) -> list[Item]:
    """Copy items (their ready version, else the working one) into a bank as drafts; pictures keep their address.

    A passage brings its questions only when they are among `items`; a question whose passage is not among them stays under it
    when the bank is the same. The copies remember where they come from, and sealed ones stay sealed.
    """
    require(can_view_items, actor, items)
    prefetch_related_objects(list(items), "tags", "ready", "working")
    order = sorted(items, key=lambda item: (item.kind != "stimulus", item.stimulus_id or 0, item.position, item.pk))
    places = {item.pk: place for place, item in enumerate(order)}
    new = [
        NewItem(
            item.kind,
            _best_content(item),
            _facts_of(item),
            places.get(item.stimulus_id or 0),
        )
        for item in order
    ]
    made = create_items(actor=actor, bank=bank, questions=new, folder=folder)
    for copy, source_item in zip(made, order, strict=True):
        copy.copied_from, copy.sealed_until = source_item, source_item.sealed_until
        if copy.stimulus_id is None and source_item.stimulus_id and source_item.bank_id == bank.pk:
            copy.stimulus_id, copy.position = source_item.stimulus_id, source_item.position + 1
    Item.objects.bulk_update(made, ["copied_from", "sealed_until", "stimulus", "position"])
    return made


def _facts_of(item: Item) -> ItemMeta:
    return ItemMeta(
        subject_id=item.subject_id,
        grade_id=item.grade_id,
        outcome_id=item.outcome_id,
        level=item.level,
        difficulty=item.difficulty,
        source=item.source,
        friends=item.friends,
        points=float(item.points) if item.points is not None else None,
        tags=tuple(tag.name for tag in item.tags.all()),
    )


def _best_content(item: Item) -> Content:
    version = item.ready or item.working
    return dict(version.content) if version else {}
