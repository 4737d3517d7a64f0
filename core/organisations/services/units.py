"""Units begin, change their name and place, and end. History is kept beside the tree; one writer at a time."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.lib import vietnamese

from ..enums import ChangeKind, EnrolmentState
from ..errors import UnitRefused
from ..events import UnitClosed, UnitMoved, UnitOpened, UnitRenamed
from ..models import Enrolment, Unit, UnitChange, UnitName, UnitPlacement, open_unit, running
from ..policies import can_manage_unit, can_open_unit_under, can_reorganise_unit
from ..rules import may_stand
from ..types import NewUnit


def lock_tree() -> None:
    """Let one change of the tree happen at a time: whoever holds the rows at its top may write paths."""
    list(Unit.objects.select_for_update().filter(depth=1).order_by("pk").values_list("pk", flat=True))


def fresh(unit: Unit) -> Unit:
    """Return the unit as the database has it now; paths held in memory are stale after a change of the tree."""
    row: Unit = Unit.objects.get(pk=unit.pk)
    return row


def effective(unit: Unit | None, on: date | None) -> date:
    """Return the day a change takes effect (default today); never in the future, never before the unit's last change."""
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise UnitRefused("date_future")
    if unit is not None:
        last = UnitChange.objects.filter(unit=unit).order_by("-happened_on").values_list("happened_on", flat=True).first()
        if last is not None and day < last:
            raise UnitRefused("date_early")
    return day


def note_change(unit: Unit, kind: ChangeKind, day: date, decision: str, **details: Any) -> UnitChange:
    """Write a line of the unit's history."""
    return UnitChange.objects.create(unit=unit, kind=kind, happened_on=day, decision=decision, details=details)


def place(unit: Unit, parent: Unit | None, day: date) -> None:
    """Write that `unit` stands under `parent` from `day` on."""
    if not UnitPlacement.objects.filter(unit=unit).exists():
        UnitPlacement.objects.create(unit=unit, parent=unit.get_parent(), valid_from=unit.opened_on, valid_to=day)
    UnitPlacement.objects.filter(unit=unit, valid_to=None).update(valid_to=day)
    UnitPlacement.objects.create(unit=unit, parent=parent, valid_from=day)


def put_under(unit: Unit, parent: Unit, day: date) -> Unit:
    """Move the unit with all below it under `parent` in the tree, and write its placement. The caller holds the lock."""
    place(unit, parent, day)
    unit.move(parent, pos="last-child")
    return fresh(unit)


@transaction.atomic
def open_unit_under(*, actor: Actor, parent: Unit | None, unit: NewUnit, on: date | None = None, decision: str = "") -> Unit:
    """Open a unit under `parent` (None: at the top of the tree, platform staff only).

    `on` is when it began (default today), `decision` the document that ordered it. `UnitRefused`: `name_empty`, `key_empty`,
    `key_taken`, `kind_misplaced`, `date_future`. Publishes `core.units.opened.v1`.
    """
    lock_tree()
    parent = fresh(parent) if parent is not None else None
    require(can_open_unit_under, actor, parent)
    if parent is not None and parent.is_closed:
        raise UnitRefused("unit_closed")
    name, key = vietnamese.tidy(unit.name), unit.key.strip()
    if not name or not key:
        raise UnitRefused("key_empty" if name else "name_empty")
    if not may_stand(unit.kind, parent.kind if parent else None):
        raise UnitRefused("kind_misplaced")
    if Unit.objects.filter(key=key).exists():
        raise UnitRefused("key_taken")
    day = effective(None, on)
    fields = {
        "kind": unit.kind, "name": name, "key": key, "short_name": vietnamese.tidy(unit.short_name), "opened_on": day,
        "commune_code": unit.commune_code, "address": unit.address, "phone": unit.phone,
    }  # fmt: skip
    row: Unit = parent.add_child(**fields) if parent else Unit.add_root(**fields)
    UnitName.objects.create(unit=row, name=name, valid_from=day)
    UnitPlacement.objects.create(unit=row, parent=parent, valid_from=day)
    note_change(row, ChangeKind.OPENED, day, decision)
    record(actor=actor, verb="organisations.unit.opened", obj=row, unit_id=row.pk, unit_path=row.path)
    publish(UnitOpened(unit_id=row.pk))
    return row


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Unit, name: str, short_name: str = "", on: date | None = None, decision: str = "") -> Unit:
    """Give the unit a new name from `on` (default today); the old one stays in its history. The same name again changes nothing.

    `UnitRefused`: `name_empty`, `date_future`, `date_early`. Publishes `core.units.renamed.v1`.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require(can_reorganise_unit, actor, unit)
    name, short_name, old = vietnamese.tidy(name), vietnamese.tidy(short_name), unit.name
    if not name:
        raise UnitRefused("name_empty")
    if (name, short_name) == (unit.name, unit.short_name):
        return unit
    day = effective(unit, on)
    if name != old:
        if not UnitName.objects.filter(unit=unit).exists():
            UnitName.objects.create(unit=unit, name=old, valid_from=unit.opened_on, valid_to=day)
        UnitName.objects.filter(unit=unit, valid_to=None).update(valid_to=day)
        UnitName.objects.create(unit=unit, name=name, valid_from=day)
        note_change(unit, ChangeKind.RENAMED, day, decision, old=old, new=name)
    unit.name, unit.short_name = name, short_name
    unit.save()
    record(actor=actor, verb="organisations.unit.renamed", obj=unit, unit_id=unit.pk, unit_path=unit.path, changes={"name": [old, name]})
    publish(UnitRenamed(unit_id=unit.pk))
    return unit


@transaction.atomic
def update_unit_contact(*, actor: Actor, unit: Unit, address: str, phone: str) -> Unit:
    """Write where a unit is and how it is called by phone."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require(can_manage_unit, actor, unit)
    changes = {"address": [unit.address, address], "phone": [unit.phone, phone]}
    unit.address, unit.phone = vietnamese.tidy(address), phone.strip()
    unit.save()
    record(actor=actor, verb="organisations.unit.updated", obj=unit, unit_id=unit.pk, unit_path=unit.path, changes=changes)
    return unit


@transaction.atomic
def move_unit(*, actor: Actor, unit: Unit, parent: Unit, on: date | None = None, decision: str = "") -> Unit:
    """Put the unit, with everything below it, under another parent from `on` (default today).

    The actor must stand above both. Hats follow by themselves, since they read the path live. Moving it where it stands
    changes nothing. `UnitRefused`: `unit_closed`, `move_inside`, `kind_misplaced`, `date_future`, `date_early`.
    """
    lock_tree()
    unit, parent = fresh(unit), fresh(parent)
    require(can_reorganise_unit, actor, unit)
    require(can_open_unit_under, actor, parent)
    old_parent = unit.get_parent()
    if old_parent is not None and old_parent.pk == parent.pk:
        return unit
    if unit.is_closed or parent.is_closed:
        raise UnitRefused("unit_closed")
    if parent.path.startswith(unit.path):
        raise UnitRefused("move_inside")
    if not may_stand(unit.kind, parent.kind):
        raise UnitRefused("kind_misplaced")
    day, old_path = effective(unit, on), unit.path
    unit = put_under(unit, parent, day)
    note_change(unit, ChangeKind.MOVED, day, decision, old=old_parent.name if old_parent else "", new=parent.name)
    changes = {"parent": [str(old_parent) if old_parent else None, str(parent)], "path": [old_path, unit.path]}
    record(actor=actor, verb="organisations.unit.moved", obj=unit, unit_id=unit.pk, unit_path=unit.path, changes=changes)
    publish(UnitMoved(unit_id=unit.pk, old_parent_id=old_parent.pk if old_parent else None, new_parent_id=parent.pk))
    return unit


@transaction.atomic
def close_unit(*, actor: Actor, unit: Unit, on: date | None = None, decision: str = "") -> Unit:
    """End a unit that nobody takes over. Its hats bring nothing from then on; its records stay readable from above.

    Closing it again changes nothing. `UnitRefused`: `has_open_children`, `has_learners`, `date_future`, `date_early`.
    """
    lock_tree()
    unit = fresh(unit)
    if unit.is_closed and unit.successor_id is None and can_reorganise_unit(actor, Unit(pk=unit.pk, path=unit.path)):
        return unit
    require(can_reorganise_unit, actor, unit)
    if unit.is_closed:
        raise UnitRefused("unit_closed")
    day = effective(unit, on)
    if unit.get_descendants().filter(open_unit("")).exists():
        raise UnitRefused("has_open_children")
    if Enrolment.objects.filter(running(), unit=unit, state=EnrolmentState.STUDYING).exists():
        raise UnitRefused("has_learners")
    unit.closed_on = day
    unit.save()
    note_change(unit, ChangeKind.CLOSED, day, decision)
    record(
        actor=actor,
        verb="organisations.unit.closed",
        obj=unit,
        unit_id=unit.pk,
        unit_path=unit.path,
        changes={"closed_on": [None, day.isoformat()]},
    )
    publish(UnitClosed(unit_id=unit.pk))
    return unit
