"""What is asked twice while one page is made is read once. Nothing is kept after the page, and nothing while something is written."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

_T = TypeVar("_T")
_KNOWN: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Let `once` remember until the block ends. Only around requests that write nothing: nobody's rights are older than the request."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def once(key: Hashable, read: Callable[[], _T]) -> _T:
    """Return what `read` gave for `key` before in this page, else call it; outside `reading_once` it is called each time.

    Callers share the value: they change nothing in it.
    """
    known = _KNOWN.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: _T = known[key]
    return found
