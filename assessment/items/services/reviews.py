"""The way of a question from draft to use and out of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..enums import ItemState, ReviewDecision
from ..errors import ItemError
from ..models import Item, ItemReview, ItemVersion
from ..policies import (
    can_edit_item,
    can_edit_items,
    can_manage_items,
    can_review_bank,
    can_review_item,
    can_view_item,
    can_view_items,
)
from ..selectors.kinds import kind_of
from .meta import check_facts


def _locked(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("bank__unit", "working").get(pk=item.pk)


def _checked(item: Item) -> ItemVersion:
    """Return the working version when nothing is wrong with it, or say what is."""
    version = item.working
    if version is None:
        raise ItemError("kind.unknown", kind=item.kind)
    problems = kind_of(item.kind).problems(version.content)
    if problems:
        raise ItemError("item.problems", problems=" ".join(str(problem.message) for problem in problems[:5]))
    check_facts(item)
    return version


def _record(actor: Actor, item: Item, verb: str, **changes: object) -> None:
    bank = item.bank
    record(actor=actor, verb=verb, obj=item, unit_path=bank.unit.path, unit_id=bank.unit_id, changes=dict(changes))


def _all_locked(items: Sequence[Item]) -> list[Item]:
    of = Item.objects.select_for_update(of=("self",)).select_related("bank__unit", "working")
    rows = list(of.filter(pk__in=[item.pk for item in items]).order_by("pk"))
    if any(row.state == ItemState.RETIRED for row in rows):
        raise ItemError("item.retired")
    return rows


def _named(row: Item, error: ItemError, many: bool) -> ItemError:
    """Return an error that names its question, for work on several at once."""
    return ItemError("item.one_of_many", key=row.key, why=error.message) if many else error


@transaction.atomic
def send_to_review(*, actor: Actor, items: Sequence[Item]) -> int:
    """Hand the working versions to the reviewers, all or none. `ItemError`: `item.problems`, `item.missing`, `item.retired`."""
    require(can_edit_items, actor, items)
    rows = _all_locked(items)
    for row in rows:
        try:
            _checked(row)
        except ItemError as error:
            raise _named(row, error, len(rows) > 1) from None
        row.state = ItemState.IN_REVIEW
        row.save(update_fields=["state", "updated_at"])
        _record(actor, row, "assessment.item.sent_to_review")
    return len(rows)


@transaction.atomic
def withdraw_from_review(*, actor: Actor, item: Item) -> Item:
    """Take an item back from review, to write on."""
    require(can_edit_item, actor, item)
    item = _locked(item)
    if item.state == ItemState.IN_REVIEW:
        item.state = ItemState.DRAFT
        item.save(update_fields=["state", "updated_at"])
        _record(actor, item, "assessment.item.withdrawn")
    return item


@transaction.atomic
def review_item(*, actor: Actor, item: Item, decision: str, remark: str = "", revision: int | None = None) -> ItemReview:
    """Approve the version in review, or return it with a remark. Nobody reviews what one wrote (`item.own_review`).

    `revision` is what the reviewer looked at: `item.changed_since` when something else is in review by now.
    """
    require(can_view_item, actor, item)
    item = _locked(item)
    version = item.working
    if version is None or item.state != ItemState.IN_REVIEW:
        raise ItemError("item.not_in_review")
    if not can_review_item(actor, item):
        if can_review_bank(actor, item.bank):
            raise ItemError("item.own_review")
        require(can_review_item, actor, item)
    if revision is not None and revision != item.revision:
        raise ItemError("item.changed_since")
    remark = remark.strip()[:4000]
    if decision == ReviewDecision.RETURNED and not remark:
        raise ItemError("review.remark", field="remark")
    review = ItemReview.objects.create(version=version, reviewer_id=actor.person_id, decision=decision, remark=remark)
    if decision == ReviewDecision.APPROVED:
        _freeze(item, _checked(item))
    else:
        item.state = ItemState.DRAFT
        item.save(update_fields=["state", "updated_at"])
    _record(actor, item, "assessment.item.approved" if decision == ReviewDecision.APPROVED else "assessment.item.returned")
    return review


def _freeze(item: Item, version: ItemVersion) -> None:
    if version.frozen_at is None:
        version.frozen_at = timezone.now()
        version.save(update_fields=["frozen_at"])
    item.ready, item.state = version, ItemState.READY
    item.save(update_fields=["ready", "state", "updated_at"])


@transaction.atomic
def make_ready(*, actor: Actor, items: Sequence[Item]) -> int:
    """Let items be used in tests without review; banks that ask for review refuse (`item.needs_review`). All or none."""
    require(can_edit_items, actor, items)
    rows = _all_locked(items)
    for row in rows:
        if row.bank.needs_review and row.state != ItemState.READY:
            raise ItemError("item.needs_review")
        try:
            _freeze(row, _checked(row))
        except ItemError as error:
            raise _named(row, error, len(rows) > 1) from None
        _record(actor, row, "assessment.item.made_ready")
    return len(rows)


@transaction.atomic
def retire_items(*, actor: Actor, items: Sequence[Item], is_retired: bool = True) -> int:
    """Take items out of use, or back into it (as drafts, unless their last version was in use)."""
    require(can_edit_items, actor, items)
    rows = list(Item.objects.select_for_update(of=("self",)).filter(pk__in=[item.pk for item in items]).select_related("bank__unit"))
    for row in rows:
        was_in_use = row.ready_id is not None and row.ready_id == row.working_id
        row.state = ItemState.RETIRED if is_retired else ItemState.READY if was_in_use else ItemState.DRAFT
        row.save(update_fields=["state", "updated_at"])
        _record(actor, row, "assessment.item.retired" if is_retired else "assessment.item.reinstated")
    return len(rows)


@transaction.atomic
def seal_items(*, actor: Actor, items: Sequence[Item], until: datetime | None) -> int:
    """Hide items from all but their authors and the bank's managers until a moment (None: open them); questions go with their passage.

    Side effects: audit of each.
    """
    require(can_manage_items, actor, items)
    require(can_view_items, actor, items)
    if until is not None and until <= timezone.now():
        raise ItemError("item.seal_past", field="until")
    chosen = [item.pk for item in items]
    rows = list(Item.objects.filter(Q(pk__in=chosen) | Q(stimulus_id__in=chosen)).select_related("bank__unit").order_by("pk"))
    Item.objects.filter(pk__in=[item.pk for item in rows]).update(sealed_until=until)
    for item in rows:
        _record(actor, item, "assessment.item.sealed" if until else "assessment.item.unsealed", until=until.isoformat() if until else None)
    return len(rows)


def note_sealed_look(*, actor: Actor, item: Item) -> None:
    """Write into the audit trail that somebody looked at a sealed item."""
    _record(actor, item, "assessment.item.sealed_viewed")
