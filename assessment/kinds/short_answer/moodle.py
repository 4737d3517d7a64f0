"""Moodle XML: `shortanswer`, `numerical` with tolerance and units; the four-cell grid goes as a number."""

from lxml import etree

from assessment.types import Content

from ..rules.answers import read_number
from ..rules.exchange import MoodleIn, MoodleOut, comma, flag, number, percent_of, point, ratio_of


def read(source: MoodleIn) -> Content | None:
    """Read a short answer, a number."""
    if source.type not in ("shortanswer", "numerical", "pmatch", "regexp"):
        return None
    answers = [(answer, " ".join((answer.findtext("text") or "").split())) for answer in source.node.findall("answer")]
    is_number = source.type == "numerical"
    accepted = [
        {"text": comma(text) if is_number else text, "ratio": ratio_of(number(answer.get("fraction")))}
        for answer, text in answers
        if text and number(answer.get("fraction")) > 0
    ]
    if any((answer.findtext("feedback/text") or "").strip() for answer, _text in answers):
        source.doubt("feedback.lost", "note")
    if not is_number:
        return {"mode": "text", "accepted": accepted, "minds_case": flag(source.words("usecase"))}
    tolerances = [comma(answer.findtext("tolerance") or "0") for answer, text in answers if text and number(answer.get("fraction")) > 0]
    if len(set(tolerances)) > 1:
        source.doubt("scoring.changed")
    units = [
        {"text": " ".join((unit.findtext("unit_name") or "").split()), "factor": number(unit.findtext("multiplier"), 1.0)}
        for unit in source.node.findall("units/unit")
    ]
    tolerance = tolerances[0] if tolerances else ""
    return {
        "mode": "number",
        "accepted": accepted,
        "tolerance": "" if tolerance == "0" else tolerance,
        "units": units,
        "needs_unit": source.words("unitgradingtype") == "1",
    }


def write(content: Content, out: MoodleOut) -> None:
    """Write a short answer; numbers as `numerical`."""
    is_number = content["mode"] == "number" or (
        content["mode"] == "grid" and all(read_number(row["text"])[0] is not None for row in content["accepted"])
    )
    etree.SubElement(out.node, "type").text = "numerical" if is_number else "shortanswer"
    if not is_number:
        out.plain(out.node, "usecase", "1" if content["minds_case"] else "0")
    for row in content["accepted"]:
        answer = etree.SubElement(out.node, "answer", fraction=percent_of(row["ratio"]))
        etree.SubElement(answer, "text").text = _number(row["text"]) if is_number else row["text"]
        if is_number:
            tolerance = content["tolerance"]
            share = tolerance.endswith("%")
            value = abs(float(read_number(row["text"])[0] or 0)) * number(tolerance[:-1]) / 100 if share else 0.0
            etree.SubElement(answer, "tolerance").text = f"{value:.10g}" if share else point(tolerance) or "0"
    if is_number and content["units"]:
        units = etree.SubElement(out.node, "units")
        for row in content["units"]:
            unit = etree.SubElement(units, "unit")
            etree.SubElement(unit, "multiplier").text = f"{row['factor']:.10g}"
            etree.SubElement(unit, "unit_name").text = row["text"]
        out.plain(out.node, "unitgradingtype", "1" if content["needs_unit"] else "0")


def _number(text: str) -> str:
    found = read_number(text)[0]
    return point(text) if found is None or "/" not in text else f"{float(found):.10g}"
