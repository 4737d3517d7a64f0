"""What people type in posts becomes HTML (`core.lib.typed`), and the people a text names. Pure."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from core.lib.typed import html_of, text_of

_OUTWARD = re.compile(r'<a href="(https?://[^"]*)"[^>]*>')
_NO_WORDS = frozenset({"icon", "badge", "cards", "links", "mentions"})
__all__ = ["find_mentions", "html_of", "links_of", "mention_parts", "mentions_in_html", "shown_body", "text_of", "texts_in"]


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


def mentions_in_html(html: str, people: Iterable[tuple[str, str]], hints: Sequence[str] = ()) -> list[tuple[int, int, str]]:
    """Return where the words of clean HTML name somebody, as `find_mentions`, in characters of the HTML; never inside a tag."""
    tags = [match.span() for match in re.finditer(r"<[^>]*>", html)]
    found = find_mentions(html, people, hints)
    return [one for one in found if not any(start < one[1] and one[0] < end for start, end in tags)]


def links_of(html: str, most: int = 3) -> list[str]:
    """Return the web addresses clean HTML links to, each once, in their order."""
    found = (unescape(match[1]) for match in _OUTWARD.finditer(html))
    return [url for url in dict.fromkeys(found) if len(url) <= 1000][:most]


def shown_body(html: str, mentions: Sequence[Sequence[object]] = ()) -> str:
    """Return the clean HTML of a post as it is shown: names set off, links out of our pages opened beside them and not vouched for."""
    if mentions:
        parts = mention_parts(html, mentions)
        html = "".join(f'<strong class="named">{text}</strong>' if is_name else text for text, is_name in parts)
    return _OUTWARD.sub(r'<a href="\1" target="_blank" rel="noopener noreferrer nofollow">', html)


def texts_in(data: Any) -> list[str]:
    """Return every text people wrote into the data of a post, for screening: not times, ids and signs."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = [value for key, value in data.items() if not key.endswith(("_at", "_on", "_id")) and key not in _NO_WORDS]
    parts = data if isinstance(data, (list, tuple)) else ()
    return [text for part in parts for text in texts_in(part)]
