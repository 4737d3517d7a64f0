"""Previews of office documents: pandoc in its sandbox, sanitised HTML, pictures apart."""

import base64
import binascii
import io
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache

import nh3
import pypandoc

from core.lib.filetypes import MEGABYTE, FileProblem
from core.lib.pictures import Picture, clean

SECONDS = 40
HTML_LIMIT_BYTES = 1 * MEGABYTE
PICTURE_LIMIT = 30
_MATHML = {
    "math", "semantics", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup", "msub", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "menclose", "mstyle", "mphantom",
}  # fmt: skip
_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "em", "strong", "u", "s",
    "del", "sup", "sub", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "caption", "figure", "figcaption", "img", "section",
    "div", "span", *_MATHML,
}  # fmt: skip
_ATTRIBUTES = {
    "img": {"alt", "data-picture"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "form"},
    "mi": {"mathvariant"},
}
_DATA_PICTURE = re.compile(r'<(?:img|embed)\b[^>]*?\bsrc="(?:data:([a-z/+.-]+);base64,([A-Za-z0-9+/=\s]*))?[^"]*"([^>]*)>', re.IGNORECASE)
_ALT = re.compile(r'\balt="([^"]*)"')
_HEADER = re.compile(r"<(/?)h([1-6])\b")


@dataclass
class Preview:
    """A document as people can look at it: HTML with `<img data-picture="p1">` in place of each of `pictures`."""

    html: str
    pictures: dict[str, Picture] = field(default_factory=dict)


@cache
def _pandoc() -> str:
    return str(pypandoc.get_pandoc_path())


def preview(data: bytes, suffix: str) -> Preview:
    """Return the preview of a docx, pptx or xlsx. Raises `FileProblem` `broken` (unreadable) or `bomb` (takes too long, too much)."""
    command = [_pandoc(), "+RTS", "-M700M", "-RTS", "--sandbox", "-f", suffix, "-t", "html", "--mathml", "--embed-resources", "--wrap=none"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 (fixed command)
    except subprocess.TimeoutExpired as slow:
        raise FileProblem("bomb") from slow
    if done.returncode:
        raise FileProblem("bomb" if done.returncode in {-9, 251, 2} else "broken")
    pictures: dict[str, Picture] = {}
    html = _DATA_PICTURE.sub(lambda match: _picture(match, pictures), done.stdout.decode("utf-8", "replace"))
    if len(html) > HTML_LIMIT_BYTES:
        raise FileProblem("bomb")
    lowered = _HEADER.sub(lambda match: f"<{match[1]}h{min(int(match[2]) + 2, 6)}", html)
    return Preview(nh3.clean(lowered, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None), pictures)


def _picture(match: "re.Match[str]", pictures: dict[str, Picture]) -> str:
    """Take one embedded picture out; what can't be shown leaves its description."""
    alt = _ALT.search(match[0])
    words = alt[1] if alt else ""
    try:
        if not match[2] or len(pictures) >= PICTURE_LIMIT:
            raise FileProblem("broken")
        pictures[key := f"p{len(pictures) + 1}"] = clean(io.BytesIO(base64.b64decode(match[2])))[-1]
    except (FileProblem, binascii.Error):
        return f"<em>{words}</em>" if words else ""
    return f'<img data-picture="{key}" alt="{words}">'
