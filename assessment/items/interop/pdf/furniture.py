"""What stands at the top and bottom of every page and belongs to no question: running heads, “Trang 1/4”, “Mã đề 101”."""

import re
from collections import defaultdict

from ..word import patterns as say
from .rows import rows_of, words_of
from .types import Glyph, Row

EDGE = 0.1  # of the height of a page, at its top and at its bottom
_PAGE = re.compile(
    r"^(?:.{0,80}\bmã đề\b.{0,30})?\W*(?:trang|page)\s*:?\s*\d{1,3}(?:\s*(?:/|trên|of)\s*\d{1,3})?\W*(?:.{0,20}\bmã đề\b.{0,30})?$"
    r"|^\W*\d{1,3}\s*/\s*\d{1,3}\W*$|^\W*mã đề(?: thi)?\W*\d{1,4}\W*$",
    re.I,
)
_NUMBER = re.compile(r"^[\W_]*\d{1,3}[\W_]*$")
_BEGINS = (say.QUESTION, say.OPTION, say.STATEMENT, say.PART, say.ANSWER)


def furniture(pages: list[tuple[list[Glyph], float]]) -> list[list[Row]]:
    """Return the rows of each page (its signs, its height) that are no part of the exam."""
    edges = [[row for row in rows_of(glyphs) if _at_edge(row, height)] for glyphs, height in pages]
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page, rows in enumerate(edges):
        for row in rows:
            places[_key(row)].add(page)
    found = [[row for row in rows if _is_furniture(row, len(places[_key(row)]))] for rows in edges]
    for (glyphs, _height), rows in zip(pages, found, strict=True):
        every = rows_of(glyphs)
        for row in (every[0], every[-1]) if every else ():
            if _NUMBER.match(words_of(row.glyphs)) and row.base not in [other.base for other in rows]:
                rows.append(row)
    return found


def _at_edge(row: Row, height: float) -> bool:
    return row.base < EDGE * height or row.base > (1 - EDGE) * height


def _key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "0", words_of(row.glyphs)).lower(), round(row.base / 4)


def _is_furniture(row: Row, pages: int) -> bool:
    words = words_of(row.glyphs)
    if _PAGE.match(words):
        return True
    return pages > 1 and not any(pattern.match(words) for pattern in _BEGINS) and not say.THE_END.match(words)
