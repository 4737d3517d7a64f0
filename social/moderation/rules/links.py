"""Links in a text and where they lead."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from .lists import read


class Link(NamedTuple):
    """A link: its host in lower case, and where it stands."""

    host: str
    start: int
    end: int


_ENDINGS = "com|net|org|vn|info|io|me|xyz|top|vip|club|online|site|shop|win|bet|live|app|tv|cc|ly|gl|link|fun|store|biz|asia|ru|cn"
_LINK = re.compile(
    rf"(?<![\w@.])(?:https?://)?(?:[^\s/?#@\"'<>()]+@)?((?:[\w-]+\.)+(?:{_ENDINGS})|(?<=//)[\w.-]+(?:\.[\w-]+)+|(?<=//)[\d.]+)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_SAID = re.compile(rf"([\w-]{{3,}})\s*(?:\(\s*(?:dot|chấm)\s*\)|\[\s*\.\s*\]|\s(?:chấm|dot)\s)\s*({_ENDINGS})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def known_hosts() -> dict[str, frozenset[str]]:
    """Return the built-in hosts: `allowed` for everybody, `hidden` (shorteners: nobody sees where they lead), `banned`."""
    return {key: frozenset(hosts) for key, hosts in read("links").items()}  # type: ignore[call-overload]


def links_in(text: str) -> list[Link]:
    """Return the links of a text, also those without http and those that say their dot."""
    found = [Link(match.group(1).lower().strip("."), *match.span()) for match in _LINK.finditer(text)]
    found += [Link(f"{match.group(1)}.{match.group(2)}".lower(), *match.span()) for match in _SAID.finditer(text)]
    return sorted(found, key=lambda one: one.start)


def is_under(host: str, hosts: Collection[str]) -> bool:
    """Say whether a host is one of `hosts` or stands below one of them (`lop.edu.vn` below `edu.vn`)."""
    parts = host.split(".")
    return any(".".join(parts[index:]) in hosts for index in range(len(parts)))


def link_severity(host: str, band: str, allowed: Collection[str]) -> str:
    """Return `pass`, `hold` or `refuse` for a link: children reach allowed hosts only; nobody banned ones; short links wait."""
    hosts = known_hosts()
    if is_under(host, hosts["banned"]):
        return "refuse"
    if is_under(host, hosts["allowed"]) or is_under(host, allowed):
        return "pass"
    if band != "adult":
        return "refuse" if band == "primary" else "hold"
    return "hold" if is_under(host, hosts["hidden"]) else "pass"
