"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

from ..rules.shapes import letter

FORM = "NLC"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return the answers as GIFT."""
    parts = []
    for row in content["options"]:
        feedback = f"#{words(row['feedback'])}" if row["feedback"] else ""
        parts.append(f"{'=' if row['is_right'] else '~'}{words(row['html'])}{feedback}")
    return " ".join(parts)


def from_row(row: Any) -> Content:
    """Read options A… and the letter of the right one."""
    options = row.options()
    right = row.letters(len(options))
    rows = [
        {"id": f"o{place}", "html": html, "is_right": chr(64 + place) in right, "feedback": "", "is_pinned": pinned}
        for place, (html, pinned) in enumerate(options, 1)
    ]
    return {"options": rows, "shuffles": True}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    texts = [("#" if row["is_pinned"] else "") + words(row["html"]) for row in content["options"]]
    return {"options": texts, "answer": ", ".join(letter(place) for place, row in enumerate(content["options"]) if row["is_right"])}


def word_lines(content: Content, out: Any) -> None:
    """Write options one a line; the letter of the right one is underlined, a pinned one has `#` before it."""
    for place, row in enumerate(content["options"]):
        out.choice(letter(place), row["html"], is_marked=row["is_right"], is_pinned=row["is_pinned"])
