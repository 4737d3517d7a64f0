"""A PDF taken apart page by page: limits kept, furniture left out, tables, pictures and rows put in order."""

import base64
import io
import re
from itertools import islice
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.utils.exceptions import PdfminerException

from ..word.lines import Line
from .columns import bands
from .drawings import Drawn, drawn_on, fractions, merged, put_looks
from .flow import Flow
from .furniture import furniture
from .glyphs import LOST, glyphs_of, legacy_font
from .rows import line_of, rows_of, words_of
from .types import MAX_PAGES, MAX_PICTURE_BYTES, MAX_PICTURES, Box, Glyph, PdfProblem, Region, Row

FEWEST_LETTERS = 25
INLINE = 3.2  # a picture up to so many ems high may stand in a row
Note = dict[str, Any]


class Sheet:
    """One page: its signs, what is drawn on it, its tables."""

    def __init__(self, page: Any, number: int) -> None:
        self.page, self.number = page, number
        self.width, self.height = float(page.width), float(page.height)
        self.glyphs = glyphs_of(page.chars)
        self.legacy = legacy_font(page.chars)
        self.tables = self._tables()
        cells = [cell for _box, rows in self.tables for row in rows for cell in row if cell]
        self.drawn: Drawn = drawn_on(page, cells, self.glyphs)
        put_looks(self.glyphs, self.drawn)
        self.letters = sum(glyph.text.isalnum() for glyph in self.glyphs)

    def _tables(self) -> list[tuple[Box, list[list[Box | None]]]]:
        """Return tables that have lines between their cells and words in them."""
        if len(self.page.lines) + len(self.page.rects) + len(self.page.curves) > 4000:
            return []
        found = []
        for table in self.page.filter(_may_be_ruled).find_tables():
            rows = [[Box(*cell) if cell else None for cell in row.cells] for row in table.rows]
            solid = [cell for row in rows for cell in row if cell and self._is_written(cell)]
            if len(solid) > 1 and sum(bool(cell) for row in rows for cell in row) > 1:
                found.append((Box(*table.bbox), rows))
        return found

    def _is_written(self, cell: Box) -> bool:
        return any(cell.holds(glyph.box.middle, glyph.base - 0.3 * glyph.size) for glyph in self.glyphs)


def _may_be_ruled(item: dict[str, Any]) -> bool:
    """Say whether something drawn may be a line of a table: curves (formulas, drawings) and short bars are not."""
    return bool(item["object_type"] == "line" or (item["object_type"] == "rect" and (item["height"] > 3 or item["width"] > 14)))


class Document:
    """A PDF and what was found in it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pictures: list[str] = []
        self.picture_bytes = 0
        self.notes: list[Note] = []
        self._drawer: pypdfium2.PdfDocument | None = None

    def read(self) -> dict[str, Any]:
        """Return `{lines, pictures, notes}`. `PdfProblem` when it can't be read."""
        try:
            pdf = pdfplumber.open(io.BytesIO(self.data))
        except PdfminerException as error:
            locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in (error.__cause__, error.__context__, *error.args))
            raise PdfProblem("pdf.encrypted" if locked else "pdf.broken") from error
        count = sum(1 for _page in islice(PDFPage.create_pages(pdf.doc), MAX_PAGES + 1))
        if count > MAX_PAGES:
            raise PdfProblem("pdf.pages", limit=MAX_PAGES)
        sheets = []
        for number, page in enumerate(pdf.pages, 1):
            sheets.append(Sheet(page, number))
            page.close()
        self._check(sheets)
        left_out = furniture([(sheet.glyphs, sheet.height) for sheet in sheets])
        self._leave_out(sheets, left_out)
        flow = Flow()
        for sheet in sheets:
            for region in self._regions(sheet):
                flow.region(region)
        return {"lines": [as_json(line) for line in flow.lines], "pictures": self.pictures, "notes": self.notes}

    def _check(self, sheets: list[Sheet]) -> None:
        letters = sum(sheet.letters for sheet in sheets)
        if letters < FEWEST_LETTERS * max(1, len(sheets) // 4):
            raise PdfProblem("pdf.scanned" if any(sheet.drawn.background or sheet.drawn.figures for sheet in sheets) else "pdf.no_text")
        old = [sheet.legacy for sheet in sheets if sheet.legacy]
        if old and len(old) >= len(sheets) / 2:
            raise PdfProblem("pdf.legacy", name=old[0])
        lost = sum(glyph.text == LOST for sheet in sheets for glyph in sheet.glyphs)
        if lost > 0.2 * letters:
            raise PdfProblem("pdf.no_code")
        for code, found in (
            ("pdf.page_scanned", [sheet.number for sheet in sheets if sheet.letters < FEWEST_LETTERS and sheet.drawn.background]),
            ("pdf.page_ocr", [sheet.number for sheet in sheets if sheet.letters >= FEWEST_LETTERS and sheet.drawn.background]),
            ("pdf.page_legacy", [sheet.number for sheet in sheets if sheet.legacy]),
            ("pdf.page_busy", [sheet.number for sheet in sheets if sheet.drawn.is_busy]),
        ):
            if found:
                self.notes.append({"code": code, "level": "look", "params": {"pages": ", ".join(map(str, found[:20]))}})

    def _leave_out(self, sheets: list[Sheet], left_out: list[list[Row]]) -> None:
        texts: list[str] = []
        for sheet, rows in zip(sheets, left_out, strict=True):
            gone = {id(glyph) for row in rows for glyph in row.glyphs}
            sheet.glyphs = [glyph for glyph in sheet.glyphs if id(glyph) not in gone]
            texts += [words_of(row.glyphs) for row in rows]
        if texts:
            text = " / ".join(dict.fromkeys(texts))
            self.notes.append({"code": "pdf.furniture", "level": "note", "params": {"count": len(texts), "text": text[:300]}})

    # Pictures

    def _figures(self, sheet: Sheet) -> tuple[list[Glyph], list[tuple[float, Line, Box]]]:
        """Cut pictures out of a page: small ones stand in their row, large ones are blocks. Words inside one go with it."""
        bars = fractions(sheet.glyphs, sheet.drawn)
        boxes = merged([*sheet.drawn.figures, *bars], 0.5, 0.5)
        size = _usual_size(sheet.glyphs)
        inline: list[Glyph] = []
        blocks: list[tuple[float, Line, Box]] = []
        for box in boxes:
            inside = [glyph for glyph in sheet.glyphs if box.holds(glyph.box.middle, glyph.base - 0.3 * glyph.size)]
            html = self._cut(sheet, box)
            if not html:
                continue
            gone = {id(glyph) for glyph in inside}
            sheet.glyphs = [glyph for glyph in sheet.glyphs if id(glyph) not in gone]
            if box.height <= INLINE * size or self._follows_letter(sheet, box):
                inline.append(Glyph("\ufffc", box, box.bottom, size, atom=html))
            else:
                line = Line()
                line.put("", 0, html)
                blocks.append((box.top, line, box))
        return inline, blocks

    @staticmethod
    def _follows_letter(sheet: Sheet, box: Box) -> bool:
        """Say whether a picture stands right after the letter of an option."""
        near = [
            glyph
            for glyph in sheet.glyphs
            if box.top - 2 <= glyph.base <= box.bottom + 0.5 * glyph.size and box.x0 - 60 < glyph.box.x1 <= box.x0 + 1
        ]
        row = sorted(near, key=lambda glyph: glyph.box.x0)[-2:]
        return bool(re.match(r"^[A-Fa-f]\s*[.)]$", words_of(row))) if len(row) == 2 else False

    def _cut(self, sheet: Sheet, box: Box) -> str:
        if len(self.pictures) >= MAX_PICTURES or self.picture_bytes > MAX_PICTURE_BYTES:
            if not any(note["code"] == "picture.too_many" for note in self.notes):
                self.notes.append({"code": "picture.too_many", "level": "look", "params": {}})
            return ""
        if self._drawer is None:
            self._drawer = pypdfium2.PdfDocument(self.data)
        page = self._drawer[sheet.number - 1]
        edge = 1.0
        crop = (
            max(0.0, box.x0 - edge),
            max(0.0, sheet.height - box.bottom - edge),
            max(0.0, sheet.width - box.x1 - edge),
            max(0.0, box.top - edge),
        )
        scale = max(1.0, min(3.0, 2400 / max(box.width, box.height)))
        out = io.BytesIO()
        page.render(scale=scale, crop=crop).to_pil().convert("RGB").save(out, "PNG")
        self.pictures.append(base64.b64encode(out.getvalue()).decode())
        self.picture_bytes += len(out.getvalue())
        size = f' width="{round(box.width * 4 / 3)}" height="{round(box.height * 4 / 3)}"'
        return f'<img data-file="pdf:{len(self.pictures) - 1}:" alt=""{size}>'

    # Order

    def _regions(self, sheet: Sheet) -> list[Region]:
        blocks = [(box.top, self._table(sheet, rows), box) for box, rows in sheet.tables]
        inside = [box for box, _rows in sheet.tables]
        sheet.drawn.figures = [
            box for box in sheet.drawn.figures if not any(table.meets(box) and table.height < box.height for table in inside)
        ]
        loose = [glyph for glyph in sheet.glyphs if not any(box.holds(glyph.box.middle, glyph.base - 0.3 * glyph.size) for box in inside)]
        sheet.glyphs = loose
        sheet.drawn.figures = [
            box for box in sheet.drawn.figures if not any(table.holds(box.middle, (box.top + box.bottom) / 2) for table in inside)
        ]
        inline, pictures = self._figures(sheet)
        glyphs = [*sheet.glyphs, *inline]
        blocks += pictures
        found = []
        for box, _is_column in bands(glyphs, [entry[2] for entry in blocks], sheet.width):
            rows = rows_of([glyph for glyph in glyphs if box.x0 <= glyph.box.middle < box.x1 and box.top <= glyph.base < box.bottom])
            mine = [
                (top, line)
                for top, line, place in blocks
                if box.x0 <= place.middle < box.x1 and box.top <= (place.top + place.bottom) / 2 < box.bottom
            ]
            if rows or mine:
                right = max((row.x1 for row in rows), default=box.x1)
                found.append(Region(rows, right, sorted(mine, key=lambda entry: entry[0]), box.x0))
        return found

    def _table(self, sheet: Sheet, rows: list[list[Box | None]]) -> Line:
        cells = []
        for row in rows:
            cells.append([self._cell(sheet, cell) for cell in row])
        return Line(rows=cells)

    @staticmethod
    def _cell(sheet: Sheet, cell: Box | None) -> Line:
        line = Line()
        if cell is None:
            return line
        inside = [glyph for glyph in sheet.glyphs if cell.holds(glyph.box.middle, glyph.base - 0.3 * glyph.size)]
        for place, row in enumerate(rows_of(inside)):
            if place:
                line.put(" ", 0)
            line_of(row.glyphs, line)
        return line


def _usual_size(glyphs: list[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2] if sizes else 12.0


def as_json(line: Line) -> dict[str, Any]:
    """Return a line as JSON."""
    found: dict[str, Any] = {"text": line.text, "looks": line.looks, "atoms": {str(at): html for at, html in line.atoms.items()}}
    found |= {"number": line.number, "begins": line.begins}
    if line.rows is not None:
        found["rows"] = [[as_json(cell) for cell in row] for row in line.rows]
    return found
