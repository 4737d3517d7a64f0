"""What stands in one ZIP: pages for people, the same as JSON, tables, files, and a page to begin with."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.access.types import Actor
from social.groups.models import Space
from social.hooks import ContentRow, SpaceContents

from ..models import ExportPart, SpaceExport
from ..rules import plain_cell
from ..selectors import sheets
from ..types import PartContent
from .archive import Archive

ROWS, TOLD = 200, 25  # rows a page for people, and after how many it is said how far the job is
START, MISSING = "xem.html", "tep-thieu.csv"
Tick = Callable[[int], None]
_STYLE = Path(__file__).resolve().parent.parent / "data" / "package.css"


@lru_cache(maxsize=1)
def _style() -> SafeString:
    """Return the style of the pages, written into each of them: a phone opens one page of a ZIP alone."""
    return mark_safe(f"<style>{_STYLE.read_text('utf-8')}</style>")


class Sheet:
    """One sheet that is being written into an archive: pages of at most 200 rows with their JSON, and the table at the end."""

    def __init__(self, archive: Archive, sheet: SpaceContents, heading: str) -> None:
        self.archive, self.sheet, self.heading = archive, sheet, heading
        self.rows: list[ContentRow] = []
        self.full: list[ContentRow] = []
        self.pages = self.count = 0
        self.table: Any = tempfile.TemporaryFile() if sheet.columns else None  # noqa: SIM115 (closed by `close`)

    def add(self, row: ContentRow) -> None:
        """Take a row with its files."""
        if row.files:
            row.data["files"] = [self.archive.add(file, f"{self.sheet.label} {row.data.get('uuid', '')}") for file in row.files]
        self.rows.append(row)
        self.count += 1
        if self.table is not None:
            self._write_cells([row.cells.get(key, "") for key in self.sheet.columns])
        if len(self.rows) >= ROWS:
            self._turn()

    def _write_cells(self, cells: list[Any]) -> None:
        line = io.StringIO()
        if self.table.tell() == 0:
            line.write("\ufeff")
            csv.writer(line).writerow([str(label) for label in self.sheet.columns.values()])
        csv.writer(line).writerow([plain_cell(cell) for cell in cells])
        self.table.write(line.getvalue().encode())

    def _turn(self) -> None:
        """Write the page before, as now it is known that another follows it."""
        if self.full:
            self._write_page(self.full, has_next=True)
        self.full, self.rows = self.rows, []

    def _write_page(self, rows: list[ContentRow], *, has_next: bool) -> None:
        self.pages += 1
        number, key = self.pages, self.sheet.key
        said = {"space": self.heading, "sheet": key, "page": number, "rows": [row.data for row in rows]}
        self.archive.text(f"du-lieu/{_name(key, number)}.json", json.dumps(said, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
        page = {
            "style": _style(), "heading": self.heading, "label": self.sheet.label, "template": self.sheet.template, "rows": rows, "number": number,
            "before": f"{_name(key, number - 1)}.html" if number > 1 else "", "next": f"{_name(key, number + 1)}.html" if has_next else "",
        }  # fmt: skip
        self.archive.text(f"{_name(key, number)}.html", render_to_string("exports/package/sheet.html", page))

    def close(self) -> dict[str, Any]:
        """Write what is left and the table; return what the first page says of the sheet."""
        rest = self.rows
        if self.full:
            self._write_page(self.full, has_next=bool(rest))
        if rest:
            self._write_page(rest, has_next=False)
        name = f"{self.sheet.key}.csv" if self.table is not None and self.count else ""
        if self.table is not None:
            if name:
                self.table.seek(0)
                self.archive.copy(name, self.table)
            self.table.close()
        pages = [f"{_name(self.sheet.key, number)}.html" for number in range(1, self.pages + 1)]
        return {"label": self.sheet.label, "count": self.count, "pages": pages, "table": name}


def _name(key: str, number: int) -> str:
    return f"{key}-{number:03}"


def write_part(archive: Archive, part: ExportPart, reader: Actor, begins: dict[str, Any], most_bytes: int, tick: Tick) -> PartContent:
    """Write one ZIP of a space from `begins` (`{sheet, after}`) until everything is in or `most_bytes` of files are; `tick` is told the rows."""
    content, listed, heading = PartContent(), [], part.space.label
    order = sheets()
    start = next((number for number, sheet in enumerate(order) if sheet.key == begins.get("sheet")), 0)
    for number, sheet in enumerate(order[start:]):
        writer = Sheet(archive, sheet, heading)
        content.goes_on = _fill(writer, reader, part.space, begins.get("after") if number == 0 else None, most_bytes, tick)
        said = writer.close()
        if said["count"]:
            listed.append(said)
            content.counts[sheet.key] = said["count"]
        if content.goes_on:
            break
    content.counts |= {"files": archive.file_count, "missing": len(archive.missing)}
    _write_missing(archive)
    _write_start(archive, part, listed, content)
    return content


def _fill(writer: Sheet, reader: Actor, space: Space, after: Any, most_bytes: int, tick: Tick) -> dict[str, Any]:
    """Write the rows of a sheet; return where the next part begins when this one is full."""
    for page in writer.sheet.pages(reader, space, after):
        for start in range(0, len(page), TOLD):
            some = page[start : start + TOLD]
            for row in some:
                writer.add(row)
                if writer.archive.file_bytes >= most_bytes:
                    return {"sheet": writer.sheet.key, "after": row.after}
            tick(len(some))
    return {}


def _write_missing(archive: Archive) -> None:
    if archive.missing:
        out = io.StringIO()
        out.write("\ufeff")
        lines = csv.writer(out)
        lines.writerow([_("Tệp"), _("Ở đâu"), "uuid"])
        lines.writerows([plain_cell(cell) for cell in row] for row in archive.missing)
        archive.text(MISSING, out.getvalue())


def _write_start(archive: Archive, part: ExportPart, listed: list[dict[str, Any]], content: PartContent) -> None:
    export: SpaceExport = part.export
    about = {
        "space": part.space,
        "label": part.space.label,
        "unit": part.space.unit.name,
        "part": part.number,
        "by": export.asked_by.full_name,
    }
    said = {
        "space": {"uuid": str(part.space.uuid), "kind": part.space.kind, "name": about["label"]}, "unit": {"uuid": str(part.space.unit.uuid), "name": about["unit"]},
        "part": part.number, "goes_on": bool(content.goes_on), "by": about["by"], "at": timezone.now().isoformat(), "counts": content.counts,
    }  # fmt: skip
    archive.text("du-lieu/ban-sao.json", json.dumps(said, ensure_ascii=False, indent=1))
    missing = MISSING if archive.missing else ""
    page = {
        **about,
        "style": _style(),
        "now": timezone.now(),
        "sheets": listed,
        "counts": content.counts,
        "goes_on": content.goes_on,
        "missing": missing,
    }
    archive.text(START, render_to_string("exports/package/start.html", page))
