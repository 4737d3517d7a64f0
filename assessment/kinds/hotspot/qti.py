"""QTI: `hotspotInteraction` (areas shown) and `selectPointInteraction` (a point, areaMapping)."""

from typing import Any

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, mapping, pixels, ratios


def read(item: QtiIn) -> Content | None:
    """Read areas on a picture."""
    node = item.sole("hotspotInteraction", "selectPointInteraction")
    if node is None:
        return None
    picture, width, height = item.media(node)
    told = item.declaration(node)
    areas: list[dict[str, Any]] = []
    if node.tag == "hotspotInteraction":
        right = told.correct or [key for key, value in told.mapping.items() if value > 0]
        for place, choice in enumerate(node.iter("hotspotChoice"), 1):
            shape, coords = ratios(choice.get("shape", ""), choice.get("coords", ""), width, height)
            label = choice.get("hotspotLabel") or choice.get("identifier", "")
            areas.append(
                {"id": f"a{place}", "shape": shape, "coords": coords, "label": label, "is_right": choice.get("identifier") in right}
            )
    else:
        for place, (kind, where, value) in enumerate(told.areas, 1):
            shape, coords = ratios(kind, where, width, height)
            areas.append({"id": f"a{place}", "shape": shape, "coords": coords, "label": f"{place}", "is_right": value > 0})
    if not any(row["is_right"] for row in areas):
        item.doubt("key.none", "bad")
    most = int(node.get("maxChoices") or 1) if (node.get("maxChoices") or "1").isdigit() else 1
    shown = node.tag == "hotspotInteraction"
    scoring = "each" if told.mapping or (not shown and most > 1) else "all"
    content: Content = {"prompt": item.prompt(node), "picture": picture, "width": width, "height": height, "areas": areas}
    return {**content, "shows_areas": shown, "most": most, "scoring": scoring}


def write(content: Content, out: QtiOut) -> None:
    """Write areas on a picture."""
    width, height = content["width"] or 1, content["height"] or 1
    right = [row["id"] for row in content["areas"] if row["is_right"]]
    picture = out.picture(content["picture"], width, height)
    if content["shows_areas"]:
        each = content["scoring"] == "each"
        out.declare(
            "single" if content["most"] == 1 else "multiple",
            "identifier",
            right,
            mapping(dict.fromkeys(right, 1 / max(1, len(right))), most=1) if each else "",
        )
        rows = "".join(
            f'<hotspotChoice identifier="{row["id"]}" shape="{row["shape"]}" coords="{pixels(row["shape"], row["coords"], width, height)}" hotspotLabel="{_quoted(row["label"])}"/>'
            for row in content["areas"]
        )
        out.body(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="{content["most"]}">{out.prompt()}{picture}{rows}</hotspotInteraction>'
        )
        out.process("map_response" if each else "match_correct")
        return
    entries = "".join(
        f'<areaMapEntry shape="{row["shape"]}" coords="{pixels(row["shape"], row["coords"], width, height)}" mappedValue="{1 / max(1, len(right)) if row["is_right"] else 0:.6g}"/>'
        for row in content["areas"]
    )
    out.declare(
        "single" if content["most"] == 1 else "multiple",
        "point",
        [],
        f'<areaMapping lowerBound="0" upperBound="1" defaultValue="0">{entries}</areaMapping>',
    )
    out.body(
        f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="{content["most"]}">{out.prompt()}{picture}</selectPointInteraction>'
    )
    out.process("map_response_point")


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
