"""Loading reference data: code lists, communes, grades, subjects, school years; and the tree of the province."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from core.access.policies import platform_staff, require
from core.access.types import Actor
from core.people.models import CodeValue
from core.people.services.reference import add_missing_values, load_code_lists

from ..enums import ChangeKind, UnitKind
from ..models import Grade, SchoolYear, Subject, Term, Unit, UnitChange, UnitName, UnitPlacement

DATA = Path(__file__).resolve().parent.parent / "data"
TWO_TIERS_FROM = date(2025, 7, 1)


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return rows


def _add_missing(model: type[Any], name: str) -> int:
    known = set(model.objects.values_list("key", flat=True))
    new = [model(**row) for row in _read(name) if row["key"] not in known]
    model.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _add_missing_years() -> int:
    known = set(SchoolYear.objects.values_list("key", flat=True))
    rows = [row for row in _read("school_years") if row["key"] not in known]
    for row in rows:
        terms = row.pop("terms")
        year, _made = SchoolYear.objects.get_or_create(key=row["key"], defaults=row)
        new = [Term(school_year=year, number=number, starts_on=start, ends_on=end) for number, (start, end) in enumerate(terms, 1)]
        Term.objects.bulk_create(new, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def load_reference_data(*, actor: Actor) -> dict[str, int]:
    """Add every official value that isn't there yet; an operator's own values and corrections stay. Cheap when all is there.

    Returns how many values were new, by kind. Runs after each migration and as `manage.py load_reference`.
    """
    require(platform_staff, actor)
    return {
        "code_values": load_code_lists(actor=actor),
        "communes": add_missing_values("communes", _read("communes")),
        "grades": _add_missing(Grade, "grades"),
        "subjects": _add_missing(Subject, "subjects"),
        "school_years": _add_missing_years(),
    }


def _open(parent: Unit | None, day: date | None, **fields: Any) -> Unit:
    known: Unit | None = Unit.objects.filter(key=fields["key"]).first()
    if known is not None:
        return known
    row: Unit = Unit.objects.get(pk=parent.pk).add_child(**fields, opened_on=day) if parent else Unit.add_root(**fields, opened_on=day)
    UnitName.objects.create(unit=row, name=row.name, valid_from=day)
    UnitPlacement.objects.create(unit=row, parent=parent, valid_from=day, valid_to=fields.get("closed_on"))
    if day:
        UnitChange.objects.create(unit=row, kind=ChangeKind.OPENED, happened_on=day)
    return row


@transaction.atomic
def load_province_tree(*, actor: Actor, with_history: bool = True) -> Unit:
    """Open the department with the 124 commune People's Committees, and the closed Phòng GD&ĐT as history. Idempotent.

    Returns the department. Two-tier government since 1 July 2025: communes run preschools, primary and lower secondary schools.
    """
    require(platform_staff, actor)
    department = _open(
        None,
        None,
        key="SGDDT-TQ",
        kind=UnitKind.DEPARTMENT,
        name="Sở Giáo dục và Đào tạo tỉnh Tuyên Quang",
        short_name="Sở GD&ĐT Tuyên Quang",
    )
    for row in CodeValue.objects.filter(list_key="communes").order_by("order"):
        name = f"Ủy ban nhân dân {row.name[0].lower()}{row.name[1:]}"
        short = f"UBND {row.name[0].lower()}{row.name[1:]}"
        fields = {"key": f"UBND-{row.code}", "kind": UnitKind.COMMUNE, "name": name, "short_name": short, "commune_code": row.code}
        _open(department, TWO_TIERS_FROM, **fields)
    if with_history:
        for office in _read("former_district_offices"):
            closed = date.fromisoformat(office.pop("closed_on"))
            office.pop("opened_on")
            if not Unit.objects.filter(key=office["key"]).exists():
                unit = _open(department, None, kind=UnitKind.DISTRICT_OFFICE, closed_on=closed, **office)
                UnitChange.objects.create(unit=unit, kind=ChangeKind.CLOSED, happened_on=closed, decision="Chính quyền địa phương hai cấp")
    return department
