"""Bringing content into its exact shape. Nothing here raises: what can't be understood becomes empty."""

import hashlib
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from core.lib.markup import clean_content, clean_phrase, files_in, plain_text

MAX_ROWS = 60
MAX_TEXT = 100_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Row = dict[str, Any]


def html(value: Any) -> str:
    """Return clean rich text."""
    return clean_content(value[:MAX_TEXT]) if isinstance(value, str) else ""


def phrase(value: Any) -> str:
    """Return one clean line of rich text; a picture in it stays (an option may be a picture)."""
    if not isinstance(value, str):
        return ""
    text = value[:MAX_TEXT]
    return _one_line(clean_content(text)) if files_in(text) or "<table" in text else clean_phrase(text)


_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.S)


def _one_line(text: str) -> str:
    only = _ONE_PARAGRAPH.fullmatch(text)
    return only[1] if only else text


def words(value: Any, limit: int = 300) -> str:
    """Return plain text on one line, at most `limit` characters."""
    return " ".join(str(value).split())[:limit] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def whole(value: Any, default: int = 0, *, least: int = 0, most: int = 100_000) -> int:
    """Return a whole number within bounds."""
    try:
        return max(least, min(most, int(value)))
    except (TypeError, ValueError):
        return default


def ratio(value: Any, default: float = 1.0) -> float:
    """Return a number 0-1 with at most 5 decimals."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return default
    return round(max(0.0, min(1.0, number)), 5) if number == number else default


def coordinate(value: Any) -> float:
    """Return a coordinate as a ratio 0-1 of the picture."""
    return ratio(value, 0.0)


def decimal_text(value: Any) -> str:
    """Return a number as it is written, with a comma, or "" when it is none."""
    text = words(value, 40).replace(" ", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    return text.replace(".", ",") if number.is_finite() else ""


def one_of(value: Any, choices: Iterable[str], default: str) -> str:
    """Return `value` when it is one of `choices`, else `default`."""
    return value if isinstance(value, str) and value in set(choices) else default


def uuid_text(value: Any) -> str:
    """Return the text of a uuid, or ""."""
    return value if isinstance(value, str) and _UUID.fullmatch(value) else ""


def uuids(value: Any, limit: int = 20) -> list[str]:
    """Return the uuids in a list, each once."""
    found = [text for entry in value[:200] if (text := uuid_text(entry))] if isinstance(value, list) else []
    return list(dict.fromkeys(found))[:limit]


def rows(value: Any, prefix: str, make: Callable[[Row], Row]) -> list[Row]:
    """Return a list of rows `{"id", …}`; an id that is missing, odd or taken is given anew: `prefix` and the first free number."""
    entries = [entry for entry in value if isinstance(entry, dict)][:MAX_ROWS] if isinstance(value, list) else []
    wanted = [entry.get("id") for entry in entries]
    taken: set[str] = set()
    made: list[Row] = []
    for entry in entries:
        key = entry.get("id")
        if not (isinstance(key, str) and _ID.fullmatch(key)) or key in taken:
            key = next(name for number in range(1, 1000) if (name := f"{prefix}{number}") not in taken and name not in wanted)
        taken.add(key)
        made.append({"id": key, **make(entry)})
    return made


def opaque(entries: list[Row], salt: str) -> dict[str, str]:
    """Give rows ids that say nothing of their place (`x` and seven hex digits), in place; returns old id -> new id.

    For kinds whose key is an order or a pairing: ids written in order would give it away. Ids already so stay.
    """
    changed: dict[str, str] = {}
    taken = {entry["id"] for entry in entries}
    for place, entry in enumerate(entries):
        old = entry["id"]
        if re.fullmatch(r"x[0-9a-f]{7}", old):
            changed[old] = old
            continue
        new, turn = old, 0
        while new == old or new in taken:
            new = "x" + hashlib.sha256(f"{salt}|{place}|{old}|{plain_text(entry.get('html', ''))}|{turn}".encode()).hexdigest()[:7]
            turn += 1
        taken.add(new)
        entry["id"] = changed[old] = new
    return changed


def scrambled(entries: list[Row]) -> list[Row]:
    """Return rows in an order that says nothing of the one they came in: by a digest of their words."""
    return sorted(entries, key=lambda entry: hashlib.sha256(f"{entry['id']}|{entry.get('html', '')}".encode()).hexdigest())


def in_order(entries: list[Row], ids: list[str] | None) -> list[Row]:
    """Return rows in the order of `ids`; unknown ids are ignored, rows that aren't named follow in their own order."""
    if not ids:
        return entries
    by_id = {entry["id"]: entry for entry in entries}
    first = [by_id[key] for key in dict.fromkeys(ids) if key in by_id]
    named = {entry["id"] for entry in first}
    return first + [entry for entry in entries if entry["id"] not in named]


def letter(place: int) -> str:
    """Return the letter of a place from 0: A, B, …, Z, then A1, B1, …"""
    return LETTERS[place % 26] + (str(place // 26) if place >= 26 else "")


def common(content: Row) -> Row:
    """Return the parts every question has: prompt, explanation, hints."""
    hints = content.get("hints")
    return {
        "prompt": html(content.get("prompt")),
        "explanation": html(content.get("explanation")),
        "hints": [text for hint in hints[:10] if (text := html(hint))] if isinstance(hints, list) else [],
    }


def is_empty(text: str) -> bool:
    """Say whether rich text shows nothing."""
    return not plain_text(text) and not files_in(text)


def plain(text: str) -> str:
    """Return the words of rich text on one line."""
    return plain_text(text)
