"""Arranging a draft: its parts, and the questions in them with their points and places.

Every verb takes the `revision` of the paper that was on the screen (None: whatever is there): who works in two windows, or hands a
draft over, never changes what he has not seen (`paper.changed`).
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from core.access.types import Actor
from core.lib.vietnamese import tidy

from ..enums import PartForm
from ..errors import PaperError
from ..models import Paper, PaperEntry, PaperPart
from ..types import PaperPartFacts
from .composing import form_of, locked, place_part, rename_parts, touch

MOST_PARTS = 10


def entry_of(paper: Paper, entry_id: int) -> PaperEntry:
    """Return an entry of a paper with its item, part and row; `entry.unknown`."""
    found = PaperEntry.objects.select_related("item", "part", "row").filter(paper=paper, pk=entry_id).first()
    if found is None:
        raise PaperError("entry.unknown")
    return found


def part_of(paper: Paper, key: str) -> PaperPart:
    """Return the part of a paper called `key`; `part.unknown`."""
    found = paper.parts.filter(key=key).first()
    if found is None:
        raise PaperError("part.unknown", key=key)
    return found


def read_points(text: Any) -> Decimal:
    """Return points as people type them; `PaperError` `points.bad`."""
    try:
        value = Decimal(str(text).strip().replace(",", "."))
    except InvalidOperation:
        raise PaperError("points.bad", field="points") from None
    if not value.is_finite() or not 0 <= value <= 100:
        raise PaperError("points.bad", field="points")
    return value.quantize(Decimal("0.001"))


def _dense(part: PaperPart) -> None:
    rows = list(part.entries.order_by("position", "pk"))
    for place, row in enumerate(rows, 1):
        row.position = place
    PaperEntry.objects.bulk_update(rows, ["position"])


def _close_gap(paper: Paper, part: PaperPart) -> None:
    """Number a part that lost a question anew; a part that is empty then goes."""
    if part.entries.exists():
        _dense(part)
    else:
        part.delete()
        rename_parts(paper)


@transaction.atomic
def add_part(*, actor: Actor, paper: Paper, form: str, revision: int | None = None) -> PaperPart:
    """Put an empty part of a form at its official place, behind those of the same form. `part.form_unknown`, `part.too_many`."""
    paper = locked(actor, paper, revision)
    if form not in PartForm.values:
        raise PaperError("part.form_unknown", field="form")
    if paper.parts.count() >= MOST_PARTS:
        raise PaperError("part.too_many", count=MOST_PARTS)
    made = place_part(paper, form)
    touch(paper)
    return made


@transaction.atomic
def update_part(*, actor: Actor, paper: Paper, part_key: str, facts: PaperPartFacts, revision: int | None = None) -> PaperPart:
    """Change what a part says and asks. `facts.item_points` (if given) becomes the points of every question in it.

    `PaperError`: `part.unknown`, `part.title`, `points.bad`, `part.minutes`, `part.answer_count`.
    """
    paper = locked(actor, paper, revision)
    part = part_of(paper, part_key)
    part.title = tidy(facts.title)[:200]
    if not part.title:
        raise PaperError("part.title", field="title")
    if facts.minutes is not None and not 1 <= facts.minutes <= 600:
        raise PaperError("part.minutes", field="minutes")
    if facts.answer_count is not None and not 1 <= facts.answer_count <= part.entries.count():
        raise PaperError("part.answer_count", field="answer_count", count=part.entries.count())
    part.instruction = facts.instruction.strip()[:2000]
    part.minutes, part.answer_count = facts.minutes, facts.answer_count
    part.shuffles_items, part.shuffles_options = facts.shuffles_items, facts.shuffles_options
    if facts.item_points is not None:
        part.item_points = read_points(facts.item_points)
        part.entries.update(points=part.item_points)
    part.save()
    touch(paper)
    return part


@transaction.atomic
def move_part(*, actor: Actor, paper: Paper, part_key: str, by: int, revision: int | None = None) -> None:
    """Move a part before (-1) or behind (1) its neighbour; parts are named I, II, III anew."""
    paper = locked(actor, paper, revision)
    part = part_of(paper, part_key)
    rows = list(paper.parts.order_by("position", "pk"))
    place = rows.index(part)
    target = place + (1 if by > 0 else -1)
    if not 0 <= target < len(rows):
        return
    rows[place], rows[target] = rows[target], rows[place]
    for number, row in enumerate(rows, 1):
        row.position = number
    PaperPart.objects.bulk_update(rows, ["position"])
    rename_parts(paper)
    touch(paper)


@transaction.atomic
def remove_part(*, actor: Actor, paper: Paper, part_key: str, revision: int | None = None) -> None:
    """Take away a part nothing stands in; `part.full`."""
    paper = locked(actor, paper, revision)
    part = part_of(paper, part_key)
    if part.entries.exists():
        raise PaperError("part.full", key=part.key)
    part.delete()
    rename_parts(paper)
    touch(paper)


@transaction.atomic
def remove_entry(*, actor: Actor, paper: Paper, entry_id: int, revision: int | None = None) -> None:
    """Take an item out of a draft; a part that is empty then goes."""
    paper = locked(actor, paper, revision)
    entry = entry_of(paper, entry_id)
    part = entry.part
    entry.delete()
    _close_gap(paper, part)
    touch(paper)


@transaction.atomic
def move_entry(*, actor: Actor, paper: Paper, entry_id: int, by: int, revision: int | None = None) -> None:
    """Move an item up (-1) or down (1) within its part."""
    paper = locked(actor, paper, revision)
    entry = entry_of(paper, entry_id)
    rows = list(entry.part.entries.order_by("position", "pk"))
    place = rows.index(entry)
    target = place + (1 if by > 0 else -1)
    if 0 <= target < len(rows):
        rows[place], rows[target] = rows[target], rows[place]
        for number, row in enumerate(rows, 1):
            row.position = number
        PaperEntry.objects.bulk_update(rows, ["position"])
        touch(paper)


@transaction.atomic
def order_entries(*, actor: Actor, paper: Paper, part_key: str, ids: Sequence[int], revision: int | None = None) -> None:
    """Put the items of a part in the given order; all of them must be named (`order.bad`).

    Items of other parts that are named come into this one, if it takes their form (`part.form`).
    """
    paper = locked(actor, paper, revision)
    part = part_of(paper, part_key)
    rows = {row.pk: row for row in paper.entries.select_related("item", "part").filter(pk__in=ids)}
    own = set(part.entries.values_list("pk", flat=True))
    if len(set(ids)) != len(ids) or set(rows) != set(ids) or not own <= set(ids):
        raise PaperError("order.bad")
    left = {row.part_id: row.part for row in rows.values() if row.part_id != part.pk}
    for place, pk in enumerate(ids, 1):
        row = rows[pk]
        if pk not in own and not takes(part, row):
            raise PaperError("part.form", key=row.item.key, part=part.key)
        row.part, row.position = part, place
    PaperEntry.objects.bulk_update(list(rows.values()), ["position", "part"])
    for other in left.values():
        _close_gap(paper, other)
    touch(paper)


def takes(part: PaperPart, entry: PaperEntry) -> bool:
    """Say whether a part takes an entry: the answer sheet and the rules of its form fit, or the part is mixed."""
    return part.form in (PartForm.MIXED, form_of(entry.item))


@transaction.atomic
def update_entry(
    *,
    actor: Actor,
    paper: Paper,
    entry_id: int,
    points: Any,
    is_pinned: bool,
    keeps_options: bool,
    part_key: str = "",
    revision: int | None = None,
) -> None:
    """Change the points of one item, whether it and its options keep their places in shuffled codes, and its part (at the end of it).

    `PaperError`: `entry.unknown`, `points.bad`, `part.unknown`, `part.form`.
    """
    paper = locked(actor, paper, revision)
    entry = entry_of(paper, entry_id)
    entry.points, entry.is_pinned, entry.keeps_options = read_points(points), is_pinned, keeps_options
    old, part = entry.part, part_of(paper, part_key) if part_key else entry.part
    if part.pk != old.pk:
        if not takes(part, entry):
            raise PaperError("part.form", field="part", key=entry.item.key, part=part.key)
        entry.part, entry.position = part, part.entries.count() + 1
    entry.save(update_fields=["points", "is_pinned", "keeps_options", "part", "position"])
    if part.pk != old.pk:
        _close_gap(paper, old)
    touch(paper)


@transaction.atomic
def set_points(*, actor: Actor, paper: Paper, part_key: str, points: Any, entry_id: int | None = None, revision: int | None = None) -> None:
    """Give an item its points, or all items of a part the same."""
    paper = locked(actor, paper, revision)
    value = read_points(points)
    if entry_id is not None:
        entry = entry_of(paper, entry_id)
        entry.points = value
        entry.save(update_fields=["points"])
    else:
        part = part_of(paper, part_key)
        part.item_points = value
        part.save(update_fields=["item_points"])
        part.entries.update(points=value)
    touch(paper)
