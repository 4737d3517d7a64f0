"""Moodle XML: `ordering`."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut

_WAYS = {"ALL_OR_NOTHING": "all", "ABSOLUTE_POSITION": "places", "RELATIVE_NEXT_EXCLUDE_LAST": "neighbours"}


def read(source: MoodleIn) -> Content | None:
    """Read entries in the right order."""
    if source.type != "ordering":
        return None
    entries = [{"id": f"e{place}", "html": source.html(answer)} for place, answer in enumerate(source.node.findall("answer"), 1)]
    way = source.words("gradingtype")
    if way not in _WAYS:
        source.doubt("scoring.changed")
    return {"entries": entries, "scoring": _WAYS.get(way, "neighbours" if "NEXT" in way or "SUBSET" in way else "places")}


def write(content: Content, out: MoodleOut) -> None:
    """Write entries in the right order."""
    etree.SubElement(out.node, "type").text = "ordering"
    out.plain(out.node, "layouttype", "VERTICAL")
    out.plain(out.node, "selecttype", "ALL")
    out.plain(out.node, "gradingtype", next(name for name, way in _WAYS.items() if way == content["scoring"]))
    for place, row in enumerate(content["entries"], 1):
        out.text(out.node, "answer", row["html"], fraction=f"{place}.0000000")
