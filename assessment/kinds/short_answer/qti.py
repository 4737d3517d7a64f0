"""QTI: one `textEntryInteraction`, map_response; numbers with the tolerance of `equal`; the national grid is a class name."""

import re
from typing import Any

from assessment.types import Content

from ..rules.answers import read_number
from ..rules.exchange import comma, point
from ..rules.qti import QtiIn, QtiOut, mapping


def accepted(item: QtiIn, node: Any) -> tuple[list[dict[str, Any]], bool]:
    """Return the accepted answers of an interaction and whether they are numbers."""
    told = item.declaration(node)
    is_number = told.base in ("float", "integer")
    best = max(told.mapping.values(), default=0.0)
    shares = {key: value / best for key, value in told.mapping.items() if value > 0} if best > 0 else {}
    for key in told.correct:
        shares.setdefault(key, 1.0)
    rows = [{"text": comma(key) if is_number else key, "ratio": min(1.0, round(value, 5))} for key, value in shares.items() if key]
    return rows, is_number


def tolerance_of(item: QtiIn) -> str:
    """Return the tolerance response processing grants."""
    for node in item.root.iter("equal"):
        words = (node.get("tolerance") or "").split()
        if node.get("toleranceMode") == "absolute" and words:
            return comma(words[0])
        if node.get("toleranceMode") == "relative" and words:
            return f"{comma(words[0])}%"
    return ""


def read(item: QtiIn) -> Content | None:
    """Read one gap outside of which there is only text; a slider is a number."""
    node = item.sole("textEntryInteraction", "sliderInteraction")
    if node is None or not stands_alone(node):
        return None
    rows, is_number = accepted(item, node)
    if node.tag == "sliderInteraction":
        item.doubt("kind.changed", name="slider")
        is_number = True
    if not rows:
        item.doubt("key.none", "bad")
    tolerance = tolerance_of(item) if is_number else ""
    case = item.declaration(node).minds_case if item.declaration(node).mapping else True
    prompt = item.prompt(node)
    grid = re.search(r"\bcd-grid-(\d+)\b", node.get("class") or "") if is_number else None
    return {
        "prompt": prompt,
        "mode": "grid" if grid else "number" if is_number else "text",
        **({"cells": int(grid[1])} if grid else {}),
        "accepted": rows,
        "tolerance": tolerance,
        "minds_case": case and not is_number,
    }


def stands_alone(node: Any) -> bool:
    """Say whether an entry has its line for itself; one with words around it is a gap in a text."""
    parent = node.getparent()
    if parent is None or node.tag != "textEntryInteraction":
        return True
    around = [parent.text or "", *(child.tail or "" for child in parent)]
    return len(parent) == 1 and not any(text.strip() for text in around)


def write(content: Content, out: QtiOut) -> None:
    """Write a short answer."""
    is_number = content["mode"] != "text" and all(read_number(row["text"])[0] is not None for row in content["accepted"])
    entries = {(_plain(row["text"]) if is_number else row["text"]): row["ratio"] for row in content["accepted"]}
    best = [key for key, value in entries.items() if value == 1.0][:1]
    out.declare(
        "single", "float" if is_number else "string", best, mapping(entries, minds_case=None if is_number else content["minds_case"])
    )
    grid = f' class="cd-grid-{content["cells"]}"' if content["mode"] == "grid" else ""
    length = content["cells"] if grid else 20
    out.body(f'<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="{length}"{grid}/></p>')
    tolerance = content["tolerance"] if is_number else ""
    if not tolerance:
        out.process("map_response")
        return
    mode, size = ("relative", point(tolerance[:-1])) if tolerance.endswith("%") else ("absolute", point(tolerance))
    out.process(
        f'<responseCondition><responseIf><equal toleranceMode="{mode}" tolerance="{size} {size}"><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        '</responseIf><responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue></responseElse></responseCondition>'
    )


def _plain(text: str) -> str:
    found = read_number(text)[0]
    return point(text) if found is not None and "/" not in text else f"{float(found or 0):.10g}"
