"""Moodle XML: `ddimageortext` and `ddmarker`, labels on a picture."""

import re
from typing import Any

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, number


def read(source: MoodleIn) -> Content | None:
    """Read labels and where they belong."""
    if source.type not in ("ddimageortext", "ddmarker"):
        return None
    picture, width, height = source.media(source.node)
    if not picture or not width or not height:
        source.doubt("picture.missing", "bad")
        width, height = width or 1, height or 1
    drags = source.node.findall("drag")
    labels: list[dict[str, Any]] = [
        {"id": f"b{place}", "html": " ".join((drag.findtext("text") or "").split()), "zones": [], "copies": 1}
        for place, drag in enumerate(drags, 1)
    ]
    numbers = {(drag.findtext("no") or "").strip(): label for drag, label in zip(drags, labels, strict=True)}
    zones = []
    for place, drop in enumerate(source.node.findall("drop"), 1):
        shape, coords = _area(drop, width, height)
        name = " ".join((drop.findtext("text") or "").split()) or f"Vị trí {place}"
        zones.append({"id": f"z{place}", "label": name, "shape": shape, "coords": coords, "most": 1})
        label = numbers.get((drop.findtext("choice") or "").strip())
        if label is not None:
            label["zones"].append(f"z{place}")
    for label, drag in zip(labels, drags, strict=True):
        label["copies"] = len(label["zones"]) or 1 if drag.find("infinite") is not None else 1
    return {"picture": picture, "width": width, "height": height, "zones": zones, "labels": labels, "scoring": "each"}


def _area(drop: Any, width: int, height: int) -> tuple[str, list[float]]:
    if drop.find("xleft") is not None:
        x, y = number(drop.findtext("xleft")) / width, number(drop.findtext("ytop")) / height
        return "rect", [x, y, min(0.25, 1 - x), min(0.1, 1 - y)]
    values = [number(value) for value in re.split(r"[,;]", drop.findtext("coords") or "") if value.strip()]
    shape = (drop.findtext("shape") or "").strip().lower()
    if shape == "circle" and len(values) == 3:
        return "circle", [values[0] / width, values[1] / height, values[2] / width]
    if shape == "rectangle" and len(values) == 4:
        return "rect", [values[0] / width, values[1] / height, values[2] / width, values[3] / height]
    return "poly", [value / (height if place % 2 else width) for place, value in enumerate(values)]


def holds(content: Content) -> bool:
    """Say whether the question can be written: on a picture, with every place drawn."""
    return bool(content["picture"]) and all(row["coords"] for row in content["zones"])


def write(content: Content, out: MoodleOut) -> None:
    """Write labels on a picture as `ddmarker`: it keeps the shapes of zones."""
    etree.SubElement(out.node, "type").text = "ddmarker"
    out.plain(out.node, "shuffleanswers", "true")
    if content["picture"]:
        out.file(out.node, content["picture"])
    for place, row in enumerate(content["labels"], 1):
        drag = etree.SubElement(out.node, "drag")
        out.plain(drag, "no", str(place))
        out.plain(drag, "text", re.sub(r"<[^>]+>", "", row["html"]))
        out.plain(drag, "noofdrags", str(row["copies"]))
    numbers = {zone: str(place) for place, row in enumerate(content["labels"], 1) for zone in row["zones"]}
    for place, row in enumerate(content["zones"], 1):
        drop = etree.SubElement(out.node, "drop")
        out.plain(drop, "no", str(place))
        out.plain(drop, "text", row["label"])
        out.plain(drop, "shape", {"rect": "rectangle", "poly": "polygon"}.get(row["shape"], "circle"))
        out.plain(drop, "coords", _coords(row, content["width"], content["height"]))
        out.plain(drop, "choice", numbers.get(row["id"], "0"))


def _coords(row: dict[str, Any], width: int, height: int) -> str:
    values = [f"{value * (height if place % 2 else width):.3f}".rstrip("0").rstrip(".") for place, value in enumerate(row["coords"])]
    if row["shape"] == "poly":
        return ";".join(f"{x},{y}" for x, y in zip(values[::2], values[1::2], strict=False))
    if row["shape"] == "circle":
        return f"{values[0]},{values[1]};{row['coords'][2] * width:.3f}"
    return f"{values[0]},{values[1]};{values[2]},{values[3]}" if len(values) == 4 else ""
