"""Importing 2,000 rows, against reading the same file and inserting the same people bare.

Limits are the ratios of one run on PostgreSQL (two busy cores, November 2026) times one and a half.
"""

import io
from datetime import date

import psutil
from django.db import transaction
from openpyxl import Workbook, load_workbook

from core.access.types import Actor
from core.models import ClassGroup, Enrolment, Membership, Person, SchoolYear, Unit
from core.roster.services import run_import, start_import

from .measuring import cpu_seconds, say

ROWS = 2000


def book(rows: int) -> bytes:
    """Return a roster of `rows` pupils in 50 classes as .xlsx."""
    sheet = Workbook()
    sheet.active.append(["STT", "Mã lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Họ tên mẹ", "SĐT mẹ"])
    names = ("Khuê", "Bảo", "Mùi", "Quân", "Hà", "Thái", "Nga", "Dũng", "Vân", "Sơn")
    for n in range(rows):
        name = f"{('Nông', 'Bàn', 'Ma', 'Lý')[n % 4]} {('Minh', 'Gia', 'Văn', 'Thị')[n // 4 % 4]} {names[n // 16 % 10]}"
        sheet.active.append(
            [
                n,
                f"{6 + n % 4}A{n % 50}",
                f"{4_000_000_000 + n}",
                name,
                f"{n % 28 + 1:02}/{n % 12 + 1:02}/2013",
                "Nam",
                "Tày",
                "Ma Thị Hoa",
                f"09{n:08}",
            ]
        )
    stream = io.BytesIO()
    sheet.save(stream)
    return stream.getvalue()


def bare(data: bytes, unit: Unit, group: ClassGroup) -> None:
    """Read the file and insert people, memberships and enrolments without asking anything."""
    people = []
    for row in load_workbook(io.BytesIO(data), read_only=True).active.iter_rows(min_row=2, values_only=True):
        person = Person(given_name=row[3], born_on=date(2013, 1, 1), sex="male")
        person.derive()
        people.append(person)
    with transaction.atomic():
        people = Person.objects.bulk_create(people)
        Membership.objects.bulk_create([Membership(person=p, unit=unit, role="student") for p in people])
        Enrolment.objects.bulk_create([Enrolment(person=p, class_group=group, unit=unit) for p in people])


def run(demo) -> list[bool]:
    """Measure the first import and the second, idempotent one; and the memory the first adds."""
    unit, group = demo.units["GDTX-SONDUONG"], demo.classes["THCS-TANTRAO/9A2"]
    data, year = book(ROWS), SchoolYear.objects.get(key="2026-2027")
    base = cpu_seconds(lambda: bare(data, demo.units["BT-LUNGCU"], group))
    before = psutil.Process().memory_info().rss

    def import_once() -> None:
        roster = start_import(
            actor=Actor.system("bench"), unit=unit, kind="students", stream=io.BytesIO(data), file_name="ds.xlsx", school_year=year
        )
        run_import(actor=Actor.system("bench"), roster=roster)
        assert roster.totals["refused"] == 0, roster.problems[:3]

    first = cpu_seconds(import_once)
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    second = cpu_seconds(import_once)
    return [
        say("roster import of 2,000 rows", first / base, 8),
        say("roster import again", second / base, 11),
        say("roster import memory (share of 300 MB)", grown / 300, 1, megabytes=round(grown)),
    ]
