"""Moodle XML: `matching`. Answers that are only “Đúng” and “Sai” make it a cluster of statements, read by that kind."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut
from ..true_false.moodle import is_cluster


def read(source: MoodleIn) -> Content | None:
    """Read pairs; an answer without a question is one that matches nothing."""
    if source.type not in ("matching", "match", "ddmatch") or is_cluster(source):
        return None
    left: list[dict[str, str]] = []
    right: list[dict[str, str]] = []
    pairs: list[list[str]] = []
    known: dict[str, str] = {}
    for sub in source.node.findall("subquestion"):
        answer_node = sub.find("answer")
        question, answer = source.html(sub), source.html(answer_node)
        if answer not in known:
            known[answer] = f"r{len(right) + 1}"
            right.append({"id": known[answer], "html": answer})
        if question:
            left.append({"id": f"l{len(left) + 1}", "html": question})
            pairs.append([left[-1]["id"], known[answer]])
    return {"left": left, "right": right, "pairs": pairs, "scoring": "each"}


def write(content: Content, out: MoodleOut) -> None:
    """Write pairs."""
    etree.SubElement(out.node, "type").text = "matching"
    out.plain(out.node, "shuffleanswers", "true")
    pairs = dict(content["pairs"])
    right = {row["id"]: row["html"] for row in content["right"]}
    for row in content["left"]:
        sub = out.text(out.node, "subquestion", row["html"], format="html")
        out.text(sub, "answer", right.get(pairs.get(row["id"], ""), ""))
    for row in content["right"]:
        if row["id"] not in pairs.values():
            sub = out.text(out.node, "subquestion", "", format="html")
            out.text(sub, "answer", row["html"])
