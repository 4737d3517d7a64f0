"""Excel files going out: the empty template, and an import's rows with what is wrong beside them."""

import io
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.organisations.models import Unit
from core.people.selectors import code_lists
from core.people.types import CODE_LISTS

from .errors import message_of
from .interop.columns import COLUMNS, Column
from .models import RosterImport
from .types import Problem

HEAD = PatternFill("solid", fgColor="0F6B4F")
BAD = PatternFill("solid", fgColor="FDE8E6")
WARN = PatternFill("solid", fgColor="FDF0DA")
SHOWN = {"students": {"family_middle", "given", "district"}, "staff": {"family_middle", "given"}}
LISTED = {"sex": ("Nam", "Nữ"), "role": ("CBQL", "GV", "NV")}
MAX_LIST_ROWS = 3000


def template_file(kind: str, unit: Unit) -> bytes:
    """Return the empty template for `kind` as .xlsx, with lists to choose from and one example row as a comment."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "HOC_SINH" if kind == "students" else "CAN_BO"
    columns = [column for column in COLUMNS[kind] if column.key not in SHOWN[kind]]
    _write_head(sheet, columns)
    lists = book.create_sheet("DANH_MUC")
    _write_lists(sheet, lists, columns)
    sheet["A1"].comment = Comment(_("Cột có dấu * là bắt buộc. Ngày ghi dd/mm/yyyy. Không đổi tên cột."), "Cây Đa")
    sheet.freeze_panes = "A2"
    book.properties.title = unit.name
    return _bytes(book)


def _write_head(sheet: Worksheet, columns: list[Column]) -> None:
    for index, column in enumerate(columns, 1):
        cell = sheet.cell(1, index, column.title + (" *" if column.is_required else ""))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        if column.key in {"personal_id", "moet_id", "phone", "father_phone", "mother_phone", "guardian_phone", "born_on"}:
            sheet.column_dimensions[letter].number_format = "@"


def _write_lists(sheet: Worksheet, lists: Worksheet, columns: list[Column]) -> None:
    codes = code_lists()
    position = 0
    for index, column in enumerate(columns, 1):
        names = LISTED.get(column.key) or tuple(value.name for value in codes.get(CODE_LISTS.get(column.key, ""), []) if value.is_open)
        if not names:
            continue
        position += 1
        letter = get_column_letter(position)
        lists.cell(1, position, column.title).font = Font(bold=True)
        lists.column_dimensions[letter].width = 26
        for row, name in enumerate(names, 2):
            lists.cell(row, position, name)
        rule = DataValidation(
            type="list", formula1=f"DANH_MUC!${letter}$2:${letter}${len(names) + 1}", allow_blank=True, showErrorMessage=False
        )
        own = get_column_letter(index)
        rule.add(f"{own}2:{own}{MAX_LIST_ROWS}")
        sheet.add_data_validation(rule)


def error_file(roster: RosterImport) -> bytes:
    """Return the rows that have problems as .xlsx, in the file's own columns, with the reason first and the cells marked.

    Corrected there and uploaded again, it imports as it is: the reason column is not a known heading.
    """
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for item in roster.problems:
        by_row[item["row"]].append(Problem(item["row"], item["column"], item["code"], item["value"], item["warning"]))
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "CAN_SUA"
    sheet.append([_("Cần sửa"), _("Dòng"), *roster.headers])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
    sheet.column_dimensions["A"].width = 60
    for number, values in _original_rows(roster, set(by_row)):
        problems = by_row[number]
        reason = "; ".join(f"{p.column}: {message_of(p)}" if p.column else message_of(p) for p in problems)
        sheet.append([reason, number, *values])
        _mark(sheet, roster, problems)
    sheet.freeze_panes = "C2"
    return _bytes(book)


def _mark(sheet: Worksheet, roster: RosterImport, problems: list[Problem]) -> None:
    for problem in problems:
        fill = WARN if problem.is_warning else BAD
        sheet.cell(sheet.max_row, 1).fill = fill
        if problem.column in roster.headers:
            sheet.cell(sheet.max_row, roster.headers.index(problem.column) + 3).fill = fill


def _original_rows(roster: RosterImport, wanted: set[int]) -> list[tuple[int, list[Any]]]:
    from .interop.sheets import read_sheet

    with roster.file.open("rb") as stream:
        sheet = read_sheet(stream, roster.file_name, roster.kind)
    width = len(roster.headers)
    return [(number, [_safe(cell) for cell in row[:width]]) for number, row in sheet.rows if number in wanted]


def _safe(cell: Any) -> Any:
    """Keep text that begins like a formula from becoming one."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" and not cell.lstrip("+-").replace(" ", "").isdigit() else cell


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
