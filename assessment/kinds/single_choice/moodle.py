"""Moodle XML: `multichoice` with one right answer, `truefalse`."""

from lxml import etree
from lxml.etree import _Element as Node

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, flag, number

WORDS = {"true": "Đúng", "false": "Sai"}


def option_rows(source: MoodleIn) -> list[dict[str, object]]:
    """Return the answers of a question as options, with the percentage each is worth."""
    return [
        {
            "id": f"o{place}",
            "html": source.html(answer),
            "share": number(answer.get("fraction")),
            "is_right": False,
            "feedback": source.html(answer.find("feedback")),
            "is_pinned": False,
        }
        for place, answer in enumerate(source.node.findall("answer"), 1)
    ]


def read(source: MoodleIn) -> Content | None:
    """Read a question with one right answer."""
    if source.type == "truefalse":
        return _true_false(source)
    if source.type != "multichoice" or not flag(source.words("single") or "true"):
        return None
    rows = option_rows(source)
    shares = [float(str(row.pop("share"))) for row in rows]
    best = max(shares, default=0.0)
    for row, share in zip(rows, shares, strict=True):
        row["is_right"] = share == best and best > 0
    if sum(bool(row["is_right"]) for row in rows) > 1 or best < 100:
        for row in rows:
            row["is_right"] = False
        source.doubt("key.many" if best > 0 else "key.none", "bad", letters="")
    elif any(0 < share < best for share in shares):
        source.doubt("scoring.changed")
    return {"options": rows, "shuffles": flag(source.words("shuffleanswers") or "1")}


def _true_false(source: MoodleIn) -> Content:
    rows: list[dict[str, object]] = []
    for place, answer in enumerate(source.node.findall("answer"), 1):
        word = (answer.findtext("text") or "").strip().lower()
        right = number(answer.get("fraction")) >= 100
        feedback = source.html(answer.find("feedback"))
        rows.append({"id": f"o{place}", "html": WORDS.get(word, word), "is_right": right, "feedback": feedback, "is_pinned": True})
    return {"options": rows, "shuffles": False}


def write(content: Content, out: MoodleOut) -> None:
    """Write a question with one right answer."""
    out.plain(out.node, "single", "true")
    write_options(content, out, {row["id"]: "100" if row["is_right"] else "0" for row in content["options"]})


def write_options(content: Content, out: MoodleOut, shares: dict[str, str]) -> None:
    """Write options with what each is worth."""
    etree.SubElement(out.node, "type").text = "multichoice"
    out.plain(out.node, "shuffleanswers", "true" if content["shuffles"] else "false")
    out.plain(out.node, "answernumbering", "ABCD")
    for row in content["options"]:
        answer: Node = out.text(out.node, "answer", row["html"], fraction=shares[row["id"]])
        out.text(answer, "feedback", row["feedback"])
