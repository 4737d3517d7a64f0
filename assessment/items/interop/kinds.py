"""The exchange modules of kinds, found by convention: `moodle.py`, `qti.py`, `plain.py` in a kind's folder."""

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from assessment.hooks import ItemKind
from assessment.types import Content


@lru_cache(maxsize=256)
def _module(package: str, name: str) -> ModuleType | None:
    full = f"{package}.{name}"
    return import_module(full) if find_spec(package) and find_spec(full) else None


def module_of(kind: str, name: str) -> ModuleType | None:
    """Return a kind's module for a format, None when it has none."""
    try:
        return _module(type(ItemKind.of(kind)).__module__, name)
    except LookupError:
        return None


def writer_of(kind: str, name: str, content: Content) -> ModuleType | None:
    """Return a kind's module for a format when it can write this content (`holds`, where the module has one, says so)."""
    module = module_of(kind, name)
    holds = getattr(module, "holds", None)
    return None if module is None or (holds is not None and not holds(content)) else module


def modules(name: str) -> list[tuple[str, ModuleType]]:
    """Return (kind, module) of every kind that knows a format, in the kinds' own order."""
    ordered = sorted(ItemKind.all(), key=lambda kind: (kind.order, kind.key))
    return [(kind.key, found) for kind in ordered if (found := _module(type(kind).__module__, name)) is not None]
