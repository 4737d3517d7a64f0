"""What a friendly reader would mend in a lesson: pictures without words, headings that jump, walls of text, silence."""

import re
from collections.abc import Iterator

from core.lib.latex import FormulaProblem, mathml
from core.lib.markup import formulas_in, plain_text

from ..types import Finding, RawBlock, RawBody
from . import checkpoints
from .shape import walk

LONG_PARAGRAPH = 120  # words
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
_NEEDS_FILE = {"picture": "picture.no_file", "audio": "audio.no_file", "video": "video.no_file", "file": "file.no_file"}
_FILE_NAME_ALT = re.compile(r"^[\w\- ]+\.(jpe?g|png|gif|webp|bmp)$|^(img|image|dsc|anh|hinh)[\W_]*\d*$", re.I)


def _headings(body: RawBody) -> Iterator[Finding]:
    level = 0
    for block in body:
        if block["type"] == "heading":
            if not block["value"]["text"]:
                yield Finding("heading.empty", block["id"])
            if block["value"]["level"] == "3" and level == 0:
                yield Finding("heading.order", block["id"])
            level = int(block["value"]["level"])


def _formula(block: RawBlock, latex: str) -> Finding | None:
    try:
        mathml(latex)
    except FormulaProblem as problem:
        return Finding(problem.code, block["id"], params={"word": problem.word})
    return None


def _formulas(block: RawBlock) -> Iterator[Finding]:
    value = block["value"]
    if block["type"] == "formula":
        finding = _formula(block, value["latex"]) if value["latex"] else Finding("formula.empty", block["id"])
        if finding:
            yield finding
    texts = [value.get("html", ""), value.get("prompt", ""), value.get("explanation", "")]
    texts += [item["value"]["text"] for item in value.get("options", [])]
    for latex in (latex for text in texts for latex in formulas_in(text)):
        if finding := _formula(block, latex):
            yield finding


def _media(block: RawBlock) -> Iterator[Finding]:
    kind, value = block["type"], block["value"]
    if kind in _NEEDS_FILE and not value["file"]:
        yield Finding(_NEEDS_FILE[kind], block["id"])
    elif kind == "picture" and not value["decorative"]:
        if not value["alt"]:
            yield Finding("picture.no_alt", block["id"])
        elif _FILE_NAME_ALT.match(value["alt"]):
            yield Finding("picture.file_name_alt", block["id"])
    elif kind == "audio" and not value["transcript"]:
        yield Finding("audio.no_transcript", block["id"])
    elif kind == "video" and not value["captions"] and not value["transcript"]:
        yield Finding("video.no_transcript", block["id"])
    if kind == "h5p" and not value["package"]:
        yield Finding("h5p.no_package", block["id"])
    if kind == "table" and not value["header_row"] and not value["header_column"]:
        yield Finding("table.no_header", block["id"], "could")


def _words(block: RawBlock) -> Iterator[Finding]:
    html = block["value"].get("html")
    if html is None:
        return
    if not plain_text(html):
        yield Finding("text.empty", block["id"], "could")
    longest = max((len(plain_text(text).split()) for text in _PARAGRAPH.findall(html)), default=0)
    if longest > LONG_PARAGRAPH:
        yield Finding("text.long", block["id"], "could", {"words": longest})


def findings(body: RawBody) -> list[Finding]:
    """Return what could be better, in the order of the lesson; nothing here keeps a lesson from being published."""
    order = {block["id"]: index for index, block in enumerate(walk(body))}
    found = list(_headings(body))
    for block in walk(body):
        found += [*_media(block), *_formulas(block), *_words(block)]
        if block["type"] == "checkpoint" and (code := checkpoints.problem(block["value"])):
            found.append(Finding(code, block["id"]))
    return sorted(found, key=lambda finding: order[finding.block_id])


BLOCKING = {"checkpoint.no_prompt", "checkpoint.few_options", "checkpoint.no_right", "checkpoint.many_right", "checkpoint.no_key"}


def blocking(body: RawBody) -> Finding | None:
    """Return the first thing that would stop learners (a checkpoint nobody can answer), or None."""
    return next((finding for finding in findings(body) if finding.code in BLOCKING), None)
