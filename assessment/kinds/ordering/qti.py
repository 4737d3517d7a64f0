"""QTI: `orderInteraction`, match_correct of an ordered response; places of a picture in an order (`graphicOrderInteraction`) by their labels."""

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, hotspots


def read(item: QtiIn) -> Content | None:
    """Read entries; they stand in the right order."""
    node = item.sole("orderInteraction", "graphicOrderInteraction")
    if node is None:
        return None
    choices, picture = {choice.get("identifier", ""): item.html(choice) for choice in node.iter("simpleChoice")}, ""
    if node.tag == "graphicOrderInteraction":
        choices, picture = hotspots(item, node, "hotspotChoice")
        item.doubt("kind.changed", name=node.tag)
    order = [key for key in item.declaration(node).correct if key in choices]
    if len(order) < len(choices):
        item.doubt("key.none" if not order else "part.lost", "bad" if not order else "look", name=node.tag)
    order = order or list(choices)
    return {
        "prompt": item.prompt(node) + picture,
        "entries": [{"id": f"e{place}", "html": choices[key]} for place, key in enumerate(order, 1)],
        "scoring": "all",
    }


def write(content: Content, out: QtiOut) -> None:
    """Write entries, sorted by identifier so that the file's order doesn't give the answer away."""
    rows = sorted(content["entries"], key=lambda row: str(row["id"]))
    choices = "".join(f'<simpleChoice identifier="{row["id"]}">{out.phrase(row["html"])}</simpleChoice>' for row in rows)
    out.declare("ordered", "identifier", [row["id"] for row in content["entries"]])
    out.body(f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{out.prompt()}{choices}</orderInteraction>')
    out.process("match_correct")
