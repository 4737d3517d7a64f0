"""The way of a question from draft to use and out of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..enums import ItemState, ReviewDecision
from ..errors import ItemError
from ..models import Item, ItemReview, ItemVersion
from ..policies import can_edit_item, can_manage_bank, can_review_item
from ..rules.levels import REQUIRED, REQUIRED_OF_STIMULUS, missing
from .items import kind_of


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
    lacking = missing_facts(item)
    if lacking:
        names = facts_named()
        raise ItemError("item.missing", field=lacking[0], missing=", ".join(names[name] for name in lacking))
    return version


def _record(actor: Actor, item: Item, verb: str, **changes: object) -> None:
    bank = item.bank
    record(actor=actor, verb=verb, obj=item, unit_path=bank.unit.path, unit_id=bank.unit_id, changes=dict(changes))


@transaction.atomic
def send_to_review(*, actor: Actor, item: Item) -> Item:
    """Hand the working version to the reviewers. `ItemError`: `item.problems`, `item.missing`, `item.retired`."""
    require(can_edit_item, actor, item)
    item = _locked(item)
    if item.state == ItemState.RETIRED:
        raise ItemError("item.retired")
    _checked(item)
    item.state = ItemState.IN_REVIEW
    item.save(update_fields=["state", "updated_at"])
    _record(actor, item, "assessment.item.sent_to_review")
    return item


@transaction.atomic
def withdraw_from_review(*, actor: Actor, item: Item) -> Item:
    """Take an item back from review, to write on."""
    require(can_edit_item, actor, item)
    item = _locked(item)
    if item.state == ItemState.IN_REVIEW:
        item.state = ItemState.DRAFT
        item.save(update_fields=["state", "updated_at"])
    return item


@transaction.atomic
def review_item(*, actor: Actor, item: Item, decision: str, remark: str = "") -> ItemReview:
    """Approve the version in review, or return it with a remark. Nobody reviews what one wrote (`item.own_review`)."""
    item = _locked(item)
    version = item.working
    if version is None or item.state != ItemState.IN_REVIEW:
        raise ItemError("item.not_in_review")
    if version.author_id == actor.person_id and actor.person_id:
        raise ItemError("item.own_review")
    require(can_review_item, actor, version)
    remark = remark.strip()[:4000]
    if decision == ReviewDecision.RETURNED and not remark:
        raise ItemError("review.remark", field="remark")
    review = ItemReview.objects.create(version=version, reviewer_id=actor.person_id, decision=decision, remark=remark)
    if decision == ReviewDecision.APPROVED:
        _freeze(item, version)
    else:
        item.state = ItemState.DRAFT
        item.save(update_fields=["state", "updated_at"])
    _record(actor, item, "assessment.item.reviewed", decision=decision)
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
    done = 0
    for item in items:
        require(can_edit_item, actor, item)
        row = _locked(item)
        if row.bank.needs_review:
            raise ItemError("item.needs_review")
        if row.state == ItemState.RETIRED:
            raise ItemError("item.retired")
        _freeze(row, _checked(row))
        _record(actor, row, "assessment.item.made_ready")
        done += 1
    return done


@transaction.atomic
def retire_items(*, actor: Actor, items: Sequence[Item], is_retired: bool = True) -> int:
    """Take items out of use, or back into it (as drafts that must be made ready again unless a version is)."""
    for item in items:
        require(can_edit_item, actor, item)
        row = _locked(item)
        row.state = (
            ItemState.RETIRED if is_retired else ItemState.READY if row.ready_id == row.working_id and row.ready_id else ItemState.DRAFT
        )
        row.save(update_fields=["state", "updated_at"])
        _record(actor, row, "assessment.item.retired" if is_retired else "assessment.item.reinstated")
    return len(items)


@transaction.atomic
def seal_items(*, actor: Actor, items: Sequence[Item], until: datetime | None) -> int:
    """Hide items from all but their authors and the bank's managers until a moment (None: open them)."""
    for bank in {item.bank for item in items}:
        require(can_manage_bank, actor, bank)
    count = Item.objects.filter(pk__in=[item.pk for item in items]).update(sealed_until=until)
    for item in items:
        _record(actor, item, "assessment.item.sealed" if until else "assessment.item.unsealed")
    return count


def note_sealed_look(*, actor: Actor, item: Item) -> None:
    """Write into the audit trail that somebody looked at a sealed item."""
    _record(actor, item, "assessment.item.sealed_viewed")
