"""Which parts of a page are read one after the other: pages in two columns, with titles across."""

import re
from collections.abc import Sequence
from itertools import groupby

from ..word import patterns as say
from .rows import rows_of, segments, words_of
from .types import Box, Glyph, Row

GUTTER = 8.0  # points that stay free between two columns
LEAST_ROWS = 8
_LATER_OPTION = re.compile(r"^[*#]?\s*[B-Db-d]\s*[.)]")


def bands(glyphs: Sequence[Glyph], pictures: Sequence[Box], width: float) -> list[tuple[Box, bool]]:
    """Return the parts of a page in reading order, each with whether it is a column of two."""
    rows = rows_of(glyphs)
    whole = Box(0, 0, width, 100_000)
    if len(rows) < LEAST_ROWS:
        return [(whole, False)]
    gutter = _gutter(rows, pictures)
    if gutter is None:
        return [(whole, False)]
    found: list[tuple[Box, bool]] = []
    top = 0.0
    parts = [(crosses, list(run)) for crosses, run in groupby(rows, key=lambda row: _crosses(row, gutter))]
    for place, (crosses, run) in enumerate(parts):
        bottom = 100_000.0 if place == len(parts) - 1 else (run[-1].base + parts[place + 1][1][0].top) / 2
        bottom = max(bottom, run[-1].base + 1)
        if crosses or not _has_both(run, gutter):
            found.append((Box(0, top, width, bottom), False))
        else:
            found += [(Box(0, top, gutter, bottom), True), (Box(gutter, top, width, bottom), True)]
        top = bottom
    return found


def _crosses(row: Row, gutter: float) -> bool:
    return any(glyph.box.x0 < gutter + GUTTER / 2 and glyph.box.x1 > gutter - GUTTER / 2 for glyph in row.glyphs)


def _has_both(rows: Sequence[Row], gutter: float) -> bool:
    left = sum(row.x0 < gutter for row in rows)
    right = sum(row.x1 > gutter for row in rows)
    return min(left, right) >= 1


def _gutter(rows: Sequence[Row], pictures: Sequence[Box]) -> float | None:
    """Return where two columns part, None for a page of one column."""
    x0, x1 = min(row.x0 for row in rows), max(row.x1 for row in rows)
    best, score = None, 0
    for step in range(36, 65):
        at = x0 + (x1 - x0) * step / 100
        free = [row for row in rows if not _crosses(row, at)]
        left, right = sum(row.x0 < at for row in free), sum(row.x1 > at for row in free)
        if len(free) >= LEAST_ROWS and min(left, right) >= 0.35 * len(free) and len(free) >= 0.5 * len(rows):
            value = 2 * min(left, right) + len(free)
            if value > score:
                best, score = at, value
    if best is None or any(box.x0 < best < box.x1 and box.height > 40 for box in pictures):
        return None
    return best if _looks_like_columns(rows, best) else None


def _follows(left: str, right: str) -> bool:
    """Say whether the option to the right may be the next of those to its left: aligned columns show the same letter twice."""
    before = re.match(r"[*#]?\s*([A-Da-d])\s*[.)]", left)
    return before is None or before[1].lower() < right.lstrip("*# ")[0].lower()


def _looks_like_columns(rows: Sequence[Row], gutter: float) -> bool:
    """Say whether what stands to the right is a column of its own and not the second half of rows of options."""
    starts, later, begins = 0, 0, 0
    for row in rows:
        if _crosses(row, gutter):
            continue
        right = [part for part in segments(row) if part[0].box.x0 > gutter]
        left = [part for part in segments(row) if part[0].box.x0 < gutter]
        if not right:
            continue
        text = words_of(right[0])
        starts += 1
        begins += bool(say.QUESTION.match(text) or text[:2] in ("A.", "A)", "a)", "a."))
        later += bool(left and _LATER_OPTION.match(text) and _follows(words_of(left[-1]), text))
    return begins > 0 and later <= 0.5 * starts
