"""QTI: `choiceInteraction` of several answers; match_correct (all) or map_response (each)."""

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, mapping
from ..single_choice.qti import choices, interaction, mark


def read(item: QtiIn) -> Content | None:
    """Read a question with several right answers; hot texts are choices with the text around them kept."""
    node = item.sole("choiceInteraction", "hottextInteraction")
    if node is None:
        return None
    told = item.declaration(node)
    if node.tag == "hottextInteraction":
        rows = [
            {
                "id": f"o{place}",
                "key": text.get("identifier", ""),
                "html": item.html(text),
                "is_right": False,
                "feedback": "",
                "is_pinned": True,
            }
            for place, text in enumerate(node.iter("hottext"), 1)
        ]
        item.doubt("kind.changed", name="hottext")
        prompt = item.prompt(node) + "".join(f"<p>{item.html(child)}</p>" for child in node if child.tag != "prompt")
    else:
        rows, prompt = choices(item, node), item.prompt(node)
    mark(item, node, rows)
    scoring = "each" if told.mapping else "all"
    most = int(node.get("maxChoices") or 0) if (node.get("maxChoices") or "0").isdigit() else 0
    shuffles = node.get("shuffle") in ("true", "1")
    limit = most if 1 < most < len(rows) else 0
    return {"prompt": prompt, "options": rows, "shuffles": shuffles, "scoring": scoring, "most": limit}


def write(content: Content, out: QtiOut) -> None:
    """Write a question with several right answers."""
    right = [row["id"] for row in content["options"] if row["is_right"]]
    wrong = [row["id"] for row in content["options"] if not row["is_right"]]
    shares = dict.fromkeys(right, 1 / max(1, len(right))) | dict.fromkeys(wrong, -1 / max(1, len(wrong)))
    each = content["scoring"] == "each"
    out.declare("multiple", "identifier", right, mapping(shares, most=1) if each else "")
    out.body(interaction(content, out, content["most"]))
    out.process("map_response" if each else "match_correct")
