"""QTI: `uploadInteraction`, scored by a person; drawings are handed in as photos."""

from assessment.types import Content

from ..essay.qti import read_rubric, scorers, write_rubric
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
    model = "".join(blocks(item.html(block)) for block in scorers(item, is_rubric=False))
    return {"prompt": prompt, "accepts": accepts, "most": 1, "rubric": read_rubric(item), "model_answer": model}


def write(content: Content, out: QtiOut) -> None:
    """Write a question answered with a file; one type of file can be named."""
    kinds = {"photo": ' type="image/*"', "audio": ' type="audio/*"'}
    kind = kinds.get(content["accepts"][0], "") if len(content["accepts"]) == 1 else ""
    out.declare("single", "file", [])
    out.body(f'{write_rubric(content, out)}<uploadInteraction responseIdentifier="RESPONSE"{kind}>{out.prompt()}</uploadInteraction>')
    out.process("external")
