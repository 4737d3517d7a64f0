"""QTI: `extendedTextInteraction`, scored by a person."""

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, blocks


def read(item: QtiIn) -> Content | None:
    """Read a question answered in writing; a rubric for scorers is the model answer."""
    node = item.sole("extendedTextInteraction")
    if node is None:
        return None
    rubrics = [block for block in item.root.iter("rubricBlock") if "scorer" in (block.get("view") or "")]
    lines = node.get("expectedLines") or ""
    model = "".join(blocks(item.html(block)) for block in rubrics) or "".join(item.declaration(node).correct)
    return {"prompt": item.prompt(node), "model_answer": model, "lines": int(lines) if lines.isdigit() else 10, "takes_files": False}


def write(content: Content, out: QtiOut) -> None:
    """Write a question answered in writing."""
    out.declare("single", "string", [])
    rubric = f'<rubricBlock view="scorer">{out.html(content["model_answer"])}</rubricBlock>' if content["model_answer"] else ""
    lines = f' expectedLines="{content["lines"]}"' if content["lines"] else ""
    out.body(f'{rubric}<extendedTextInteraction responseIdentifier="RESPONSE"{lines}>{out.prompt()}</extendedTextInteraction>')
    out.process("external")
