"""Moodle XML: `description`."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut


def read(source: MoodleIn) -> Content | None:
    """Read a passage."""
    if source.type != "description":
        return None
    return {"passage": source.html(source.node.find("questiontext")), "title": source.words("name/text")}


def write(content: Content, out: MoodleOut) -> None:
    """Write a passage; its words are the question's own text."""
    etree.SubElement(out.node, "type").text = "description"
