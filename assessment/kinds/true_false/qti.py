"""QTI: `matchInteraction` of statements with “Đúng” and “Sai”; points by the number right come from an interpolation table."""

from typing import Any

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut

_TABLES = ("interpolationTableEntry", "matchTableEntry")
_TRUE, _FALSE = {"đúng", "true", "đ", "t"}, {"sai", "false", "s", "f"}


def truths(item: QtiIn, node: Any) -> dict[str, bool] | None:
    """Return which identifiers of the second set say true and false; None when they say something else."""
    sets = node.findall("simpleMatchSet")
    if len(sets) != 2:
        return None
    words = {choice.get("identifier", ""): item.html(choice).strip().lower() for choice in sets[1]}
    if len(words) != 2 or not (set(words.values()) & _TRUE and set(words.values()) & _FALSE):
        return None
    return {key: word in _TRUE for key, word in words.items()}


def read(item: QtiIn) -> Content | None:
    """Read a cluster of statements."""
    node = item.sole("matchInteraction")
    words = truths(item, node) if node is not None else None
    if node is None or words is None:
        return None
    told = dict(pair.split(" ", 1) for pair in item.declaration(node).correct if " " in pair)
    rows = [
        {"id": f"s{place}", "html": item.html(choice), "is_true": words.get(told.get(choice.get("identifier", ""), "")), "explanation": ""}
        for place, choice in enumerate(node.findall("simpleMatchSet")[0], 1)
    ]
    if any(row["is_true"] is None for row in rows):
        item.doubt("key.none", "bad")
    table = [(float(entry.get("sourceValue") or 0), float(entry.get("targetValue") or 0)) for entry in item.root.iter(*_TABLES)]
    steps = [value for _count, value in sorted(table)]
    content: Content = {
        "prompt": item.prompt(node),
        "statements": rows,
        "shuffles": node.get("shuffle") in ("true", "1"),
        "scoring": "each",
    }
    return {**content, "scoring": "stepped", "steps": steps} if len(steps) == len(rows) + 1 else content


def write(content: Content, out: QtiOut) -> None:
    """Write a cluster of statements."""
    pairs = [f"{row['id']} {'T' if row['is_true'] else 'F'}" for row in content["statements"]]
    rows = "".join(
        f'<simpleAssociableChoice identifier="{row["id"]}" matchMax="1">{out.phrase(row["html"])}</simpleAssociableChoice>'
        for row in content["statements"]
    )
    count = len(content["statements"])
    answers = "".join(
        f'<simpleAssociableChoice identifier="{key}" matchMax="{count}">{word}</simpleAssociableChoice>'
        for key, word in (("T", "Đúng"), ("F", "Sai"))
    )
    entries = "".join(f'<mapEntry mapKey="{pair}" mappedValue="1"/>' for pair in pairs)
    out.declare("multiple", "directedPair", pairs, f'<mapping defaultValue="0">{entries}</mapping>')
    shuffle = "true" if content["shuffles"] else "false"
    out.body(
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxAssociations="{count}">{out.prompt()}'
        f"<simpleMatchSet>{rows}</simpleMatchSet><simpleMatchSet>{answers}</simpleMatchSet></matchInteraction>"
    )
    if content["scoring"] == "stepped":  # an interpolation table: the schema of 2.2 takes no numbers in match tables
        rows_of = list(enumerate(content["steps"]))[::-1]
        table = "".join(f'<interpolationTableEntry sourceValue="{place}" targetValue="{value:g}"/>' for place, value in rows_of)
        out.process(
            f'<outcome identifier="COUNT"><interpolationTable defaultValue="0">{table}</interpolationTable></outcome>'
            '<setOutcomeValue identifier="COUNT"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'
            '<lookupOutcomeValue identifier="SCORE"><variable identifier="COUNT"/></lookupOutcomeValue>'
        )
    else:
        out.process(
            f'<setOutcomeValue identifier="SCORE"><divide><mapResponse identifier="RESPONSE"/><baseValue baseType="float">{count}</baseValue></divide></setOutcomeValue>'
        )
