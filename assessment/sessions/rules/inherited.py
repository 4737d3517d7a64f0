"""Rules a unit sets for itself and for units below without one of their own. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Rule = TypeVar("Rule")


def nearest(stored: Iterable[Mapping[str, Any] | None], key: str, read: Callable[[dict[str, Any]], Rule | None]) -> Rule | None:
    """Return the rule under `key` of the first settings that hold a sound one, a unit's own first and then upwards; None: nobody's.

    `read` returns None for what is not sound, which is passed over as if the unit had stored nothing.
    """
    for data in stored:
        given = (data or {}).get(key)
        if isinstance(given, dict) and (found := read(given)) is not None:
            return found
    return None
