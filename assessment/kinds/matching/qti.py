"""QTI: `matchInteraction` of two sets, `associateInteraction` of pairs of one set, also of places of a picture by their labels."""

from typing import Any

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, hotspots, mapping
from ..true_false.qti import truths


def read(item: QtiIn) -> Content | None:
    """Read pairs; one on the left that has several partners keeps the first."""
    node = item.sole("matchInteraction", "associateInteraction", "graphicAssociateInteraction")
    if node is None or truths(item, node) is not None:
        return None
    sets, picture = node.findall("simpleMatchSet"), ""
    labels: dict[str, str] = {}
    told = item.declaration(node)
    raw = told.correct or [key for key, value in told.mapping.items() if value > 0]
    pairs = [tuple(pair.split(" ", 1)) for pair in raw if " " in pair]
    if len(sets) == 2:
        lefts, rights = list(sets[0]), list(sets[1])
        if len({one for one, _other in pairs}) < len(pairs) and len({other for _one, other in pairs}) == len(pairs):
            lefts, rights, pairs = rights, lefts, [(other, one) for one, other in pairs]
    else:
        first = {one for one, _other in pairs}
        every = list(node.iter("simpleAssociableChoice", "associableHotspot"))
        if node.tag == "graphicAssociateInteraction":
            labels, picture = hotspots(item, node, "associableHotspot")
        lefts = [choice for choice in every if choice.get("identifier") in first]
        rights = [choice for choice in every if choice.get("identifier") not in first]
        item.doubt("kind.changed", name=node.tag)
    left, lkeys = _rows(item, lefts, "l", labels)
    right, rkeys = _rows(item, rights, "r", labels)
    known: dict[str, str] = {}
    for pair in pairs:
        if len(pair) == 2 and pair[0] in lkeys and pair[1] in rkeys:
            if pair[0] in known:
                item.doubt("part.lost", name=" ".join(pair))
            known.setdefault(pair[0], pair[1])
    if not known:
        item.doubt("key.none", "bad")
    made = [[lkeys[one], rkeys[other]] for one, other in known.items()]
    return {
        "prompt": item.prompt(node) + picture,
        "left": left,
        "right": right,
        "pairs": made,
        "scoring": "each" if told.mapping else "all",
    }


def _rows(item: QtiIn, nodes: list[Any], prefix: str, labels: dict[str, str]) -> tuple[list[dict[str, str]], dict[str, str]]:
    rows = [
        {"id": f"{prefix}{place}", "html": labels.get(node.get("identifier", "")) or item.html(node)} for place, node in enumerate(nodes, 1)
    ]
    return rows, {node.get("identifier", ""): row["id"] for node, row in zip(nodes, rows, strict=True)}


def write(content: Content, out: QtiOut) -> None:
    """Write pairs."""
    pairs = [" ".join(pair) for pair in content["pairs"]]
    count = len(content["left"])
    sets = ""
    for rows, most in ((content["left"], 1), (content["right"], count)):
        choices = "".join(
            f'<simpleAssociableChoice identifier="{row["id"]}" matchMax="{most}">{out.phrase(row["html"])}</simpleAssociableChoice>'
            for row in rows
        )
        sets += f"<simpleMatchSet>{choices}</simpleMatchSet>"
    each = content["scoring"] == "each"
    out.declare("multiple", "directedPair", pairs, mapping(dict.fromkeys(pairs, 1 / max(1, count)), most=1) if each else "")
    out.body(
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{count}">{out.prompt()}{sets}</matchInteraction>'
    )
    out.process("map_response" if each else "match_correct")
