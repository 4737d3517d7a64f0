"""Tables going out: who read and answered an announcement."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill

from social.groups.enums import Side

from .selectors.answers_taken import answer_words
from .selectors.receipts import ReceiptRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="0F6B4F")
_WIDTHS = (6, 30, 18, 20, 30, 20, 40)


def receipts_table(sides: Iterable[tuple[Side, list[ReceiptRow]]]) -> bytes:
    """Return a workbook with a sheet for each side: name, state, answer, who answered, when, and what was answered before."""
    book = Workbook(write_only=False)
    for sheet in book.worksheets:
        book.remove(sheet)
    for side, rows in sides:
        sheet = book.create_sheet(str(side.label)[:31])
        sheet.freeze_panes = "A2"
        sheet.append([_("STT"), _("Họ và tên"), _("Tình trạng"), _("Trả lời"), _("Người trả lời"), _("Lúc"), _("Trước đó")])
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        for number, row in enumerate(rows, 1):
            sheet.append([number, *(_plain(value) for value in _cells(row))])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cells(row: ReceiptRow) -> list[Any]:
    given = next((one for one in row.given if one.answered_at), row.given[0] if row.given else None)
    before = "; ".join(f"{answer_words(answer)} ({_moment(datetime.fromisoformat(at))})" for answer, at in (given.history if given else ()))
    by = ", ".join(one.person.full_name for one in row.given if one.answered_at)
    at = (given.answered_at or given.read_at) if given else None
    return [row.person.full_name, status_words(row.status), answer_words(row.answer), by, _moment(at) if at else "", before]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


def _plain(text: str) -> str:
    """Return text no spreadsheet takes for a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def status_words(status: str) -> str:
    """Say where somebody stands."""
    return {"answered": _("Đã trả lời"), "stale": _("Trả lời trước khi sửa"), "read": _("Đã đọc, chưa trả lời"), "unread": _("Chưa đọc")}[
        status
    ]
