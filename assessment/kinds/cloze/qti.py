"""QTI: several `textEntryInteraction` and `inlineChoiceInteraction` in a text; `gapMatchInteraction`."""

import re
from typing import Any

from assessment.types import Content

from ..rules.exchange import point
from ..rules.qti import QtiIn, QtiOut, mapping
from ..short_answer.qti import accepted, stands_alone, tolerance_of
from ..single_choice.qti import choices, mark

_INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_GAP = re.compile(r'<span data-gap="([^"]+)"></span>')


def read(item: QtiIn) -> Content | None:
    """Read a text with gaps."""
    found = item.interactions()
    node = item.sole("gapMatchInteraction")
    if node is not None:
        return _gap_match(item, node)
    only = item.sole("textEntryInteraction")
    lone = only is not None and stands_alone(only)
    if not found or lone or any(node.tag not in _INLINE for node in found) or item.prompt().count("data-gap"):
        return None
    gaps: list[dict[str, Any]] = []

    def gap(inner: Any) -> str | None:
        if inner.tag not in _INLINE:
            return None
        key = f"g{len(gaps) + 1}"
        if inner.tag == "inlineChoiceInteraction":
            rows = choices(item, inner)
            mark(item, inner, rows)
            gaps.append({"id": key, "mode": "choice", "options": rows, "weight": 1.0})
        else:
            rows, is_number = accepted(item, inner)
            if not rows:
                item.doubt("key.none", "bad")
            tolerance = tolerance_of(item) if is_number else ""
            told = item.declaration(inner)
            case = told.minds_case if told.mapping else True
            gaps.append(
                {
                    "id": key,
                    "mode": "number" if is_number else "text",
                    "accepted": rows,
                    "tolerance": tolerance,
                    "weight": 1.0,
                    "minds_case": case and not is_number,
                }
            )
        return f'<span data-gap="{key}"></span>'

    prompt = item.prompt(None, gap)
    return {"prompt": prompt, "gaps": gaps}


def _gap_match(item: QtiIn, node: Any) -> Content:
    told = item.declaration(node)
    pairs = [pair.split(" ", 1) for pair in (told.correct or [key for key, value in told.mapping.items() if value > 0]) if " " in pair]
    words = {choice.get("identifier", ""): item.html(choice) for choice in node.iter("gapText", "gapImg")}
    gaps: list[dict[str, Any]] = []

    def gap(inner: Any) -> str | None:
        if inner is node:
            return "".join(_block(item, child, gap) for child in node if child.tag not in ("gapText", "gapImg"))
        if inner.tag != "gap":
            return None
        right = [word for word, place in pairs if place == inner.get("identifier")]
        options = [{"id": f"o{place}", "html": html, "is_right": key in right} for place, (key, html) in enumerate(words.items(), 1)]
        gaps.append({"id": f"g{len(gaps) + 1}", "mode": "choice", "options": options, "weight": 1.0})
        return f'<span data-gap="{gaps[-1]["id"]}"></span>'

    prompt = item.prompt(node, gap)
    if any(not any(row["is_right"] for row in gap_["options"]) for gap_ in gaps):
        item.doubt("key.none", "bad")
    return {"prompt": prompt, "gaps": gaps}


def _block(item: Any, node: Any, special: Any) -> str:
    inward = item._inward(special)
    inside = inward.of(node)
    return f"<p>{inside}</p>" if node.tag in ("p", "div", "prompt", "li") and "<p" not in inside else inside


def write(content: Content, out: QtiOut) -> None:
    """Write a text with gaps; each gap has a response of its own, the score is their weighted mean."""
    gaps = {gap["id"]: gap for gap in content["gaps"]}
    total = sum(gap["weight"] for gap in content["gaps"]) or 1.0
    parts = ""
    for place, gap in enumerate(content["gaps"], 1):
        key, share = f"RESPONSE{place}", gap["weight"] / total
        if gap["mode"] == "choice":
            right = [row["id"] for row in gap["options"] if row["is_right"]]
            out.declare("single", "identifier", right[:1], mapping(dict.fromkeys(right, 1.0)), key)
        else:
            is_number = gap["mode"] == "number"
            entries = {(point(row["text"]) if is_number else row["text"]): row["ratio"] for row in gap["accepted"]}
            best = [name for name, value in entries.items() if value == 1.0][:1]
            out.declare(
                "single",
                "float" if is_number else "string",
                best,
                mapping(entries, minds_case=None if is_number else gap["minds_case"]),
                key,
            )
        parts += f'<product><mapResponse identifier="{key}"/><baseValue baseType="float">{share:.6g}</baseValue></product>'

    def written(found: re.Match[str]) -> str:
        gap = gaps.get(found[1])
        if gap is None:
            return ""
        key = f"RESPONSE{list(gaps).index(found[1]) + 1}"
        if gap["mode"] != "choice":
            return f'<textEntryInteraction responseIdentifier="{key}" expectedLength="15"/>'
        rows = "".join(f'<inlineChoice identifier="{row["id"]}">{out.phrase(row["html"])}</inlineChoice>' for row in gap["options"])
        return f'<inlineChoiceInteraction responseIdentifier="{key}" shuffle="false">{rows}</inlineChoiceInteraction>'

    out.whole(_GAP.sub(written, out.html(content["prompt"])))
    out.process(f'<setOutcomeValue identifier="SCORE"><sum>{parts}</sum></setOutcomeValue>')
