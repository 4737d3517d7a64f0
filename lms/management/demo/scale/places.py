"""Schools and classes."""

from datetime import date

from core.lib.vietnamese import collation_key, fold
from core.models import ClassGroup, CodeValue, Grade, SchoolYear, Unit

from ..copying import write

SCHOOLS, CLASS_SIZE = 1054, 29
KINDS = (
    ("preschool", "Trường Mầm non", 0),
    ("primary", "Trường Tiểu học", 1),
    ("lower_secondary", "Trường Trung học cơ sở", 6),
    ("upper_secondary", "Trường Trung học phổ thông", 10),
)


def write_schools(count: int) -> list[Unit]:
    """Open `count` schools: those of upper secondary level under the department, all others under the communes in turn."""
    communes = list(Unit.objects.filter(kind="commune").order_by("path"))
    department = Unit.objects.get(key="SGDDT-TQ")
    names = {row.code: row.name.split(" ", 1)[1] for row in CodeValue.objects.filter(list_key="communes")}
    rows, children = [], {unit.pk: unit.numchild for unit in [department, *communes]}
    for index in range(count):
        kind, label, _ = KINDS[0 if index % 10 < 4 else 1 if index % 10 < 7 else 2 if index % 10 < 9 else 3]
        commune = communes[index % len(communes)]
        parent = department if kind == "upper_secondary" else commune
        children[parent.pk] += 1
        name = f"{label} {names[commune.commune_code]} {index // len(communes) + 1}"
        path = Unit._get_path(parent.path, parent.depth + 1, children[parent.pk])
        unit = Unit(path=path, depth=parent.depth + 1, numchild=0, key=f"TQ{index:04}", kind=kind, name=name)
        unit.commune_code, unit.opened_on = commune.commune_code, date(1995, 9, 5)
        unit.search_text, unit.sort_key = fold(f"{unit.name} {unit.key}"), collation_key(unit.name)
        rows.append(unit)
    write(rows)
    for pk, number in children.items():
        Unit.objects.filter(pk=pk).update(numchild=number)
    return rows


def write_classes(schools: list[Unit], year: SchoolYear, learners: int) -> list[ClassGroup]:
    """Open as many classes of 29 as the learners need, in the schools in turn."""
    grades = {grade.key: grade for grade in Grade.objects.all()}
    nursery = [grades[key] for key in ("mg-3-4", "mg-4-5", "mg-5-6")]
    rows = []
    for index in range(-(-learners // CLASS_SIZE)):
        school = schools[index % len(schools)]
        turn = index // len(schools)
        first = next(number for kind, _, number in KINDS if kind == school.kind)
        grade = nursery[turn % 3] if not first else grades[str(first + turn % (5 if first == 1 else 4 if first == 6 else 3))]
        letter = "ABCDEGHIKLMN"[turn // 3 % 12]
        name = f"{'Lớp ' if not first else grade.key}{letter}{turn}"
        rows.append(ClassGroup(unit=school, school_year=year, grade=grade, key=name, name=name))
    write(rows)
    return rows
