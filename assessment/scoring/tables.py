"""Tables going out: the trail of answers of an attempt."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assessment.hooks import ItemKind

from ..sessions.models import AnswerChange, Attempt, Test
from .models import Mark
from .selectors.counting import Items, items_of

HEAD = PatternFill("solid", fgColor="0F6B4F")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
SOURCES = {
    "live": gettext_lazy("trực tiếp"),
    "sync": gettext_lazy("gửi lại sau khi mất mạng"),
    "file": gettext_lazy("tệp bài làm"),
    "submit": gettext_lazy("lúc nộp bài"),
}


def download(data: bytes, name: str) -> HttpResponse:
    """Answer a file for saving."""
    response = HttpResponse(data, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def safe_cell(value: Any) -> Any:
    """Return a value no spreadsheet takes for a formula: text of people that begins like one gets an apostrophe."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not text.lstrip("+-").replace(",", "").replace(".", "").isdigit()
        else text
    )


def sheet_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> bytes:
    """Return a workbook with one sheet: a head that stays in sight, and rows."""
    book = Workbook(write_only=True)
    add_sheet(book, title, head, rows, widths)
    return book_bytes(book)


def add_sheet(
    book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int], stays: str = "A2"
) -> None:
    """Add a sheet with a table to a write-only workbook: rows go to the file as they come. `stays`: the cell left and above of which stays in sight."""
    sheet: Any = book.create_sheet(title[:31])
    sheet.freeze_panes = stays
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_head_cell(sheet, name) for name in head])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])


def _head_cell(sheet: Any, name: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=safe_cell(name))
    cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), HEAD, Alignment(wrap_text=True, vertical="center")
    return cell


def book_bytes(book: Workbook) -> bytes:
    """Return a workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def trail_head() -> list[str]:
    """Return the heads of a trail."""
    return [
        _("Máy chủ nhận lúc"),
        _("Làm lúc (giờ máy đã chỉnh)"),
        _("Câu (trong đề gốc)"),
        _("Câu trả lời"),
        _("Nguồn"),
        _("Máy"),
        _("Số thứ tự"),
        _("Có tính"),
    ]


def trail_rows(test: Test, changes: Sequence[AnswerChange]) -> Iterator[list[Any]]:
    """Yield a row for each answer of each change, as people read them."""
    items = items_of(test)
    for change in changes:
        yield from _rows_of(change, items)


def _rows_of(change: AnswerChange, items: Items) -> Iterator[list[Any]]:
    made = timezone.localtime(datetime.fromtimestamp(change.made_at_ms / 1000, UTC))
    received = timezone.localtime(change.received_at)
    for position, response in change.answers.items():
        yield [
            received.strftime("%d/%m/%Y %H:%M:%S"),
            made.strftime("%d/%m/%Y %H:%M:%S"),
            int(position),
            _said(items.get(int(position)), response),
            str(SOURCES.get(change.source, change.source)),
            change.device,
            change.number,
            _("muộn, không tính") if change.is_late else _("có"),
        ]


def whole_trail(test: Test, changes: Iterable[AnswerChange]) -> Iterator[str]:
    """Yield the trail of all attempts of a test as lines of CSV, each with its candidate, without holding them all."""
    line = io.StringIO()
    writer = csv.writer(line)
    items = items_of(test)

    def written(row: Sequence[Any]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow([safe_cell(cell) for cell in row])
        return line.getvalue()

    yield "\ufeff" + written([_("Thí sinh"), _("Lớp"), _("Số báo danh"), _("Lần làm"), *trail_head()])
    for change in changes:
        attempt = change.attempt
        who = [attempt.person.full_name, attempt.candidate.group_name, attempt.candidate.number, attempt.number]
        for row in _rows_of(change, items):
            yield written([*who, *row])


def _said(item: dict[str, Any] | None, response: Any) -> str:
    if response is None:
        return _("(bỏ trống)")
    if item is None or "give" in item["content"]:
        return str(response)
    kind = ItemKind.of(item["kind"])
    return kind.response_text(item["content"], kind.clean_response(item["content"], response)) or _("(bỏ trống)")


def mark_head() -> list[str]:
    """Return the heads of the marks of a trail."""
    return [_("Câu (trong đề gốc)"), _("Lượt"), _("Người chấm"), _("Điểm"), _("Nhận xét"), _("Lúc")]


def mark_rows(marks: Sequence[Mark]) -> list[list[Any]]:
    """Return a row for each marker's judgement: all rounds stay, an appeal's beside the one it replaced."""
    return [
        [
            mark.score.position,
            str(mark.get_round_display()),
            mark.marker.full_name,
            float(mark.points) if mark.points is not None else None,
            mark.comment,
            timezone.localtime(mark.updated_at).strftime("%d/%m/%Y %H:%M:%S"),
        ]
        for mark in marks
    ]


def trail_sheet(test: Test, attempt: Attempt, changes: Sequence[AnswerChange], marks: Sequence[Mark] = ()) -> bytes:
    """Return the trail of an attempt as Excel: who wrote what when, who marked it how, and a sheet that says whose it is."""
    book = Workbook(write_only=True)
    add_sheet(book, _("Nhật kí"), trail_head(), trail_rows(test, changes), [19, 19, 8, 50, 22, 16, 8, 16])
    add_sheet(book, _("Chấm điểm"), mark_head(), mark_rows(marks), [8, 18, 26, 9, 60, 19])
    about: Any = book.create_sheet(_("Bài làm"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 60
    for name, value in _about(test, attempt):
        about.append([name, safe_cell(value)])
    return book_bytes(book)


def _about(test: Test, attempt: Attempt) -> list[tuple[str, str]]:
    def when(moment: datetime | None) -> str:
        return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M:%S") if moment else ""

    return [
        (_("Bài kiểm tra"), test.title),
        (_("Thí sinh"), attempt.person.full_name),
        (_("Mã đề"), attempt.pack.form.code if attempt.pack else ""),
        (_("Lần làm"), str(attempt.number)),
        (_("Bắt đầu"), when(attempt.started_at)),
        (_("Hết giờ"), when(attempt.deadline_at)),
        (_("Nộp"), when(attempt.submitted_at)),
        (_("Cách nộp"), str(attempt.get_submit_reason_display())),
        (_("Mã bài làm"), str(attempt.uuid)),
    ]


def trail_csv(test: Test, attempt: Attempt, changes: Sequence[AnswerChange]) -> bytes:
    """Return the trail of an attempt as CSV (UTF-8 with a mark, so that Excel reads the letters)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(trail_head())
    for row in trail_rows(test, changes):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
