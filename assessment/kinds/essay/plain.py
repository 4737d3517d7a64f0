"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

FORM = "TL"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return the empty answer GIFT has for essays."""
    return ""


def from_row(row: Any) -> Content:
    """Read the answer as the model answer."""
    return {"takes_files": True, "model_answer": row.answer_html()}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    return {"options": [], "answer": words(content["model_answer"])}


def word_lines(content: Content, out: Any) -> None:
    """Write nothing beside the question; the model answer is lost in Word."""
