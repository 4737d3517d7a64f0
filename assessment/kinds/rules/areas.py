"""Points and areas on a picture; coordinates are ratios 0-1 of its width and height."""

from collections.abc import Sequence
from typing import Any

from .shapes import coordinate, one_of


def clean_area(entry: dict[str, Any]) -> dict[str, Any]:
    """Return shape and coordinates of an area: rect `[x, y, width, height]`, circle `[x, y, radius of the width]`, poly `[x, y, …]`."""
    shape = one_of(entry.get("shape"), ("rect", "circle", "poly"), "rect")
    raw = entry.get("coords")
    coords = [coordinate(value) for value in raw[:80]] if isinstance(raw, list) else []
    size = {"rect": 4, "circle": 3}.get(shape)
    good = len(coords) == size if size else len(coords) >= 6 and len(coords) % 2 == 0
    return {"shape": shape, "coords": coords if good else []}


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
