"""Moodle XML: `essay`; the model answer is what graders see."""

from lxml import etree

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, number


def read(source: MoodleIn) -> Content | None:
    """Read a question answered in writing."""
    if source.type != "essay" or source.words("responseformat") == "noinline":
        return None
    return {
        "model_answer": source.html(source.node.find("graderinfo")),
        "min_words": int(number(source.words("minwordlimit"))),
        "max_words": int(number(source.words("maxwordlimit"))),
        "lines": int(number(source.words("responsefieldlines"), 10)),
        "takes_files": number(source.words("attachments")) != 0,
    }


def write(content: Content, out: MoodleOut) -> None:
    """Write a question answered in writing."""
    etree.SubElement(out.node, "type").text = "essay"
    out.plain(out.node, "responseformat", "editor")
    out.plain(out.node, "responserequired", "1")
    out.plain(out.node, "responsefieldlines", str(content["lines"]))
    for name, value in (("minwordlimit", content["min_words"]), ("maxwordlimit", content["max_words"])):
        if value:
            out.plain(out.node, name, str(value))
    out.plain(out.node, "attachments", "3" if content["takes_files"] else "0")
    out.text(out.node, "graderinfo", content["model_answer"])
