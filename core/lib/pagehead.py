"""What the head of a web page says of itself: title, description, site, picture. Pure; whatever the page holds, the work is bounded."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from html import unescape

LOOKED_AT = 160_000
_META = re.compile(r"""<meta\b((?:[^>"']++|"[^"]{0,1500}+"|'[^']{0,1500}+'){0,24}+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z:_-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,300}>([^<]{0,2000})", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w-]{2,20})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageHead:
    """The words of a page, each on one line without signs that steer text; `picture` is an address as it stands there."""

    title: str = ""
    description: str = ""
    site: str = ""
    picture: str = ""


def decoded(body: bytes, charset: str = "") -> str:
    """Return the text of a page: by the charset it was sent with, else the one it names, else UTF-8."""
    named = _CHARSET.search(body[:4096])
    for name in filter(None, (charset, named[1].decode("ascii", "ignore") if named else "")):
        with suppress(LookupError):
            return body[:LOOKED_AT].decode(name, "replace")
    return body[:LOOKED_AT].decode("utf-8", "replace")


def read_head(html: str) -> PageHead:
    """Return what a page says of itself, the words for sharing (Open Graph) before its own."""
    html = html[:LOOKED_AT]
    found: dict[str, str] = {}
    for match in _META.finditer(html):
        pairs = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(match[1])}
        key = (pairs.get("property") or pairs.get("name") or "").lower()
        if key and pairs.get("content"):
            found.setdefault(key, pairs["content"])
    title = _TITLE.search(html)
    return PageHead(
        title=one_line(found.get("og:title") or (title[1] if title else ""), 160),
        description=one_line(found.get("og:description") or found.get("description", ""), 240),
        site=one_line(found.get("og:site_name", ""), 80),
        picture=unescape(found.get("og:image") or found.get("og:image:url", "")).strip()[:1000],
    )


def one_line(text: str, most: int) -> str:
    """Return words on one line, at most `most` letters, without control signs and those that turn the direction of text."""
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in unescape(text)[: most * 8])
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Co", "Cs", "Cn"})
    plain = " ".join(unicodedata.normalize("NFC", plain).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
