"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

FORM = "ĐS"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return the statements as pairs with “Đúng” and “Sai”."""
    return " ".join(f"={words(row['html'])} -> {'Đúng' if row['is_true'] else 'Sai'}" for row in content["statements"])


def from_row(row: Any) -> Content:
    """Read statements A… and a sign for each: `ĐSSĐ`."""
    statements = row.options()
    signs = row.signs(len(statements))
    rows = [
        {"id": f"s{place}", "html": html, "is_true": signs[place - 1] if place <= len(signs) else None}
        for place, (html, _pinned) in enumerate(statements, 1)
    ]
    return {"statements": rows, "scoring": "stepped"}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    signs = ["Đ" if row["is_true"] else "S" for row in content["statements"]]
    return {"options": [words(row["html"]) for row in content["statements"]], "answer": "".join(signs)}


def word_lines(content: Content, out: Any) -> None:
    """Write statements a)… with the sign of each in brackets."""
    for place, row in enumerate(content["statements"]):
        out.statement(chr(97 + place), row["html"], "Đ" if row["is_true"] else "S" if row["is_true"] is False else "")
