"""Formats of words: GIFT, a row of the Excel template."""

from collections.abc import Callable
from typing import Any

from assessment.types import Content

FORM = "GHÉP"


def gift(content: Content, words: Callable[[str], str]) -> str:
    """Return the pairs as GIFT; what matches nothing has no left side."""
    pairs, right = dict(content["pairs"]), {row["id"]: row["html"] for row in content["right"]}
    rows = [f"={words(row['html'])} -> {words(right.get(pairs.get(row['id'], ''), ''))}" for row in content["left"]]
    return " ".join([*rows, *(f"= -> {words(row['html'])}" for row in content["right"] if row["id"] not in pairs.values())])


def from_row(row: Any) -> Content:
    """Read cells `left = right`; a cell `= right` matches nothing."""
    left: list[dict[str, str]] = []
    right: list[dict[str, str]] = []
    pairs: list[list[str]] = []
    known: dict[str, str] = {}
    for one, other in row.pairs():
        if other not in known:
            known[other] = f"r{len(right) + 1}"
            right.append({"id": known[other], "html": other})
        if one:
            left.append({"id": f"l{len(left) + 1}", "html": one})
            pairs.append([left[-1]["id"], known[other]])
    return {"left": left, "right": right, "pairs": pairs, "scoring": "each"}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row."""
    pairs, right = dict(content["pairs"]), {row["id"]: row["html"] for row in content["right"]}
    texts = [f"{words(row['html'])} = {words(right.get(pairs.get(row['id'], ''), ''))}" for row in content["left"]]
    texts += [f"= {words(row['html'])}" for row in content["right"] if row["id"] not in pairs.values()]
    return {"options": texts, "answer": ""}
