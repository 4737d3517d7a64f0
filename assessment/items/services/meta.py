"""What is known of a question beside its content: subject, grade, outcome, level, difficulty, tags."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy

from ..enums import CognitiveLevel
from ..errors import ItemError
from ..models import Bank, Item, Outcome, Tag
from ..policies import can_edit_items
from ..rules.levels import REQUIRED, REQUIRED_OF_STIMULUS, missing
from ..selectors.items import seen_facts
from ..selectors.kinds import kind_of
from ..types import ItemMeta

TAG_LIMIT = 60


def check_meta(meta: ItemMeta) -> None:
    """Refuse metadata that can't be (`ItemError`): an unknown level, a difficulty outside 0-1, a tag that is too long."""
    if meta.level and meta.level not in CognitiveLevel.values:
        raise ItemError("meta.level", field="level", level=meta.level)
    if meta.difficulty is not None and not 0 <= meta.difficulty <= 1:
        raise ItemError("meta.difficulty", field="difficulty")
    if any(len(tidy(tag)) > TAG_LIMIT for tag in meta.tags or ()):
        raise ItemError("meta.tag", field="tags", limit=TAG_LIMIT)


EMPTY: dict[str, Any] = {"level": "", "source": "", "friends": ""}


def put_meta(item: Item, meta: ItemMeta, outcome: Outcome | None = None) -> None:
    """Set the given facts; an outcome brings its subject and grade where the item has none, and must fit the subject it has."""
    for name in ("subject_id", "grade_id", "outcome_id", "difficulty", "points", "level", "source", "friends"):
        value, fact = getattr(meta, name), name.removesuffix("_id")
        if fact in meta.clears:
            setattr(item, name, EMPTY.get(fact))
        elif value is not None:
            setattr(item, name, value)
    if outcome is not None:
        item.subject_id, item.grade_id = item.subject_id or outcome.subject_id, item.grade_id or outcome.grade_id
    elif meta.subject_id and item.pk and item.outcome_id:
        outcome = item.outcome
    if outcome is not None and outcome.subject_id != item.subject_id:
        raise ItemError("outcome.other_subject", field="outcome")
    if item.ready_id:
        check_facts(item)


def facts_named() -> dict[str, str]:
    """Return the words for the facts that must be known of a question."""
    return {
        "subject": _("môn"),
        "grade": _("khối"),
        "outcome": _("yêu cầu cần đạt"),
        "level": _("mức độ nhận thức"),
        "difficulty": _("độ khó dự kiến"),
    }


def missing_facts(item: Item) -> list[str]:
    """Return which facts must be filled in before the item is used, as `REQUIRED` names them."""
    values = {
        "subject": item.subject_id,
        "grade": item.grade_id,
        "outcome": item.outcome_id,
        "level": item.level,
        "difficulty": item.difficulty,
    }
    return missing(values, REQUIRED if kind_of(item.kind).is_question else REQUIRED_OF_STIMULUS)


def check_facts(item: Item) -> None:
    """Refuse (`item.missing`, naming them) when facts that tests need are unknown."""
    lacking = missing_facts(item)
    if lacking:
        names = facts_named()
        raise ItemError("item.missing", field=lacking[0], missing=", ".join(names[name] for name in lacking))


def tag_all(bank: Bank, tagged: Sequence[tuple[Item, Iterable[str]]]) -> None:
    """Put tags on new items: a constant number of queries."""
    known = {tag.name: tag for tag in _tags(bank, [name for _item, names in tagged for name in names])}
    rows = [
        Item.tags.through(item_id=item.pk, tag_id=known[name].pk)
        for item, names in tagged
        for name in dict.fromkeys(tidy(name) for name in names if tidy(name))
    ]
    Item.tags.through.objects.bulk_create(rows, ignore_conflicts=True)


def _tags(bank: Bank, names: Iterable[str]) -> list[Tag]:
    wanted = list(dict.fromkeys(tidy(name) for name in names if tidy(name)))
    if not wanted:
        return []
    Tag.objects.bulk_create([Tag(bank=bank, name=name) for name in wanted], ignore_conflicts=True)
    return list(Tag.objects.filter(bank=bank, name__in=wanted))


FACTS = ("subject", "grade", "outcome", "level", "difficulty", "points", "source", "friends")


@transaction.atomic
def save_meta(*, actor: Actor, items: Sequence[Item], meta: ItemMeta, adds_tags: bool = False, seen: str = "") -> int:
    """Set the given metadata on some items (bulk edit); what is None stays, `meta.clears` are emptied. Returns how many.

    An item in use keeps the facts tests need (`item.missing`). `outcome.other_subject`: the outcome is of another subject than the
    item's. Tags replace those there are, or with `adds_tags` join them. `seen` (one item) is `selectors.items.seen_facts` of when the
    form was shown: `meta.changed` when it is another by now. Side effects: audit.
    """
    check_meta(meta)
    require(can_edit_items, actor, items)
    rows = list(
        Item.objects.select_for_update(of=("self",))
        .select_related("bank__unit", "outcome")
        .filter(pk__in=[item.pk for item in items])
        .order_by("pk")
    )
    if seen and len(rows) == 1 and seen_facts(rows[0]) != seen:
        raise ItemError("meta.changed")
    outcome = Outcome.objects.get(pk=meta.outcome_id) if meta.outcome_id else None
    for row in rows:
        put_meta(row, meta, outcome)
    Item.objects.bulk_update(rows, FACTS, batch_size=500)
    Item.objects.filter(pk__in=[row.pk for row in rows]).update(updated_at=timezone.now())
    if meta.tags is not None or "tags" in meta.clears:
        _retag(rows, meta.tags or (), adds_tags)
    given = {name: getattr(meta, name) for name in ("level", "difficulty", "source", "friends", "tags") if getattr(meta, name) is not None}
    for bank in {row.bank_id: row.bank for row in rows}.values():
        count = sum(row.bank_id == bank.pk for row in rows)
        record(
            actor=actor,
            verb="assessment.items.described",
            obj=bank,
            unit_path=bank.unit.path,
            unit_id=bank.unit_id,
            changes={"count": count, "outcome": meta.outcome_id, "clears": tuple(meta.clears), **given},
        )
    return len(rows)


def _retag(rows: Sequence[Item], names: Sequence[str], adds: bool) -> None:
    through = Item.tags.through.objects
    if not adds:
        through.filter(item_id__in=[row.pk for row in rows]).delete()
    for bank in {row.bank_id: row.bank for row in rows}.values():
        tag_all(bank, [(row, names) for row in rows if row.bank_id == bank.pk])
