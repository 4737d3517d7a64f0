"""Every kind of question with its sample, for the style guide and for trying controls; nothing comes from the database."""

import json
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Any

from assessment.hooks import ItemKind
from assessment.types import Content, Response

from .rendering import question

FOLDERS = files("assessment.kinds")


@cache
def _picture() -> str:
    """Return the one picture of all samples as an address of its own: no bank holds it."""
    return "data:image/svg+xml;base64," + b64encode((FOLDERS / "hotspot" / "sample.svg").read_bytes()).decode()


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(entry, names) for entry in value]
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(entry, names) for key, entry in value.items()}
    return names.get(value, value) if isinstance(value, str) else value


def _new_ids(raw: Content, clean: Content) -> dict[str, str]:
    """Return the ids a sample is written with and those its rows got: some kinds hide the order in them."""
    lists = [(raw[name], clean[name]) for name in raw if isinstance(raw[name], list) and name in clean]
    rows = [pair for old, new in lists for pair in zip(old, new, strict=True)]
    return {old["id"]: new["id"] for old, new in rows if isinstance(old, dict) and "id" in old}


def sample_of(kind: ItemKind) -> tuple[Content, Response]:
    """Return the sample in a kind's folder (`sample.json`) in the kind's shape: content and a response to it, partly wrong."""
    held = json.loads((FOLDERS / kind.key / "sample.json").read_text("utf-8"))
    content = kind.clean(held["content"])
    return content, kind.clean_response(content, _renamed(held["response"], _new_ids(held["content"], content)))


def sample_questions() -> list[dict[str, Any]]:
    """Return each kind with its sample in the modes `take`, `review` and `print`."""
    shown = []
    for place, kind in enumerate(sorted(ItemKind.all(), key=lambda kind: (kind.order, kind.key))):
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
