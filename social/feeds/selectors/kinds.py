"""What the kinds of posts add: data for a whole page at once, and the reading of what was sent in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.access.types import Actor

from ..models import Post

Load = Callable[[Actor, list[Post]], dict[int, Any]]
Clean = Callable[[Mapping[str, Any]], dict[str, Any]]

_LOADS: dict[str, Load] = {}
_CLEANS: dict[str, Clean] = {}


def register_kind(kind: str, load: Load, clean: Clean | None = None) -> None:
    """Register a kind: `load` returns its data by post id in a constant number of queries, `clean` its checked `data` or raises `PostRefused`."""
    _LOADS[kind] = load
    if clean is not None:
        _CLEANS[kind] = clean


def load_extras(actor: Actor, posts: Iterable[Post]) -> dict[int, Any]:
    """Return what the kinds load for the posts of a page, each kind asked once."""
    by_kind: dict[str, list[Post]] = {}
    for post in posts:
        by_kind.setdefault(post.kind, []).append(post)
    found: dict[int, Any] = {}
    for kind, rows in by_kind.items():
        if load := _LOADS.get(kind):
            found.update(load(actor, rows))
    return found


def clean_data(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked `data` of a kind; a kind that registered no reading keeps nothing. Raises `PostRefused`."""
    clean = _CLEANS.get(kind)
    return clean(data) if clean else {}
