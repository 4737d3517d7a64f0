"""What a unit adds to the national curriculum: topics and outcomes of its own, for itself and all below."""

from django.db import transaction
from django.db.models import Max
from django.db.models.deletion import ProtectedError, RestrictedError

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold, tidy
from core.organisations.models import Unit

from ..errors import ItemError
from ..models import Outcome
from ..policies import can_write_outcome, can_write_outcomes, visible_outcomes

MOST_OWN = 2000


def _named(name: str) -> str:
    name = tidy(name)[:500]
    if not name:
        raise ItemError("outcome.name", field="name")
    return name


def _once(unit: Unit, like: Outcome) -> None:
    """Refuse a second one that reads the same beside it, national ones included. The unit is locked."""
    beside = Outcome.objects.filter(subject=like.subject, grade=like.grade, parent=like.parent, is_closed=False)
    beside = beside.filter(search_text=fold(like.name)[:500]).exclude(pk=like.pk)
    if beside.filter(unit=None).exists() or beside.filter(unit=unit).exists():
        raise ItemError("outcome.twice", field="name", name=like.name)


def _note(actor: Actor, row: Outcome, verb: str, **changes: object) -> None:
    unit = row.unit
    assert unit is not None  # noqa: S101 (national ones are never written here)
    record(actor=actor, verb=verb, obj=row, unit_path=unit.path, unit_id=unit.pk, changes=changes)


@transaction.atomic
def add_outcome(*, actor: Actor, unit: Unit, subject_id: int, grade_id: int | None, name: str, parent: Outcome | None = None) -> Outcome:
    """Add a topic (without `parent`), or an outcome under a topic that the unit sees.

    `ItemError`: `outcome.name`, `outcome.twice`, `outcome.parent` (of another subject or grade, closed, or itself an outcome),
    `outcome.many`. Side effects: audit.
    """
    require(can_write_outcomes, actor, unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if parent is not None:
        fits = parent.subject_id == subject_id and not parent.is_outcome and (grade_id is None or parent.grade_id in (None, grade_id))
        if not fits or not visible_outcomes(actor).filter(pk=parent.pk).exists():
            raise ItemError("outcome.parent", field="parent")
    if Outcome.objects.filter(unit=unit).count() >= MOST_OWN:
        raise ItemError("outcome.many", count=MOST_OWN)
    row = Outcome(unit=unit, subject_id=subject_id, parent=parent, name=_named(name), is_outcome=parent is not None)
    row.grade_id = grade_id or (parent.grade_id if parent else None)
    _once(unit, row)
    beside = Outcome.objects.filter(subject_id=subject_id, grade=row.grade, parent=parent)
    row.order = (beside.aggregate(last=Max("order"))["last"] or (parent.order if parent else 0)) + (parent is None)
    row.save()
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    _note(actor, row, "assessment.outcome.added", name=row.name)
    return row


def _locked(actor: Actor, outcome: Outcome) -> Outcome:
    require(can_write_outcome, actor, outcome)
    Unit.objects.select_for_update().get(pk=outcome.unit_id)
    return Outcome.objects.select_related("unit").get(pk=outcome.pk)


@transaction.atomic
def rename_outcome(*, actor: Actor, outcome: Outcome, name: str) -> Outcome:
    """Give one of the unit's own another name. `outcome.name`, `outcome.twice`. Side effects: audit."""
    row = _locked(actor, outcome)
    before, row.name = row.name, _named(name)
    if row.name != before and row.unit is not None:
        _once(row.unit, row)
        row.save(update_fields=["name", "search_text"])
        _note(actor, row, "assessment.outcome.renamed", name=[before, row.name])
    return row


@transaction.atomic
def close_outcome(*, actor: Actor, outcome: Outcome, is_closed: bool = True) -> Outcome:
    """Take one of the unit's own out of the lists to choose from, or back; questions keep it. Side effects: audit."""
    row = _locked(actor, outcome)
    if row.is_closed != is_closed:
        if not is_closed and row.unit is not None:
            _once(row.unit, row)
        row.is_closed = is_closed
        row.save(update_fields=["is_closed"])
        _note(actor, row, "assessment.outcome.closed" if is_closed else "assessment.outcome.reopened")
    return row


@transaction.atomic
def remove_outcome(*, actor: Actor, outcome: Outcome) -> None:
    """Remove one of the unit's own that nothing names; `outcome.in_use`. Side effects: audit."""
    row = _locked(actor, outcome)
    _note(actor, row, "assessment.outcome.removed", name=row.name)
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError):
        raise ItemError("outcome.in_use") from None
