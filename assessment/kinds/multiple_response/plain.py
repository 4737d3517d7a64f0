"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

from ..rules.exchange import percent_of
from ..rules.shapes import letter
from ..single_choice.plain import from_row as options_from_row
from ..single_choice.plain import to_row as to_row

FORM = "NĐA"


def gift(content: Content, words: Callable[[str], str]) -> str | None:
    """Return the answers as GIFT; a question with one right answer would be another kind there."""
    right = sum(row["is_right"] for row in content["options"])
    wrong = len(content["options"]) - right
    if right < 2:
        return None
    penalty = "-100" if content["scoring"] == "all" else f"-{percent_of(1 / wrong)}" if wrong > 1 else "-99"
    parts = []
    for row in content["options"]:
        share = percent_of(1 / right) if row["is_right"] else penalty
        feedback = f"#{words(row['feedback'])}" if row["feedback"] else ""
        parts.append(f"~%{share}%{words(row['html'])}{feedback}")
    return " ".join(parts)


def from_row(row: Any) -> Content:
    """Read options A… and the letters of the right ones."""
    return {**options_from_row(row), "scoring": "all"}


def word_lines(content: Content, out: Any) -> None:
    """Write options one a line with a star before each right one: several stars are several right answers."""
    for place, row in enumerate(content["options"]):
        out.choice(letter(place), row["html"], is_starred=row["is_right"], is_pinned=row["is_pinned"])
