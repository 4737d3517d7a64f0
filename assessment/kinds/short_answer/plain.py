"""Formats of words: GIFT, a row of the Excel template, lines of a Word exam."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

from ..rules.answers import fits_grid, grid_text, read_number
from ..rules.exchange import percent_of, point

FORM = "TLN"


def _share(ratio: float) -> str:
    return "" if ratio == 1 else f"%{percent_of(ratio)}%"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return the accepted answers as GIFT; numbers as a numerical question."""
    if content["mode"] == "text":
        return " ".join(f"={_share(row['ratio'])}{words(row['text'])}" for row in content["accepted"])
    tolerance = content["tolerance"]
    rows = []
    for row in content["accepted"]:
        value = point(row["text"])
        allowed = (
            abs(float(read_number(row["text"])[0] or 0)) * float(point(tolerance[:-1])) / 100
            if tolerance.endswith("%")
            else point(tolerance) or 0
        )
        rows.append(f"={_share(row['ratio'])}{value}:{allowed}")
    return "#" + " ".join(rows)


def from_row(row: Any) -> Content:
    """Read answers parted by `;`: all numbers that fit are asked in the four-cell grid."""
    answers = row.answers()
    numbers = bool(answers) and all(read_number(text)[0] is not None and not read_number(text)[1] for text in answers)
    grid = numbers and all(fits_grid(grid_text(text)) for text in answers)
    mode = "grid" if grid else "number" if numbers else "text"
    return {"mode": mode, "accepted": [{"text": text.replace(".", ",") if numbers else text, "ratio": 1.0} for text in answers]}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    return {"options": [], "answer": "; ".join(row["text"] for row in content["accepted"] if row["ratio"] == 1.0)}


def word_lines(content: Content, out: Any) -> None:
    """Write the answer on its own line."""
    out.answer("; ".join(row["text"] for row in content["accepted"] if row["ratio"] == 1.0))
