"""Rich text of other systems to ours and back: formulas, pictures, recordings."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from core.lib.markup import formula_span

from .mathml import to_latex

Take = Callable[[str], str]  # an address in the file -> a key of media, "" when it isn't there
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.S)
_BLOCK = re.compile(r"<(?:p|ul|ol|table|blockquote|pre|h3|h4|hr)\b")
_KEPT = {"p", "ul", "ol", "li", "blockquote", "pre", "strong", "em", "u", "s", "sub", "sup", "a", "br", "code", "mark", "span", "b", "i",
         "img", "audio", "table", "thead", "tbody", "tr", "td", "th", "caption", "h3", "h4", "hr"}  # fmt: skip
_ATTRIBUTES = ("href", "colspan", "rowspan", "start", "data-latex", "data-display", "data-gap")
_OF_CLASS = {"cd-u": "u", "cd-s": "s", "cd-mark": "mark"}  # what QTI has no element for, as `qti.writing` writes it
_RENAMED = {
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "div": "p",
    "section": "p",
    "del": "s",
    "strike": "s",
    "tt": "code",
    "samp": "code",
}


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def tex_spans(text: str) -> str:
    r"""Return HTML with `\(…\)`, `\[…\]` and `$$…$$` as formulas."""

    def span(found: re.Match[str]) -> str:
        latex = next(group for group in found.groups() if group is not None)
        return formula_span(unescape(re.sub(r"<[^>]*>", " ", latex)), display=found[1] is None)

    return _TEX.sub(span, text)


def _wrapped(node: etree._Element, name: str, inside: str) -> str:
    """Return what stands in an element with the tag we keep for it, or alone."""
    if name in ("br", "hr"):
        return f"<{name}>"
    if name not in _KEPT or (name == "p" and (_BLOCK.search(inside) or not inside.strip())):
        return inside
    attributes = "".join(f' {key}="{escape(str(value), quote=True)}"' for key, value in node.attrib.items() if key in _ATTRIBUTES)
    return inside if name == "span" and not attributes else f"<{name}{attributes}>{inside}</{name}>"


class Inward:
    """Turns elements of a file into rich text; `take` finds the files they name, `lost` hears of what can't be kept."""

    def __init__(self, take: Take, lost: Callable[[str], None] | None = None) -> None:
        self.take = take
        self.lost = lost or (lambda what: None)
        self.special: Callable[[etree._Element], str | None] = lambda node: None

    def of(self, node: etree._Element | None) -> str:
        """Return what stands inside an element."""
        if node is None:
            return ""
        parts = [escape(node.text or "", quote=False)]
        for child in node:
            parts.append(self._one(child))
            parts.append(escape(child.tail or "", quote=False))
        return tidy("".join(parts))

    def html(self, text: str) -> str:
        """Return HTML written as text, in our shape."""
        if not text or not text.strip():
            return ""
        if "<" not in text:
            return tidy(tex_spans(text))
        root = lxml_html.fragment_fromstring(text, create_parent="div", parser=lxml_html.HTMLParser(encoding="utf-8"))
        return tidy(tex_spans(self.of(root)))

    def _one(self, node: etree._Element) -> str:
        special = self.special(node)
        if special is not None:
            return special
        name = _name(node)
        if not name or name in ("script", "style", "head", "title"):
            return ""
        if name == "math":
            return formula_span(to_latex(node), display=node.get("display") == "block")
        if name == "img":
            return self._file(node.get("src") or "", node.get("alt") or "")
        if name in ("audio", "video", "source", "object", "embed"):
            return self._media(node)
        ours = _OF_CLASS.get(node.get("class") or "", "") if name == "span" else ""
        return _wrapped(node, ours or _RENAMED.get(name, name), self.of(node))

    def _file(self, address: str, alt: str) -> str:
        if address.startswith(("http://", "https://", "//")):
            self.lost("picture.external")
            return escape(f"[{alt}]") if alt else ""
        key = self.take(unquote(address))
        if not key:
            self.lost("picture.missing")
            return ""
        return f'<img data-file="{key}" alt="{escape(alt, quote=True)}">'

    def _media(self, node: etree._Element) -> str:
        address = node.get("src") or node.get("data") or next((child.get("src") or "" for child in node if _name(child) == "source"), "")
        kind = (node.get("type") or "").lower()
        is_picture = kind.startswith("image/") or address.lower().rsplit(".", 1)[-1] in ("png", "jpg", "jpeg", "gif", "webp", "svg")
        if is_picture:
            return self._file(address, " ".join("".join(node.itertext()).split())[:200])
        key = self.take(unquote(address)) if address and "://" not in address else ""
        if _name(node) == "audio" or kind.startswith("audio/") or address.lower().endswith((".mp3", ".m4a", ".ogg", ".wav")):
            if key:
                return f'<audio data-file="{key}"></audio>'
            self.lost("picture.missing")
            return ""
        self.lost("object.other")
        return self.of(node)


def tidy(html: str) -> str:
    """Return HTML without the line breaks and runs of blanks of its source; text alone stays as it is."""
    parts = re.split(r"(<pre\b.*?</pre>)", html, flags=re.S)
    parts = [part if index % 2 else re.sub(r"[ \t\r\n]+", " ", part) for index, part in enumerate(parts)]
    joined = "".join(parts)
    joined = re.sub(r"\s*(</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|h3|h4)\b[^>]*>)\s*", r"\1", joined)
    return joined.strip()


def block(html: str) -> str:
    """Return rich text as paragraphs: what is only words becomes one."""
    html = html.strip()
    if not html or _BLOCK.match(html):
        return html
    head, sign, rest = html, "", ""
    found = _BLOCK.search(html)
    if found:
        head, sign, rest = html[: found.start()], "", html[found.start() :]
    return f"<p>{head.strip()}</p>{sign}{rest}"


def phrase(html: str) -> str:
    """Return rich text on one line when it is one paragraph."""
    found = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html.strip(), re.S)
    return found[1].strip() if found else html.strip()


_SPAN = re.compile(r'<span data-latex="([^"]*)"( data-display="block")?></span>')
_IMG = re.compile(r'<img ([^>]*)data-file="([0-9a-f-]{36})"([^>]*)>')
_AUDIO = re.compile(r'<audio data-file="([0-9a-f-]{36})">\s*</audio>')
_ALT = re.compile(r'alt="([^"]*)"')


class Outward:
    """Turns our rich text into that of a format: `formula(latex, is_block)`, `picture(key, alt)`, `audio(key)` say how."""

    def __init__(self, formula: Callable[[str, bool], str], picture: Callable[[str, str], str], audio: Callable[[str], str]) -> None:
        self.formula, self.picture, self.audio = formula, picture, audio

    def of(self, html: str) -> str:
        """Return rich text as the format writes it."""
        html = _SPAN.sub(lambda found: self.formula(unescape(found[1]), bool(found[2])), html)
        html = _IMG.sub(lambda found: self.picture(found[2], unescape((_ALT.search(found[1] + found[3]) or ["", ""])[1])), html)
        return _AUDIO.sub(lambda found: self.audio(found[1]), html)


def tex_formula(latex: str, is_block: bool) -> str:
    """Return a formula as Moodle writes it."""
    text = escape(latex, quote=False)
    return f"\\[{text}\\]" if is_block else f"\\({text}\\)"
