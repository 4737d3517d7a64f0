"""The results of a test as Excel."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from ..scoring.tables import add_sheet, book_bytes
from ..sessions.models import Test
from .selectors.figures import TestFigures
from .selectors.people import PersonRow, Scores


def results_book(test: Test, people: list[PersonRow], scores: Scores, figures: TestFigures) -> bytes:
    """Return a workbook: a row a candidate with mark and points of each question, and a sheet with the figures of the questions."""
    book = Workbook(write_only=True)
    positions = [item.position for item in figures.items]
    head = [
        _("STT"),
        _("Họ và tên"),
        _("Lớp"),
        _("Số báo danh"),
        _("Điểm (thang 10)"),
        _("Tổng điểm"),
        *[str(position) for position in positions],
    ]
    widths = [6, 28, 8, 12, 14, 11, *[7] * len(positions)]
    add_sheet(book, _("Điểm"), head, _person_rows(people, scores, positions), widths, stays="C2")
    items = [
        [
            item.position,
            item.count,
            round(item.facility, 3),
            _rounded(item.discrimination),
            item.key,
            *[choice.count for choice in item.choices],
        ]
        for item in figures.items
    ]
    head = [_("Câu"), _("Số bài"), _("Độ khó"), _("Độ phân biệt"), _("Đáp án"), "A", "B", "C", "D"]
    add_sheet(book, _("Từng câu"), head, items, [7, 9, 10, 13, 14, 7, 7, 7, 7])
    return book_bytes(book)


def _person_rows(people: list[PersonRow], scores: Scores, positions: list[int]) -> Iterator[list[Any]]:
    waiting = _("chưa chấm")
    for number, row in enumerate(people, 1):
        own = scores.get(row.attempt.pk, {}) if row.attempt else {}
        points = [_points(own[position], waiting) if position in own else None for position in positions]
        total = row.attempt.score_points if row.attempt else None
        absent = _("chưa nộp") if row.attempt is None else None
        yield [number, *_who(row), absent or _number(row.mark), _number(total), *points]


def _who(row: PersonRow) -> tuple[str, str, Any]:
    """Return name, class and number of a candidate; of an anonymous one its code and nothing else."""
    if row.code:
        return (_("Bài %(code)s") % {"code": row.code}, "", None)
    return (row.candidate.person.full_name, row.candidate.group_name, row.candidate.number)


def _points(points: Decimal | None, waiting: str) -> float | str:
    return waiting if points is None else float(points)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
