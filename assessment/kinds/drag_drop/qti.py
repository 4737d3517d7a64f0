"""QTI: `graphicGapMatchInteraction`, labels dropped on a picture."""

from typing import Any

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, mapping, pixels, ratios


def read(item: QtiIn) -> Content | None:
    """Read labels and the places of a picture they belong to."""
    node = item.sole("graphicGapMatchInteraction")
    if node is None:
        return None
    base = next((child for child in node if child.tag in ("object", "img")), None)
    picture, width, height = item.media(node) if base is not None else ("", 0, 0)
    told = item.declaration(node)
    raw = told.correct or [key for key, value in told.mapping.items() if value > 0]
    pairs = [pair.split(" ", 1) for pair in raw if " " in pair]
    zones, names = [], {}
    for place, spot in enumerate(node.iter("associableHotspot"), 1):
        shape, coords = ratios(spot.get("shape", ""), spot.get("coords", ""), width, height)
        names[spot.get("identifier", "")] = f"z{place}"
        label = spot.get("hotspotLabel") or spot.get("identifier", "")
        zones.append({"id": f"z{place}", "label": label, "shape": shape, "coords": coords, "most": int(spot.get("matchMax") or 1)})
    labels: list[dict[str, Any]] = []
    for place, label_node in enumerate(node.iter("gapImg", "gapText"), 1):
        right = [names[zone] for key, zone in pairs if key == label_node.get("identifier") and zone in names]
        html = item.html(label_node) or _alone(item, label_node)
        labels.append(
            {"id": f"b{place}", "html": html, "zones": right, "copies": max(1, int(label_node.get("matchMax") or 1) or len(right))}
        )
    if not any(row["zones"] for row in labels):
        item.doubt("key.none", "bad")
    content: Content = {"prompt": item.prompt(node), "picture": picture, "width": width, "height": height}
    return {**content, "zones": zones, "labels": labels, "scoring": "each" if told.mapping else "all"}


def _alone(item: QtiIn, node: Any) -> str:
    key, _width, _height = item.media(node)
    name = node.get("objectLabel") or node.get("identifier", "")
    return f'<img data-file="{key}" alt="{name}">' if key else str(name)


def holds(content: Content) -> bool:
    """Say whether the question can be written: on a picture, with every place drawn."""
    return bool(content["picture"]) and all(row["coords"] for row in content["zones"])


def write(content: Content, out: QtiOut) -> None:
    """Write labels on a picture; labels are texts (`gapText`)."""
    width, height = content["width"] or 1, content["height"] or 1
    pairs = [f"{row['id']} {zone}" for row in content["labels"] for zone in row["zones"]]
    each = content["scoring"] == "each"
    labels = "".join(
        f'<gapText identifier="{row["id"]}" matchMax="{row["copies"]}">{out.phrase(row["html"])}</gapText>' for row in content["labels"]
    )
    zones = "".join(
        f'<associableHotspot identifier="{row["id"]}" matchMax="{row["most"]}" shape="{row["shape"]}" coords="{pixels(row["shape"], row["coords"], width, height)}"'
        f' hotspotLabel="{row["label"].replace("&", "&amp;").replace(chr(34), "&quot;").replace("<", "&lt;")}"/>'
        for row in content["zones"]
        if row["coords"]
    )
    out.declare("multiple", "directedPair", pairs, mapping(dict.fromkeys(pairs, 1 / max(1, len(pairs))), most=1) if each else "")
    picture = out.picture(content["picture"], width, height)
    out.body(
        f'<graphicGapMatchInteraction responseIdentifier="RESPONSE">{out.prompt()}{picture}{labels}{zones}</graphicGapMatchInteraction>'
    )
    out.process("map_response" if each else "match_correct")
