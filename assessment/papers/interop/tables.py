"""Tables with heads of several rows as Excel and Word: the matrix, the specification, the key sheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head: its words, how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: lines above it, rows of its head, rows, rows of sums; `widths` in characters a column."""

    title: str
    heads: Sequence[Sequence[HeadCell]]
    rows: Sequence[Sequence[Any]]
    sums: Sequence[Sequence[Any]] = ()
    lines: Sequence[str] = ()
    widths: Sequence[int] = field(default_factory=list)
    left: int = 1  # this many columns from the second on hold words and stand left


def _placed(heads: Sequence[Sequence[HeadCell]]) -> list[tuple[int, int, HeadCell]]:
    """Return (row, column, cell) from 0, with what spans from above kept free."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(heads):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + down, column + across) for down in range(cell.rows) for across in range(cell.columns)}
            column += cell.columns
    return found


def safe(value: Any) -> Any:
    """Return a value Excel takes as words, never as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and len(value) > 1 else value


def excel(table: Table) -> bytes:
    """Return the table as an Excel workbook ready to print on A4 across."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has one)
    sheet.title = "1"
    columns = len(table.widths)
    font, line = "Times New Roman", Side(style="thin")
    box = Border(left=line, right=line, top=line, bottom=line)
    for place, text in enumerate([table.title, *table.lines], 1):
        sheet.merge_cells(start_row=place, start_column=1, end_row=place, end_column=columns)
        cell = sheet.cell(place, 1, safe(text))
        cell.font, cell.alignment = Font(name=font, size=14 if place == 1 else 12, bold=place == 1), Alignment(horizontal="center")
    first = len(table.lines) + 3
    for row, column, head in _placed(table.heads):
        top, start = first + row, column + 1
        cell = sheet.cell(top, start, head.text)
        if head.rows > 1 or head.columns > 1:
            sheet.merge_cells(start_row=top, start_column=start, end_row=top + head.rows - 1, end_column=start + head.columns - 1)
        cell.font, cell.fill = Font(name=font, size=11, bold=True), PatternFill("solid", fgColor="E8EFE9")
    body = first + len(table.heads)
    for down, values in enumerate([*table.rows, *table.sums]):
        for across, value in enumerate(values):
            cell = sheet.cell(body + down, across + 1, safe(value) if value not in (0, "0") else None)
            cell.font = Font(name=font, size=11, bold=down >= len(table.rows))
    for cells in sheet.iter_rows(min_row=first, max_row=body + len(table.rows) + len(table.sums) - 1, max_col=columns):
        for cell in cells:
            is_words = int(cell.row or 0) >= body and 0 < int(cell.column or 0) - 1 <= table.left
            cell.border = box
            cell.alignment = Alignment(horizontal="left" if is_words else "center", vertical="center", wrap_text=True)
    for place, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{first}:{body - 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(table: Table) -> bytes:
    """Return the table as a Word document on A4 across."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(11)
    for place, text in enumerate([table.title, *table.lines]):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = place == 0, Pt(14 if place == 0 else 12)
    columns = len(table.widths)
    grid = document.add_table(rows=len(table.heads) + len(table.rows) + len(table.sums), cols=columns)
    grid.style, grid.autofit = "Table Grid", False
    for row, column, head in _placed(table.heads):
        cell = grid.cell(row, column).merge(grid.cell(row + head.rows - 1, column + head.columns - 1))
        _write(cell, head.text, is_bold=True)
    for down, values in enumerate([*table.rows, *table.sums], len(table.heads)):
        cells = grid.rows[down].cells
        for across, value in enumerate(values):
            is_sum = down >= len(table.heads) + len(table.rows)
            _write(cells[across], "" if value in (0, "0", None) else str(value), is_bold=is_sum, is_left=0 < across <= table.left)
    unit = 26.7 / sum(table.widths)
    for place, width in enumerate(table.widths):
        for cell in grid.columns[place].cells:
            cell.width = Cm(width * unit)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(cell: Any, text: str, *, is_bold: bool = False, is_left: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_left else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = is_bold
