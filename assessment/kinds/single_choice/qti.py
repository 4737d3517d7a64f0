"""QTI: `choiceInteraction` of one answer, match_correct; hot texts as choices."""

from typing import Any

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut


def choices(item: QtiIn, node: Any) -> list[dict[str, Any]]:
    """Return the choices of an interaction as options, each with the identifier of the file under `key`."""
    names = ("simpleChoice", "inlineChoice")
    return [
        {
            "id": f"o{place}",
            "key": choice.get("identifier", ""),
            "html": item.html(choice),
            "is_right": False,
            "feedback": item.feedback(choice),
            "is_pinned": choice.get("fixed") in ("true", "1"),
        }
        for place, choice in enumerate(node.iter(*names), 1)
    ]


def mark(item: QtiIn, node: Any, rows: list[dict[str, Any]]) -> list[str]:
    """Mark the right options by the declaration, or by what the mapping gives points for; returns the right identifiers."""
    told = item.declaration(node)
    right = told.correct or [key for key, value in told.mapping.items() if value > 0]
    for row in rows:
        row["is_right"] = row.pop("key") in right
    if not any(row["is_right"] for row in rows):
        item.doubt("key.none", "bad")
    return list(right)


def read(item: QtiIn) -> Content | None:
    """Read a question with one right answer."""
    node = item.sole("choiceInteraction")
    if node is None or item.declaration(node).cardinality != "single":
        return None
    rows = choices(item, node)
    told = item.declaration(node)
    if not told.correct and len({value for value in told.mapping.values() if value > 0}) > 1:
        best = max(told.mapping.values())
        told.correct = [key for key, value in told.mapping.items() if value == best]
        item.doubt("scoring.changed")
    mark(item, node, rows)
    return {"prompt": item.prompt(node), "options": rows, "shuffles": node.get("shuffle") in ("true", "1")}


def write(content: Content, out: QtiOut) -> None:
    """Write a question with one right answer."""
    out.declare("single", "identifier", [row["id"] for row in content["options"] if row["is_right"]])
    out.body(interaction(content, out, 1))
    out.process("match_correct")


def interaction(content: Content, out: QtiOut, most: int) -> str:
    """Return the interaction of options."""
    rows = ""
    for row in content["options"]:
        feedback = (
            f'<feedbackInline outcomeIdentifier="FEEDBACK" identifier="{row["id"]}" showHide="show">{out.phrase(row["feedback"])}</feedbackInline>'
            if row["feedback"]
            else ""
        )
        fixed = ' fixed="true"' if row["is_pinned"] else ""
        rows += f'<simpleChoice identifier="{row["id"]}"{fixed}>{out.phrase(row["html"])}{feedback}</simpleChoice>'
    shuffle = "true" if content["shuffles"] else "false"
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxChoices="{most}">{out.prompt()}{rows}</choiceInteraction>'
    )
