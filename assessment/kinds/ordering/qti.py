"""QTI: `orderInteraction`, match_correct of an ordered response."""

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut


def read(item: QtiIn) -> Content | None:
    """Read entries; they stand in the right order."""
    node = item.sole("orderInteraction")
    if node is None:
        return None
    choices = {choice.get("identifier", ""): item.html(choice) for choice in node.iter("simpleChoice")}
    order = [key for key in item.declaration(node).correct if key in choices]
    if len(order) < len(choices):
        item.doubt("key.none" if not order else "part.lost", "bad" if not order else "look", name="orderInteraction")
    order = order or list(choices)
    return {
        "prompt": item.prompt(node),
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
