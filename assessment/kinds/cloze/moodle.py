"""Moodle XML: `cloze` (embedded answers), `gapselect` and `ddwtos` (words for numbered gaps)."""

import re
from html import escape, unescape
from typing import Any

from lxml import etree

from assessment.types import Content

from ..rules.answers import read_number
from ..rules.exchange import MoodleIn, MoodleOut, comma, number, percent_of, point, ratio_of

_FIELD = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.S)
_TEXT = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
_CHOICE = re.compile(r"(?:MULTICHOICE|MC)(?:_?[HVS]+)?$|MC[HVS]+$")
_SEVERAL = re.compile(r"(?:MULTIRESPONSE|MR)(?:_?[HVS]+)?$|MR[HVS]+$")
_GAP = re.compile(r'<span data-gap="([^"]+)"></span>')
_ESCAPED = re.compile(r"\\(.)", re.S)


def _split(text: str, sign: str) -> list[str]:
    parts, part, place = [], "", 0
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text):
            part += text[place : place + 2]
            place += 2
        elif text[place] == sign:
            parts.append(part)
            part, place = "", place + 1
        else:
            part += text[place]
            place += 1
    return [*parts, part]


def _answers(text: str) -> list[tuple[float, str]]:
    """Return (percentage, words) of each answer of an embedded field."""
    rows = []
    for piece in _split(text, "~"):
        body = _split(piece, "#")[0].strip()
        share = 0.0
        if body.startswith("="):
            share, body = 100.0, body[1:]
        elif found := re.match(r"%(-?[\d.]+)%", body):
            share, body = number(found[1]), body[found.end() :]
        if body.strip():
            rows.append((share, _ESCAPED.sub(r"\1", body.strip())))
    return rows


def _field(key: str, found: re.Match[str], source: MoodleIn) -> dict[str, Any] | None:
    kind, answers = found[2], _answers(found[3])
    gap: dict[str, Any] = {"id": key, "weight": number(found[1], 1.0) or 1.0}
    if kind in _TEXT:
        accepted = [{"text": unescape(re.sub(r"<[^>]+>", " ", text)), "ratio": ratio_of(share)} for share, text in answers if share > 0]
        return {**gap, "mode": "text", "accepted": [row for row in accepted if row["text"] != "*"], "minds_case": _TEXT[kind]}
    if kind in ("NUMERICAL", "NM"):
        rows = [(share, *text.partition(":")) for share, text in answers if share > 0]
        if any(text == "*" for _share, text, _colon, _rest in rows) or len({rest for *_, rest in rows}) > 1:
            source.doubt("scoring.changed")
        tolerance = comma(rows[0][3]) if rows and rows[0][3] else ""
        accepted = [{"text": comma(text), "ratio": ratio_of(share)} for share, text, _colon, _rest in rows if text != "*"]
        odd = next((row["text"] for row in accepted if read_number(str(row["text"]))[0] is None), None)
        if odd is not None:
            source.doubt("key.unread", "bad", key=odd)
        return {**gap, "mode": "number", "accepted": accepted, "tolerance": "" if tolerance == "0" else tolerance}
    if _CHOICE.match(kind) or _SEVERAL.match(kind):
        if _SEVERAL.match(kind):
            source.doubt("kind.changed", name=kind)
        options = [{"id": f"o{place}", "html": text, "is_right": share >= 100} for place, (share, text) in enumerate(answers, 1)]
        return {**gap, "mode": "choice", "options": options}
    return None


def read(source: MoodleIn) -> Content | None:
    """Read a text with gaps."""
    if source.type in ("gapselect", "ddwtos"):
        return _numbered(source)
    if source.type not in ("cloze", "multianswer"):
        return None
    gaps: list[dict[str, Any]] = []

    def take(found: re.Match[str]) -> str:
        gap = _field(f"g{len(gaps) + 1}", found, source)
        if gap is None:
            source.doubt("kind.unsupported", "bad", name=found[2])
            return found[0]
        gaps.append(gap)
        return f'<span data-gap="{gap["id"]}"></span>'

    prompt = _FIELD.sub(take, source.html(source.node.find("questiontext")))
    if re.search(r"\{\d*:[A-Z_]+", prompt):
        source.doubt("syntax", "bad", detail=re.search(r"\{\d*:[A-Z_]+[^ <]*", prompt)[0][:60])  # type: ignore[index]
    return {"prompt": prompt, "gaps": gaps}


def _numbered(source: MoodleIn) -> Content:
    tag = "selectoption" if source.type == "gapselect" else "dragbox"
    words = [(source.html(box), (box.findtext("group") or "1").strip()) for box in source.node.findall(tag)]
    gaps: list[dict[str, Any]] = []

    def take(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        if not 0 <= at < len(words):
            source.doubt("syntax", "bad", detail=found[0])
            return found[0]
        group = words[at][1]
        options = [
            {"id": f"o{place}", "html": html, "is_right": place - 1 == at} for place, (html, of) in enumerate(words, 1) if of == group
        ]
        gaps.append({"id": f"g{len(gaps) + 1}", "mode": "choice", "options": options, "weight": 1.0})
        return f'<span data-gap="{gaps[-1]["id"]}"></span>'

    prompt = re.sub(r"\[\[(\d+)\]\]", take, source.html(source.node.find("questiontext")))
    return {"prompt": prompt, "gaps": gaps}


def _quoted(text: str) -> str:
    return re.sub(r"([\\~=#}{])", r"\\\1", text)


def _written(gap: dict[str, Any]) -> str:
    if gap["mode"] == "choice":
        kind = "MULTICHOICE"
        rows = [("=" if row["is_right"] else "") + _quoted(row["html"]) for row in gap["options"]]
    else:
        is_number = gap["mode"] == "number"
        kind = "NUMERICAL" if is_number else "SHORTANSWER_C" if gap["minds_case"] else "SHORTANSWER"
        tolerance = point(gap["tolerance"]) or "0"
        rows = [
            ("=" if row["ratio"] == 1 else f"%{percent_of(row['ratio'])}%")
            + (f"{point(row['text'])}:{tolerance}" if is_number else _quoted(escape(row["text"], quote=False)))
            for row in gap["accepted"]
        ]
    weight = f"{max(1.0, gap['weight']):.0f}"
    return f"{{{weight}:{kind}:{'~'.join(rows)}}}"


def write(content: Content, out: MoodleOut) -> None:
    """Write a text with gaps; the fields stand in the question's text."""
    etree.SubElement(out.node, "type").text = "cloze"
    gaps = {gap["id"]: gap for gap in content["gaps"]}
    prompt = _GAP.sub(lambda found: _written(gaps[found[1]]) if found[1] in gaps else "", content["prompt"])
    old = out.node.find("questiontext")
    if old is not None:
        out.node.remove(old)
    out.text(out.node, "questiontext", prompt, format="html")
