"""Reading a table from an .xlsx or .csv file that may be anything."""

import csv
import io
import zipfile
from typing import Any, Protocol

from core.roster.types import Sheet

from .columns import COLUMNS, guess_mapping

MAX_ROWS = 20_000
MAX_COLUMNS = 120
MAX_FILE_BYTES = 15 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
HEADER_SEARCH_ROWS = 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Readable(Protocol):
    """Anything bytes are read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class UnreadableError(Exception):
    """The file can't be read as a table; `code` as in `roster.errors.MESSAGES`."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read_sheet(stream: Readable, name: str, kind: str) -> Sheet:
    """Return the table of `stream` with its header row found by the headings of `kind`.

    Errors: `UnreadableError` for other file types, broken or encrypted files, too large ones, no header, no rows.
    """
    data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableError("file.too_big", f"{MAX_FILE_BYTES // 1024 // 1024} MB")
    if data.startswith(b"PK"):
        rows = _excel_rows(data, name)
    elif data.startswith(_OLD_EXCEL):
        raise UnreadableError("file.old_excel", name)
    elif name.lower().endswith((".csv", ".txt", ".tsv")):
        rows = _csv_rows(data, name)
    else:
        raise UnreadableError("file.type", name)
    return _with_header(rows, name, kind)


def _excel_rows(data: bytes, name: str) -> list[tuple[Any, ...]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise UnreadableError("file.too_big", f"{MAX_UNPACKED_BYTES // 1024 // 1024} MB")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = []
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            rows.append(row)
            if len(rows) > MAX_ROWS + HEADER_SEARCH_ROWS:
                raise UnreadableError("file.too_big", f"{MAX_ROWS} dòng")
        book.close()
        return rows
    except UnreadableError:
        raise
    except Exception as problem:
        raise UnreadableError("file.broken", name) from problem


def _csv_rows(data: bytes, name: str) -> list[tuple[Any, ...]]:
    text = _decoded(data, name)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = [tuple(row[:MAX_COLUMNS]) for row in csv.reader(io.StringIO(text), dialect)]
    if len(rows) > MAX_ROWS + HEADER_SEARCH_ROWS:
        raise UnreadableError("file.too_big", f"{MAX_ROWS} dòng")
    return rows


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" in data[:200] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("file.broken", name)
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("file.broken", name)


def _with_header(rows: list[tuple[Any, ...]], name: str, kind: str) -> Sheet:
    best, best_count = -1, 0
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        count = len(guess_mapping(kind, tuple(str(cell or "") for cell in row)))
        if count > best_count:
            best, best_count = index, count
    if best_count < min(3, len(COLUMNS[kind])):
        raise UnreadableError("file.no_header", name)
    headers = tuple(str(cell).strip() if cell is not None else "" for cell in rows[best])
    body = tuple((number, row) for number, row in enumerate(rows[best + 1 :], best + 2) if any(_filled(cell) for cell in row))
    if not body:
        raise UnreadableError("file.empty", name)
    return Sheet(name, best + 1, headers, body)


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""
