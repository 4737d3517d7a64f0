"""Points and areas on a picture; coordinates are ratios 0-1 of its width and height."""

from collections.abc import Sequence
from typing import Any

from .shapes import one_of

MOST_POINTS = 100
# Pictures are measured in whole pixels, areas elsewhere too: what sticks out by less is cut off, what sticks out by more is told.
SLACK = 0.02
_NUMBERS = {"rect": 4, "circle": 3}


def clean_area(entry: dict[str, Any]) -> dict[str, Any]:
    """Return shape and coordinates of an area: rect `[x, y, width, height]`, circle `[x, y, radius of the width]`, poly `[x, y, …]`.

    A wrong number of them becomes `[]`; a polygon keeps what points it has. Whether they make an area says `area_fault`.
    """
    shape = one_of(entry.get("shape"), ("rect", "circle", "poly"), "rect")
    raw = entry.get("coords")
    coords = [_coordinate(value) for value in raw] if isinstance(raw, list) and len(raw) <= 2 * MOST_POINTS else []
    if shape == "poly":
        return {"shape": shape, "coords": coords[: len(coords) // 2 * 2]}
    if len(coords) != _NUMBERS[shape]:
        return {"shape": shape, "coords": []}
    if shape == "rect":
        coords[2:] = [_cut(start, size) for start, size in zip(coords[:2], coords[2:], strict=True)]
    return {"shape": shape, "coords": coords}


def _coordinate(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0.0
    if number != number:
        return 0.0
    number = round(max(-1.0, min(2.0, number)), 5)
    return min(1.0, max(0.0, number)) if -SLACK <= number <= 1 + SLACK else number


def _cut(start: float, size: float) -> float:
    return round(1 - start, 5) if 1 < start + size <= 1 + SLACK else size


def area_fault(area: dict[str, Any]) -> str:
    """Return why an area is none: `points` (a polygon of fewer than three), `flat` (without extent), `outside` the picture; else "".

    A circle may reach over the edge, which nothing else could say; its centre may not. A line that crosses itself is one of
    HTML's and QTI's: parts that it goes round twice are outside, drawn and scored so (even-odd).
    """
    coords: Sequence[float] = area["coords"]
    if area["shape"] == "poly":
        corners = list(zip(coords[::2], coords[1::2], strict=True))
        if len(corners) < 3:
            return "points"
        return "flat" if _in_line(corners) else "" if all(0 <= value <= 1 for value in coords) else "outside"
    if min(coords[2:]) <= 0:
        return "flat"
    if area["shape"] == "circle":
        return "" if all(0 <= value <= 1 for value in coords[:2]) else "outside"
    ends = [round(start + size, 5) for start, size in zip(coords[:2], coords[2:], strict=True)]
    return "" if all(0 <= value <= 1 for value in [*coords[:2], *ends]) else "outside"


def _in_line(corners: list[tuple[float, float]]) -> bool:
    x0, y0 = corners[0]
    far_x, far_y = max(corners, key=lambda corner: (corner[0] - x0) ** 2 + (corner[1] - y0) ** 2)
    return all(abs((far_x - x0) * (y - y0) - (far_y - y0) * (x - x0)) < 1e-6 for x, y in corners)


def inside(area: dict[str, Any], x: float, y: float, aspect: float = 1.0) -> bool:
    """Say whether a point lies in an area. `aspect` is the picture's height by its width (for circles)."""
    coords: Sequence[float] = area["coords"]
    if not coords:
        return False
    if area["shape"] == "rect":
        return coords[0] <= x <= coords[0] + coords[2] and coords[1] <= y <= coords[1] + coords[3]
    if area["shape"] == "circle":
        return (x - coords[0]) ** 2 + ((y - coords[1]) * aspect) ** 2 <= coords[2] ** 2
    corners = list(zip(coords[::2], coords[1::2], strict=True))
    crossings = 0
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1
