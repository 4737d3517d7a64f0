"""Plain text to the HTML of a post and back, and the people a text names. Pure.

As in messengers: an empty line ends a paragraph, `*đậm*`, `_nghiêng_`, lines that begin with `- ` are a list, addresses become links.
"""

import re
from collections.abc import Iterable, Sequence
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


def find_mentions(text: str, people: Iterable[tuple[str, str]], hints: Sequence[str] = ()) -> list[tuple[int, int, str]]:
    """Return where a text names somebody: start and end in characters, and the key. `people` are pairs of key and name.

    A name counts behind `@`, at the beginning of a word, not inside a longer one; the longest name wins. Of people of one name those
    in `hints` (picked in the browser) come first. At most 20.
    """
    by_name: dict[str, list[str]] = {}
    for key, name in people:
        by_name.setdefault(name.casefold(), []).append(key)
    names = sorted(by_name, key=len, reverse=True)
    found: list[tuple[int, int, str]] = []
    for match in re.finditer(r"(?<!\w)@", text):
        rest = text[match.end() : match.end() + 200].casefold()
        said = next((one for one in names if rest.startswith(one) and not rest[len(one) : len(one) + 1].isalnum()), None)
        if said is not None and len(found) < 20:
            keys = by_name[said]
            found.append((match.start(), match.end() + len(said), next((key for key in hints if key in keys), keys[0])))
    return found


def mention_parts(text: str, mentions: Sequence[Sequence[object]]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it names somebody."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end, _key in mentions:
        if isinstance(start, int) and isinstance(end, int) and at <= start < end <= len(text):
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]
