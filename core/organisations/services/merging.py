"""Mergers: several units become one; what belonged to them stays readable under its old name, below the new."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.access.enums import Role
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.lib.lengths import require_lengths

from ..enums import ChangeKind, EnrolmentState
from ..errors import UnitRefused
from ..events import UnitsMerged
from ..models import ClassGroup, Enrolment, Membership, Unit, open_unit, running
from ..policies import can_reorganise_unit
from ..rules import class_name_after_merge, may_merge
from ..types import MergePlan, NewUnit
from .units import effective, fresh, lock_tree, note_change, open_unit_under, put_under


def _fresh(units: Sequence[Unit]) -> list[Unit]:
    rows = {row.pk: row for row in Unit.objects.filter(pk__in=[unit.pk for unit in units])}
    return [rows[pk] for pk in dict.fromkeys(unit.pk for unit in units)]


def _check(units: Sequence[Unit], into: Unit) -> None:
    if into.is_closed:
        raise UnitRefused("unit_closed")
    for unit in units:
        if unit.pk == into.pk or into.path.startswith(unit.path):
            raise UnitRefused("merge_itself")
        if unit.is_closed:
            raise UnitRefused("merged_elsewhere")
        if not may_merge(unit.kind, into.kind):
            raise UnitRefused("merge_kinds")


def _classes_now(unit: Unit, day: date) -> list[ClassGroup]:
    year = Q(school_year__starts_on__lte=day, school_year__ends_on__gte=day) | Q(school_year__starts_on__gt=day)
    return list(ClassGroup.objects.filter(year, unit=unit))


def _move_hats(unit: Unit, into: Unit, day: date, *, staff: bool, students: bool) -> int:
    rows = list(Membership.objects.filter(running(day), unit=unit))
    rows = [row for row in rows if (students if row.role == Role.STUDENT else staff)]
    held = set(Membership.objects.filter(unit=into, valid_to=None).values_list("person_id", "role"))
    new = [
        Membership(
            person_id=row.person_id,
            unit=into,
            role=row.role,
            title=row.title,
            sort_key=row.sort_key,
            search_text=row.search_text,
            valid_from=day,
            valid_to=row.valid_to,
        )
        for row in rows
        if (row.person_id, row.role) not in held
    ]
    Membership.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=day - timedelta(days=1))
    Membership.objects.bulk_create(new)
    return len(rows)


def _move_classes(unit: Unit, into: Unit, day: date) -> list[ClassGroup]:
    taken = {(year, key) for year, key in ClassGroup.objects.filter(unit=into).values_list("school_year_id", "key")}
    names = {(year, name) for year, name in ClassGroup.objects.filter(unit=into).values_list("school_year_id", "name")}
    rows = _classes_now(unit, day)
    for row in rows:
        row.name = class_name_after_merge(row.name, unit.label, is_taken=(row.school_year_id, row.name) in names)
        if (row.school_year_id, row.key) in taken:
            row.key = f"{row.key[: 29 - len(str(unit.pk))]}.{unit.pk}"
        row.unit = into
    require_lengths(rows, ["key", "name"])
    ClassGroup.objects.bulk_update(rows, ["unit", "key", "name"])
    Enrolment.objects.filter(class_group__in=rows).update(unit=into)
    return rows


def _fold_in(unit: Unit, into: Unit, day: date, decision: str, *, staff: bool, classes: bool) -> list[ClassGroup]:
    """Move what goes along, close the unit, and place it below its successor."""
    moved = _move_classes(unit, into, day) if classes else []
    hats = _move_hats(unit, into, day, staff=staff, students=classes)
    for child in unit.get_children().filter(open_unit("")):
        put_under(child, fresh(into), day)
        note_change(child, ChangeKind.MOVED, day, decision, old=unit.name, new=into.name)
    unit = fresh(unit)
    unit.closed_on, unit.successor = day, into
    unit.save()
    unit = put_under(unit, fresh(into), day)
    details = {"into": into.name, "into_id": into.pk, "class_ids": [row.pk for row in moved], "hats": hats}
    note_change(unit, ChangeKind.MERGED, day, decision, **details)
    note_change(into, ChangeKind.MERGED, day, decision, merged=unit.name, unit_id=unit.pk)
    return moved


@transaction.atomic
def merge_units(
    *,
    actor: Actor,
    units: Sequence[Unit],
    into: Unit | None = None,
    new: NewUnit | None = None,
    on: date | None = None,
    decision: str = "",
    move_staff: bool = True,
    move_classes: bool = True,
) -> Unit:
    """Merge `units` into an existing unit, or into a `new` one opened beside the first of them. Returns the successor.

    With `move_staff` running hats go along (the old ones end the day before); with `move_classes` the classes, enrolments and
    pupils' hats of the running and coming school years do. Open sites and teams always go along. Classes of past years, and
    everything else, stay with the old unit, which closes and is placed below its successor.
    All or nothing, under the lock of the tree. Units that are already merged into the successor are passed over, so a repeat
    changes nothing. `UnitRefused`: `merge_nothing`, `merge_itself`, `merge_kinds`, `merged_elsewhere`, `unit_closed`, dates.
    """
    lock_tree()
    sources = _fresh(units)
    if not sources:
        raise UnitRefused("merge_nothing")
    target = _existing_target(sources, into, new)
    if target is not None:
        sources = [unit for unit in sources if unit.successor_id != target.pk]
        require(can_reorganise_unit, actor, target)
    for unit in sources:
        require(can_reorganise_unit, actor, unit)
    if target is not None and not sources:
        return target
    day = max(effective(unit, on) for unit in sources)
    if target is None:
        assert new is not None  # noqa: S101 (for the type checker; `_existing_target` has seen to it)
        target = open_unit_under(actor=actor, parent=sources[0].get_parent(), unit=new, on=day, decision=decision)
    _check(sources, target)
    moved: list[ClassGroup] = []
    for unit in sources:
        moved += _fold_in(unit, target, day, decision, staff=move_staff, classes=move_classes)
        row = fresh(unit)
        changes = {"successor": [None, target.name], "classes": [None, len(moved)]}
        record(actor=actor, verb="organisations.unit.merged", obj=row, unit_id=row.pk, unit_path=row.path, changes=changes)
    publish(UnitsMerged(unit_ids=[unit.pk for unit in sources], into_id=target.pk, class_ids=[row.pk for row in moved]))
    return fresh(target)


def _existing_target(sources: Sequence[Unit], into: Unit | None, new: NewUnit | None) -> Unit | None:
    """Return the successor if it exists already: the given one, or the new one of an earlier, equal request."""
    if into is not None:
        return fresh(into)
    if new is None:
        raise UnitRefused("merge_nothing")
    known: Unit | None = Unit.objects.filter(key=new.key.strip()).first()
    return known if known is not None and all(unit.successor_id == known.pk for unit in sources) else None


def plan_merge(*, actor: Actor, units: Sequence[Unit], into: Unit, on: date | None = None) -> MergePlan:
    """Return what merging `units` into `into` would move, without changing anything. Refuses as `merge_units` does."""
    sources, target = _fresh(units), fresh(into)
    for unit in (*sources, target):
        require(can_reorganise_unit, actor, unit)
    _check(sources, target)
    day = max((effective(unit, on) for unit in sources), default=effective(None, on))
    classes = [row for unit in sources for row in _classes_now(unit, day)]
    names = set(ClassGroup.objects.filter(unit=target).values_list("school_year_id", "name"))
    return MergePlan(
        staff=Membership.objects.filter(running(day), unit__in=sources).exclude(role=Role.STUDENT).count(),
        classes=len(classes),
        learners=Enrolment.objects.filter(running(day), unit__in=sources, state=EnrolmentState.STUDYING).count(),
        open_children=sum(unit.get_children().filter(open_unit("")).count() for unit in sources),
        renamed_classes=[row.name for row in classes if (row.school_year_id, row.name) in names],
    )
