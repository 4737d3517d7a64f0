"""The results of a test as Excel."""

from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from ..scoring.models import ItemScore
from ..scoring.tables import book_bytes, fill_sheet
from ..sessions.models import Test
from .selectors.figures import TestFigures
from .selectors.people import PersonRow


def results_book(test: Test, people: list[PersonRow], scores: dict[int, dict[int, ItemScore]], figures: TestFigures) -> bytes:
    """Return a workbook: a row a candidate with mark and points of each question, and a sheet with the figures of the questions."""
    book = Workbook()
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
    rows: list[list[Any]] = []
    for number, row in enumerate(people, 1):
        own = scores.get(row.attempt.pk, {}) if row.attempt else {}
        points = [_points(own.get(position)) for position in positions]
        total = row.attempt.score_points if row.attempt else None
        absent = _("chưa nộp") if row.attempt is None else None
        rows.append([number, *_who(row), absent or _number(row.mark), _number(total), *points])
    sheet: Any = book.active
    fill_sheet(sheet, _("Điểm"), head, rows, [6, 28, 8, 12, 14, 11, *[7] * len(positions)])
    sheet.freeze_panes = "C2"
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
    fill_sheet(book.create_sheet(), _("Từng câu"), head, items, [7, 9, 10, 13, 14, 7, 7, 7, 7])
    return book_bytes(book)


def _who(row: PersonRow) -> tuple[str, str, Any]:
    """Return name, class and number of a candidate; of an anonymous one its code and nothing else."""
    if row.code:
        return (_("Bài %(code)s") % {"code": row.code}, "", None)
    group = row.candidate.class_group.name if row.candidate.class_group else ""
    return (row.candidate.person.full_name, group, row.candidate.number)


def _points(score: ItemScore | None) -> Any:
    if score is None:
        return None
    return float(score.points) if score.points is not None else _("chưa chấm")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
