"""What a kind's exchange modules (`moodle.py`, `qti.py`, `plain.py` in its folder) are given, and what they share.

Each format's frame lives in `assessment.items.interop` and finds a kind's module by its name: a kind that has none can't be
written in that format, which the person who exports is told. `read` returns None for what isn't the kind's.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from lxml.etree import _Element as Node

from assessment.types import Content


class MoodleIn(Protocol):
    """A question of a Moodle XML file."""

    type: str
    node: Node

    def html(self, node: Node | None) -> str:
        """Return the rich text of an element with `<text>` and files."""

    def words(self, path: str) -> str:
        """Return the words at a path below the question, "" when there are none."""

    def media(self, node: Node | None) -> tuple[str, int, int]:
        """Return key, width and height of the first picture of an element."""

    def doubt(self, code: str, level: str = "look", **params: Any) -> None:
        """Say what is doubtful."""


class MoodleOut(Protocol):
    """A question of a Moodle XML file being written: elements under `node`."""

    node: Node

    def text(self, parent: Node, tag: str, html: str, **attributes: str) -> Node:
        """Add an element with rich text and the files it names."""

    def plain(self, parent: Node, tag: str, words: str) -> Node:
        """Add an element with plain words."""

    def file(self, parent: Node, key: str) -> None:
        """Add the bytes of a file."""


def flag(value: str) -> bool:
    """Return what `true`, `1` say."""
    return value.strip().lower() in ("1", "true", "yes")


def number(value: str | None, default: float = 0.0) -> float:
    """Return a number written with a point, `default` for anything else."""
    try:
        return float((value or "").strip().replace(",", "."))
    except ValueError:
        return default


def ratio_of(percent: float) -> float:
    """Return a percentage as a ratio 0-1; thirds as thirds."""
    return round(max(0.0, min(1.0, percent / 100)), 5)


def percent_of(ratio: float) -> str:
    """Return a ratio as a percentage with at most five decimals."""
    return f"{ratio * 100:.5f}".rstrip("0").rstrip(".")


def point(text: str) -> str:
    """Return a number as files write it: with a point."""
    return text.replace(",", ".").replace("−", "-").replace(" ", "")


def comma(text: str) -> str:
    """Return a number as people write it here: with a comma, without idle zeros."""
    text = text.strip()
    if "." in text and "e" not in text.lower():
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


Rows = Sequence[dict[str, Any]]
Reader = Callable[[Any], Content | None]
