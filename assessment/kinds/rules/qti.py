"""What kinds' `qti.py` are given (QTI 2.2 names) and the small things they share."""

import re
from html import escape
from typing import Any, Protocol

from lxml.etree import _Element as Node

from .exchange import number


class QtiIn(Protocol):
    """An item, or one interaction of it."""

    root: Node
    body: Node

    def interactions(self) -> list[Node]:
        """Return the interactions that ask something."""

    def sole(self, *names: str) -> Node | None:
        """Return the only interaction when it bears one of some names."""

    def declaration(self, node: Node) -> Any:
        """Return cardinality, base, correct, mapping, areas, minds_case, default of an interaction's response."""

    def prompt(self, interaction: Node | None = None, special: Any = None) -> str:
        """Return the text around an interaction and its prompt."""

    def html(self, node: Node | None) -> str:
        """Return rich text inside an element."""

    def feedback(self, node: Node) -> str:
        """Return the feedback inside a choice."""

    def media(self, node: Node) -> tuple[str, int, int]:
        """Return key, width and height of the picture of an interaction."""

    def doubt(self, code: str, level: str = "look", **params: Any) -> None:
        """Say what is doubtful."""


class QtiOut(Protocol):
    """An item being written as text in the names of 2.2; the frame changes them for 3.0."""

    def html(self, html: str) -> str:
        """Return rich text in blocks."""

    def phrase(self, html: str) -> str:
        """Return rich text on one line."""

    def picture(self, key: str, width: int, height: int) -> str:
        """Return the object of a picture of an interaction."""

    def prompt(self) -> str:
        """Return the prompt of the interaction (empty: the question's text stands before it)."""

    def declare(self, cardinality: str, base: str, correct: list[str], mapping: str = "", key: str = "RESPONSE") -> None:
        """Add a response declaration."""

    def body(self, text: str) -> None:
        """Set what stands in the item's body after the question's text."""

    def whole(self, text: str) -> None:
        """Set the whole body: the question's text is in it."""

    def process(self, text: str) -> None:
        """Set the response processing: a template's name, `external`, or its rules (an `<outcome>` in front is declared)."""


def blocks(html: str) -> str:
    """Return rich text as paragraphs: words alone become one."""
    return html if not html or re.match(r"<(?:p|ul|ol|table|blockquote|h3|h4|pre)\b", html) else f"<p>{html}</p>"


def hotspots(item: QtiIn, node: Node, tag: str) -> tuple[dict[str, str], str]:
    """Return the places of a picture by identifier, each with its label, and the picture as a paragraph for the question's text.

    A place without a label is called by its identifier: who looks at the question sees the picture and names it better.
    """
    key, _width, _height = item.media(node)
    names = {
        spot.get("identifier", ""): escape(spot.get("hotspotLabel") or spot.get("identifier", ""), quote=False) for spot in node.iter(tag)
    }
    return names, f'<p><img data-file="{key}" alt=""></p>' if key else ""


def mapping(
    entries: dict[str, float], *, least: float = 0.0, most: float | None = None, default: float = 0.0, minds_case: bool | None = None
) -> str:
    """Return a `<mapping>`."""
    bound = f' upperBound="{most:g}"' if most is not None else ""
    case = "" if minds_case is None else f' caseSensitive="{"true" if minds_case else "false"}"'
    rows = "".join(f'<mapEntry mapKey="{escape(key, quote=True)}" mappedValue="{value:.6g}"{case}/>' for key, value in entries.items())
    return f'<mapping lowerBound="{least:g}"{bound} defaultValue="{default:g}">{rows}</mapping>' if rows else ""


def pixels(shape: str, coords: list[float], width: int, height: int) -> str:
    """Return an area in pixels as QTI writes it."""
    if shape == "circle":
        return f"{coords[0] * width:.0f},{coords[1] * height:.0f},{coords[2] * width:.0f}"
    if shape == "rect":
        x, y, wide, high = coords
        return f"{x * width:.0f},{y * height:.0f},{(x + wide) * width:.0f},{(y + high) * height:.0f}"
    return ",".join(f"{value * (height if place % 2 else width):.0f}" for place, value in enumerate(coords))


def ratios(shape: str, coords: str, width: int, height: int) -> tuple[str, list[float]]:
    """Return an area of QTI as shape and ratios of the picture."""
    values = [number(value.strip().rstrip("%")) for value in re.split(r"[,\s]+", coords.strip()) if value.strip()]
    wide, high = width or 1, height or 1
    if shape == "circle" and len(values) == 3:
        return "circle", [values[0] / wide, values[1] / high, values[2] / wide]
    if shape == "ellipse" and len(values) == 4:
        x, y, across, down = values
        return "rect", [max(0.0, (x - across) / wide), max(0.0, (y - down) / high), 2 * across / wide, 2 * down / high]
    if shape == "rect" and len(values) == 4:
        x, y, right, bottom = values
        return "rect", [x / wide, y / high, (right - x) / wide, (bottom - y) / high]
    if shape == "default":
        return "rect", [0.0, 0.0, 1.0, 1.0]
    return "poly", [value / (high if place % 2 else wide) for place, value in enumerate(values)]
