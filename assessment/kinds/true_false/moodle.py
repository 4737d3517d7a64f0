"""Moodle XML: a cluster of statements is a `matching` whose answers are “Đúng” and “Sai”."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, flag

_TRUE, _FALSE = {"đúng", "true", "đ"}, {"sai", "false", "s"}


def _answers(source: MoodleIn) -> list[str]:
    return [" ".join("".join(answer.itertext()).split()).lower() for answer in source.node.findall("subquestion/answer")]


def is_cluster(source: MoodleIn) -> bool:
    """Say whether every answer of a matching is true or false."""
    answers = _answers(source)
    return bool(answers) and set(answers) <= _TRUE | _FALSE


def read(source: MoodleIn) -> Content | None:
    """Read a cluster."""
    if source.type not in ("matching", "match") or not is_cluster(source):
        return None
    subs = [(sub, answer) for sub, answer in zip(source.node.findall("subquestion"), _answers(source), strict=True)]
    rows = [
        {"id": f"s{place}", "html": html, "is_true": answer in _TRUE, "explanation": ""}
        for place, (html, answer) in enumerate([(source.html(sub), answer) for sub, answer in subs if source.html(sub)], 1)
    ]
    return {"statements": rows, "scoring": "each", "shuffles": flag(source.words("shuffleanswers") or "0")}


def write(content: Content, out: MoodleOut) -> None:
    """Write a cluster."""
    etree.SubElement(out.node, "type").text = "matching"
    out.plain(out.node, "shuffleanswers", "true" if content["shuffles"] else "false")
    for row in content["statements"]:
        sub = out.text(out.node, "subquestion", row["html"], format="html")
        out.text(sub, "answer", "Đúng" if row["is_true"] else "Sai")
    truths = {row["is_true"] for row in content["statements"]}
    for truth, word in ((True, "Đúng"), (False, "Sai")):
        if truth not in truths:
            out.text(out.text(out.node, "subquestion", "", format="html"), "answer", word)
