"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

FORM = "NL"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return nothing: text without braces is a description."""
    return ""


def from_row(row: Any) -> Content:
    """Read the text as a passage."""
    return {"passage": row.prompt(), "title": ""}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    return {"prompt": content["passage"], "options": [], "answer": ""}
