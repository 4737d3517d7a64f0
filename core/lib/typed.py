"""Plain text to clean HTML and back, for whatever people type in a plain field. Pure.

As in messengers: an empty line ends a paragraph, `*đậm*`, `_nghiêng_`, lines that begin with `- ` are a list, addresses become links.
"""

import re
from html import escape, unescape

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_MARKS = (
    (re.compile(r"(?<!\w)\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*(?!\w)"), "strong"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,400}?)(?<=\S)_(?!\w)"), "em"),
)
_ITEM = re.compile(r"^\s*[-–•]\s+")
_BACK = (
    (re.compile(r"<a [^>]*href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL), r"\1"),
    (re.compile(r"</?(?:strong|b)>"), "*"),
    (re.compile(r"</?(?:em|i)>"), "_"),
    (re.compile(r"<br\s*/?>\n?"), "\n"),
    (re.compile(r"\s*<li>"), "\n- "),
    (re.compile(r"</(?:p|ul|ol|blockquote)>\s*"), "\n\n"),
    (re.compile(r"<[^>]+>"), ""),
)


def html_of(text: str) -> str:
    """Return the HTML of what somebody typed; every sign of theirs is escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(_block(block.split("\n")) for block in blocks if block.strip())


def _block(lines: list[str]) -> str:
    """Return a paragraph, and the lists among its lines."""
    out: list[str] = []
    plain: list[str] = []
    items: list[str] = []

    def flush() -> None:
        if items:
            out.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
        if plain:
            out.append("<p>" + "<br>".join(plain) + "</p>")
        items.clear()
        plain.clear()

    for line in lines:
        is_item = bool(_ITEM.match(line))
        if (is_item and plain) or (not is_item and items):
            flush()
        (items if is_item else plain).append(_inline(_ITEM.sub("", line).strip()))
    flush()
    return "".join(out)


def _inline(text: str) -> str:
    parts, at = [], 0
    for match in _LINK.finditer(text):
        parts += [_marked(text[at : match.start()]), f'<a href="{escape(match[0])}">{escape(match[0])}</a>']
        at = match.end()
    return "".join([*parts, _marked(text[at:])])


def _marked(text: str) -> str:
    text = escape(text, quote=False)
    for pattern, tag in _MARKS:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return text


def text_of(html: str) -> str:
    """Return what somebody types to get the HTML of a post: the other way of `html_of`."""
    for pattern, replacement in _BACK:
        html = pattern.sub(replacement, html)
    return re.sub(r"\n{3,}", "\n\n", unescape(html)).strip()
