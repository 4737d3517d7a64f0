"""The shape of a lesson body: what each block holds. Whatever is stored has been through `clean_stream`.

A raw block is `{"type": str, "id": str, "value": {...}}`, the StreamField's own JSON; `blocks.py` declares the same fields to
Wagtail and a test compares the two.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from core.lib.markup import clean_html, clean_phrase

from ..errors import ContentRefused
from ..types import RawBlock, RawBody

MAX_BLOCKS = 300
MAX_HTML = 100_000
MAX_ROWS, MAX_COLUMNS = 100, 12
Cleaner = Callable[[Any], Any]
_ID = re.compile(r"^[0-9a-zA-Z-]{4,40}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _words(value: Any) -> str:
    return _CONTROL.sub("", value) if isinstance(value, str) else ""


def line(limit: int) -> Cleaner:
    """One line of plain text."""
    return lambda value: " ".join(_words(value).split())[:limit]


def prose(limit: int) -> Cleaner:
    """Plain text of several lines."""
    return lambda value: "\n".join(part.rstrip() for part in _words(value).splitlines()).strip()[:limit]


def _limited(html: str) -> str:
    if len(html) > MAX_HTML:
        raise ContentRefused("content.text_too_long", limit=MAX_HTML)
    return html


def rich(value: Any) -> str:
    """Rich text."""
    return clean_html(_limited(_words(value)))


def phrase(value: Any) -> str:
    """One line of rich text."""
    return clean_phrase(_limited(_words(value)))


def latex(value: Any) -> str:
    """A formula as it was typed."""
    return _words(value).strip()[:2000]


def reference(value: Any) -> str:
    """The uuid of a file or package, or "" for none yet."""
    try:
        return str(UUID(str(value))) if value else ""
    except ValueError:
        return ""


def flag(default: bool = False) -> Cleaner:
    """A switch."""
    return lambda value: value if isinstance(value, bool) else default


def choice(*values: str) -> Cleaner:
    """One of `values`; the first is the default."""
    return lambda value: value if value in values else values[0]


def number(value: Any) -> str:
    """A decimal number as typed, comma or point; "" when it isn't one."""
    text = str(value if value is not None else "").strip().replace(" ", "")
    return text if re.fullmatch(r"-?\d{1,15}([.,]\d{1,10})?", text) else ""


def block_id(value: Any) -> str:
    """A stable id: the one given, or a new one."""
    return value if isinstance(value, str) and _ID.match(value) else str(uuid4())


def rows(value: Any) -> list[list[str]]:
    """The cells of a table, row by row, made rectangular."""
    given = [row for row in value if isinstance(row, list)] if isinstance(value, list) else []
    cells = [[phrase(cell) for cell in row[:MAX_COLUMNS]] for row in given[:MAX_ROWS]]
    width = max((len(row) for row in cells), default=0)
    return [row + [""] * (width - len(row)) for row in cells]


def options(value: Any) -> list[RawBlock]:
    """The options (or statements) of a checkpoint, as list items with ids."""
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    seen: set[str] = set()
    return [_item(item, seen) for item in items[:12]]


def _item(item: RawBlock, seen: set[str]) -> RawBlock:
    key = block_id(item.get("id"))
    if key in seen:
        key = str(uuid4())
    seen.add(key)
    value = item.get("value")
    return {"type": "item", "id": key, "value": _fields(OPTION, value if isinstance(value, dict) else {})}


def inner(value: Any) -> RawBody:
    """The blocks of one column: only simple ones."""
    return [block for block in _blocks(value, set()) if block["type"] in SIMPLE]


OPTION: dict[str, Cleaner] = {"text": phrase, "is_right": flag(), "feedback": phrase}
SHAPES: dict[str, dict[str, Cleaner]] = {
    "heading": {"level": choice("2", "3"), "text": line(200)},
    "text": {"html": rich},
    "formula": {"latex": latex, "caption": line(300), "numbered": flag()},
    "picture": {"file": reference, "alt": line(500), "decorative": flag(), "caption": phrase, "width": choice("full", "half")},
    "audio": {"file": reference, "title": line(200), "transcript": prose(20000)},
    "video": {"file": reference, "title": line(200), "captions": reference, "poster": reference, "transcript": prose(20000)},
    "table": {"caption": line(300), "header_row": flag(True), "header_column": flag(), "rows": rows},
    "callout": {"tone": choice("note", "remember", "warning", "example", "theorem"), "title": line(200), "html": rich},
    "file": {"file": reference, "title": line(200), "note": line(300)},
    "h5p": {"package": reference, "title": line(200)},
    "checkpoint": {
        "kind": choice("single", "multiple", "true_false", "text", "number"),
        "prompt": rich,
        "options": options,
        "accepted": prose(2000),
        "number": number,
        "tolerance": number,
        "unit": line(30),
        "hint": phrase,
        "explanation": rich,
        "must_pass": flag(),
    },
    "columns": {"ratio": choice("equal", "wide_left", "wide_right"), "left": inner, "right": inner},
}
SIMPLE = ("text", "formula", "picture", "callout", "audio", "file")
FILE_FIELDS: dict[str, tuple[str, ...]] = {
    "picture": ("file",), "audio": ("file",), "video": ("file", "captions", "poster"), "file": ("file",),
}  # fmt: skip


def _fields(shape: dict[str, Cleaner], value: dict[str, Any]) -> dict[str, Any]:
    return {name: clean(value.get(name)) for name, clean in shape.items()}


def _blocks(raw: Any, seen: set[str]) -> RawBody:
    if not isinstance(raw, list):
        raise ContentRefused("content.shape")
    clean: RawBody = []
    for position, block in enumerate(raw):
        if not isinstance(block, dict) or block.get("type") not in SHAPES:
            raise ContentRefused("content.block", position=position + 1)
        value, key = block.get("value"), block_id(block.get("id"))
        key = key if key not in seen else str(uuid4())
        seen.add(key)
        clean.append({"type": block["type"], "id": key, "value": _fields(SHAPES[block["type"]], value if isinstance(value, dict) else {})})
    return clean


def clean_stream(raw: Any) -> RawBody:
    """Return a lesson body with every field cleaned, missing ones filled, ids stable and unique.

    Raises `ContentRefused` (`content.shape`, `content.block` with `position`, `content.too_many`, `content.text_too_long`).
    """
    if isinstance(raw, list) and len(raw) > MAX_BLOCKS:
        raise ContentRefused("content.too_many", limit=MAX_BLOCKS)
    return _blocks(raw, set())


def new_block(kind: str, **value: Any) -> RawBlock:
    """Return a clean block of a kind with a new id."""
    return clean_stream([{"type": kind, "value": value}])[0]


def walk(body: RawBody) -> list[RawBlock]:
    """Return every block, those inside columns after their columns."""
    found: RawBody = []
    for block in body:
        found.append(block)
        if block["type"] == "columns":
            found += [*block["value"]["left"], *block["value"]["right"]]
    return found


def file_references(body: RawBody) -> list[str]:
    """Return the uuids of the files a body shows, once each, in order."""
    found = (block["value"].get(name) for block in walk(body) for name in FILE_FIELDS.get(block["type"], ()))
    return list(dict.fromkeys(uuid for uuid in found if uuid))


def package_references(body: RawBody) -> list[str]:
    """Return the uuids of the H5P packages a body plays, once each."""
    return list(dict.fromkeys(b["value"]["package"] for b in walk(body) if b["type"] == "h5p" and b["value"]["package"]))


def replace_references(body: RawBody, names: dict[str, str]) -> RawBody:
    """Return a copy of a body with file and package uuids replaced by `names`, for copying a lesson to another course."""

    def renamed(block: RawBlock) -> RawBlock:
        value = {name: names.get(field, field) if isinstance(field, str) else field for name, field in block["value"].items()}
        if block["type"] == "columns":
            value |= {side: [renamed(child) for child in block["value"][side]] for side in ("left", "right")}
        return {**block, "value": value}

    return [renamed(block) for block in body]
