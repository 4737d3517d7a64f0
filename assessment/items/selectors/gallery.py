"""Every kind of question with its sample, for the style guide and for trying controls; nothing comes from the database."""

import json
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Any

from assessment.hooks import ItemKind
from assessment.types import Content, Response

from .kinds import ordered_kinds
from .rendering import question

FOLDERS = files("assessment.kinds")


@cache
def _picture() -> str:
    """Return the one picture of all samples as an address of its own: no bank holds it."""
    return "data:image/svg+xml;base64," + b64encode((FOLDERS / "hotspot" / "sample.svg").read_bytes()).decode()


def sample_of(kind: ItemKind) -> tuple[Content, Response]:
    """Return the sample in a kind's folder (`sample.json`) in the kind's shape: content and a response to it, partly wrong."""
    held = json.loads((FOLDERS / kind.key / "sample.json").read_text("utf-8"))
    content = kind.clean(held["content"])
    return content, kind.clean_response(content, held["response"])


def sample_questions() -> list[dict[str, Any]]:
    """Return each kind with its sample in the modes `take`, `review` and `print`."""
    shown = []
    for place, kind in enumerate(ordered_kinds()):
        if not (FOLDERS / kind.key / "sample.json").is_file():
            continue
        content, response = sample_of(kind)
        facts: dict[str, Any] = {"kind": kind, "content": content, "number": place + 1, "points": 1, "address": lambda _uuid: _picture()}
        shown.append(
            {
                "kind": kind,
                "take": question(**facts, position=place * 10 + 1),
                "review": question(**facts, position=place * 10 + 2, mode="review", response=response, shows_key=True),
                "print": question(**facts, position=place * 10 + 3, mode="print"),
            }
        )
    return shown
