"""A row of the Excel template: gaps are `[[answer|answer]]` in the text."""

import re
from collections.abc import Callable
from typing import Any

from assessment.types import Content

FORM = "ĐIỀN"
_GAP = re.compile(r'<span data-gap="([^"]+)"></span>')


def from_row(row: Any) -> Content:
    """Read gaps `[[answer|another]]`; the first with a star and others without: a list to choose from."""
    gaps: list[dict[str, Any]] = []

    def take(found: re.Match[str]) -> str:
        key = f"g{len(gaps) + 1}"
        words = [word.strip() for word in found[1].split("|") if word.strip()]
        if any(word.startswith("*") for word in words):
            options = [
                {"id": f"o{place}", "html": word.lstrip("*").strip(), "is_right": word.startswith("*")}
                for place, word in enumerate(words, 1)
            ]
            gaps.append({"id": key, "mode": "choice", "options": options, "weight": 1.0})
        else:
            gaps.append({"id": key, "mode": "text", "accepted": [{"text": word, "ratio": 1.0} for word in words], "weight": 1.0})
        return f'<span data-gap="{key}"></span>'

    return {"prompt": re.sub(r"\[\[([^\]]*)\]\]", take, row.prompt()), "gaps": gaps}


def to_row(content: Content, words: Callable[[str], str]) -> dict[str, Any]:
    """Return the cells of a row: the text with its gaps written out."""
    gaps = {gap["id"]: gap for gap in content["gaps"]}

    def written(found: re.Match[str]) -> str:
        gap = gaps.get(found[1], {})
        if gap.get("mode") == "choice":
            return "[[" + "|".join(("*" if row["is_right"] else "") + words(row["html"]) for row in gap["options"]) + "]]"
        return "[[" + "|".join(row["text"] for row in gap.get("accepted", []) if row["ratio"] == 1.0) + "]]"

    return {"prompt": _GAP.sub(written, content["prompt"]), "options": [], "answer": ""}
