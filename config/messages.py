"""Find every translatable string of the code, in Python only, so that any machine can do it without GNU gettext."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
PLACES = ("assessment", "config", "core", "frontend", "library", "lms", "media_pipeline", "plugins", "social")
SKIPPED = {"node_modules", "dist", "migrations", "demo", "styleguide", "locale", "data"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[Path]:
    """Every Python file and template whose words people read; not tests, demo content, data or the style guide."""
    for place in PLACES:
        for folder, below, names in os.walk(ROOT / place):
            below[:] = sorted(set(below) - SKIPPED)
            yield from (Path(folder, name) for name in sorted(names) if name.endswith((".py", ".html", ".txt")))


def _code(path: Path) -> bytes:
    """Python for the extractor: a template becomes calls of gettext, unindented because only its calls matter."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text.encode()
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines()).encode()


def _found(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    for line, function, words, _comments in extract_python(BytesIO(_code(path)), KEYWORDS, (), {"encoding": "utf-8"}):
        places = KEYWORDS[str(function)] or (1,)
        given: Any = (words,) if isinstance(words, str) else words
        values = [given[(place if isinstance(place, int) else place[0]) - 1] for place in places if given]
        if not values or not all(isinstance(value, str) and value for value in values):
            continue  # the words are in a variable, marked where they are written
        context = values.pop(0) if isinstance(places[0], tuple) else None
        yield line, values[0] if len(values) == 1 else tuple(values), context


def extract() -> Catalog:
    """Return a catalogue of every message id, with the places it is used at as its locations."""
    found = Catalog(locale="en", fuzzy=False)
    for path in sources():
        name = str(path.relative_to(ROOT))
        for line, words, context in _found(path):
            found.add(words, locations=[(name, line)], context=context)
    return found


def read(source: Path) -> Catalog:
    """Read a .po file."""
    from babel.messages.pofile import read_po

    with source.open("rb") as lines:
        return read_po(lines, locale=source.parts[-3])


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def source_of(language: str = "en") -> Path:
    """Where a language's translations are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
