"""QTI: `uploadInteraction`, scored by a person; drawings are handed in as photos."""

from assessment.types import Content

from ..rules.qti import QtiIn, QtiOut, blocks


def read(item: QtiIn) -> Content | None:
    """Read a question answered with a file."""
    node = item.sole("uploadInteraction", "drawingInteraction")
    if node is None:
        return None
    kind = (node.get("type") or "").lower()
    accepts = (
        ["photo"] if kind.startswith("image") or node.tag == "drawingInteraction" else ["audio"] if kind.startswith("audio") else ["file"]
    )
    prompt = item.prompt(node)
    if node.tag == "drawingInteraction":
        item.doubt("kind.changed", name="drawing")
        key, _width, _height = item.media(node)
        prompt += f'<p><img data-file="{key}" alt=""></p>' if key else ""
    rubrics = [block for block in item.root.iter("rubricBlock") if "scorer" in (block.get("view") or "")]
    return {"prompt": prompt, "accepts": accepts, "most": 1, "model_answer": "".join(blocks(item.html(block)) for block in rubrics)}


def write(content: Content, out: QtiOut) -> None:
    """Write a question answered with a file; one type of file can be named."""
    kinds = {"photo": ' type="image/*"', "audio": ' type="audio/*"'}
    kind = kinds.get(content["accepts"][0], "") if len(content["accepts"]) == 1 else ""
    rubric = f'<rubricBlock view="scorer">{out.html(content["model_answer"])}</rubricBlock>' if content["model_answer"] else ""
    out.declare("single", "file", [])
    out.body(f'{rubric}<uploadInteraction responseIdentifier="RESPONSE"{kind}>{out.prompt()}</uploadInteraction>')
    out.process("external")
