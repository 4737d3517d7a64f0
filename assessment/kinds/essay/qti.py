"""QTI: `extendedTextInteraction`, scored by a person.

A rubric is a `rubricBlock` for scorers with a table of criterion, points, words; what QTI has no attribute for stands in class names.
"""

import re
from html import escape
from typing import Any

from lxml.etree import _Element as Node

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, blocks


def read(item: QtiIn) -> Content | None:
    """Read a question answered in writing; a rubric for scorers is the model answer."""
    node = item.sole("extendedTextInteraction")
    if node is None:
        return None
    lines = node.get("expectedLines") or ""
    model = "".join(blocks(item.html(block)) for block in scorers(item, is_rubric=False)) or "".join(item.declaration(node).correct)
    told = dict(re.findall(r"cd-(files|min|max)-?(\d*)", node.get("class") or ""))
    return {
        "prompt": item.prompt(node),
        "model_answer": model,
        "rubric": read_rubric(item),
        "lines": int(lines) if lines.isdigit() else 0 if "cd-no-lines" in (node.get("class") or "") else 10,
        "takes_files": "files" in told,
        "min_words": int(told.get("min") or 0),
        "max_words": int(told.get("max") or 0),
    }


def scorers(item: QtiIn, *, is_rubric: bool) -> list[Node]:
    """Return the blocks for scorers: those that hold a rubric of ours, or the others."""
    found = [block for block in item.root.iter("rubricBlock") if "scorer" in (block.get("view") or "")]
    return [block for block in found if ("cd-rubric" in (block.get("class") or "")) is is_rubric]


def read_rubric(item: QtiIn) -> dict[str, Any]:
    """Return a rubric as `write_rubric` writes it: a row a level, the criterion in the first row of its levels."""
    criteria: list[dict[str, Any]] = []
    for block in scorers(item, is_rubric=True):
        for row in block.iter("tr"):
            title = row.find("th")
            cells = ["".join(cell.itertext()).strip() for cell in row.findall("td")]
            if title is not None:
                criteria.append({"title": "".join(title.itertext()).strip(), "levels": []})
            if len(cells) >= 2 and criteria:
                criteria[-1]["levels"].append({"points": cells[-2], "text": cells[-1]})
    return {"criteria": criteria}


def write_rubric(content: Content, out: QtiOut) -> str:
    """Return the rubric and the model answer as blocks for scorers."""
    rows = []
    for criterion in content["rubric"]["criteria"]:
        levels = criterion["levels"] or [None]
        for place, level in enumerate(levels):
            title = f"<th>{escape(criterion['title'], quote=False)}</th>" if place == 0 else ""
            cells = f"<td>{level['points']:g}</td><td>{escape(level['text'], quote=False)}</td>" if level else ""
            rows.append(f"<tr>{title}{cells}</tr>")
    table = f"<table><tbody>{''.join(rows)}</tbody></table>"
    rubric = f'<rubricBlock view="scorer" class="cd-rubric">{table}</rubricBlock>' if rows else ""
    return rubric + (f'<rubricBlock view="scorer">{out.html(content["model_answer"])}</rubricBlock>' if content["model_answer"] else "")


def write(content: Content, out: QtiOut) -> None:
    """Write a question answered in writing."""
    out.declare("single", "string", [])
    names = ["cd-files"] if content["takes_files"] else []
    names += [f"cd-{name}-{content[key]}" for name, key in (("min", "min_words"), ("max", "max_words")) if content[key]]
    names += [] if content["lines"] else ["cd-no-lines"]
    shown = f' class="{" ".join(names)}"' if names else ""
    lines = f' expectedLines="{content["lines"]}"' if content["lines"] else ""
    out.body(
        f'{write_rubric(content, out)}<extendedTextInteraction responseIdentifier="RESPONSE"{lines}{shown}>{out.prompt()}</extendedTextInteraction>'
    )
    out.process("external")
