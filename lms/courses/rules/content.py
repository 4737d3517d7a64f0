"""What the simple kinds of activities may hold: addresses and page text. Pure."""

import html
import re
from urllib.parse import urlsplit

import nh3

LINK_LIMIT = 2000
PAGE_LIMIT = 60_000
_HOST = re.compile(r"^(?=.{4,253}$)([^\s.]+\.)+[^\s.\d][^\s.]+$")
_TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "br", "blockquote", "a", "sub", "sup"}
_MARKUP = re.compile(r"<(p|h3|h4|ul|ol|li|strong|em|u|br|blockquote|a|sub|sup|div|b|i|span)\b", re.IGNORECASE)
_SAME = {"b": "strong", "i": "em", "div": "p", "h1": "h3", "h2": "h3"}
_RENAMED = re.compile(r"<(/?)(b|i|div|h1|h2)\b[^>]*>", re.IGNORECASE)


def is_safe_link(address: str) -> bool:
    """Say whether `address` is a web address people may be sent to: https, a host with a dot, no user name in front of it."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and bool(_HOST.match(host)) and "@" not in parts.netloc and len(address) <= LINK_LIMIT


def clean_page(text: str) -> str:
    """Return page text as safe HTML: paragraphs, two levels of headings, lists, emphasis, https links. Plain text becomes paragraphs."""
    if not _MARKUP.search(text):
        return "".join(
            f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in re.split(r"\n\s*\n", text.strip()) if part.strip()
        )
    renamed = _RENAMED.sub(lambda match: f"<{match[1]}{_SAME[match[2].lower()]}>", text)
    return nh3.clean(
        renamed,
        tags=_TAGS,
        attributes={"a": {"href", "target"}},
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()


def is_blank(page: str) -> bool:
    """Say whether a page shows nothing."""
    return not re.sub(r"<[^>]*>|&nbsp;|\s", "", page)
