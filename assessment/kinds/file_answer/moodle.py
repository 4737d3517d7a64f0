"""Moodle XML: an `essay` that takes files only."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, number

_TYPES = {"photo": "image", "audio": "audio", "file": "document"}


def read(source: MoodleIn) -> Content | None:
    """Read a question answered with files."""
    if source.type != "essay" or source.words("responseformat") != "noinline":
        return None
    listed = source.words("filetypeslist").lower()
    accepts = [key for key, word in _TYPES.items() if word in listed] or ["file"]
    most = int(number(source.words("attachments"), 1))
    return {"model_answer": source.html(source.node.find("graderinfo")), "accepts": accepts, "most": most if most > 0 else 10}


def write(content: Content, out: MoodleOut) -> None:
    """Write a question answered with files."""
    etree.SubElement(out.node, "type").text = "essay"
    out.plain(out.node, "responseformat", "noinline")
    out.plain(out.node, "responserequired", "0")
    out.plain(out.node, "attachments", str(content["most"]))
    out.plain(out.node, "attachmentsrequired", "1")
    out.plain(out.node, "filetypeslist", ",".join(_TYPES[key] for key in content["accepts"]))
    out.text(out.node, "graderinfo", content["model_answer"])
