"""From signs to the rows they stand in, and from rows to characters of a line."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from ..word.lines import ABOVE, BELOW, Line
from ..word.marking import TAB
from .types import Glyph, Row

_MARKER = re.compile(r"^(?:\*#|#\*|\*|#)?\s*([A-Ha-h])\s*[.)]")
DOUBT = "\ue130F\ue131"  # stands in a line where a formula was taken apart


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """Return signs in rows, from the top; raised and lowered small signs join the row they belong to."""
    rows: list[Row] = []
    for glyph in sorted(glyphs, key=lambda entry: (entry.base, entry.box.x0)):
        last = rows[-1] if rows else None
        if last is not None and abs(glyph.base - last.base) <= 0.15 * min(glyph.size, last.size):
            last.glyphs.append(glyph)
        else:
            rows.append(Row([glyph], glyph.base, glyph.size))
    for row in rows:
        row.size = median(glyph.size for glyph in row.glyphs)
    return _with_scripts(rows)


def _with_scripts(rows: list[Row]) -> list[Row]:
    """Join rows of raised or lowered small signs to the row beside them."""
    kept = [row for row in rows if not _is_atom_row(row)]
    for row in sorted(kept, key=lambda entry: entry.size):
        host = next((other for other in kept if other is not row and _hosts(other, row)), None)
        if host is None:
            continue
        shift = row.base - host.base
        look = ABOVE if shift < -0.12 * host.size else BELOW if shift > 0.05 * host.size else 0
        for glyph in row.glyphs:
            glyph.look |= look
        host.glyphs += row.glyphs
        kept.remove(row)
    for row in (entry for entry in rows if _is_atom_row(entry)):  # pictures in the line
        host = next((other for other in kept if _carries(other, row.glyphs[0])), None)
        if host is None:
            kept.append(row)
        else:
            host.glyphs += row.glyphs
    for row in kept:
        row.glyphs.sort(key=lambda glyph: glyph.box.x0)
    return sorted(kept, key=lambda row: row.base)


def _is_atom_row(row: Row) -> bool:
    return all(glyph.atom for glyph in row.glyphs)


def _carries(row: Row, picture: Glyph) -> bool:
    return picture.box.top - 1 <= row.base - 0.3 * row.size <= picture.box.bottom + 1


def _hosts(row: Row, small: Row) -> bool:
    shift = small.base - row.base
    if small.size > 0.85 * row.size or not -0.75 * row.size < shift < 0.45 * row.size:
        return False
    if small.x0 > row.x1 + row.size or small.x1 < row.x0 - row.size:
        return False
    return not any(
        glyph.box.x0 < other.box.middle < glyph.box.x1 for glyph in small.glyphs for other in row.glyphs if other.text not in "∫∑∏√"
    )


def segments(row: Row) -> list[list[Glyph]]:
    """Return the parts of a row that wide gaps divide."""
    gaps = [max(0.0, later.box.x0 - earlier.box.x1) for earlier, later in zip(row.glyphs, row.glyphs[1:], strict=False)]
    words = [gap for gap in gaps if 0.12 * row.size < gap < 3 * row.size]
    wide = max(0.95 * row.size, 2.2 * median(words)) if words else 0.95 * row.size
    parts = [[row.glyphs[0]]]
    for gap, glyph in zip(gaps, row.glyphs[1:], strict=True):
        if gap > wide:
            parts.append([])
        parts[-1].append(glyph)
    return parts


def cells(row: Row) -> list[list[Glyph]] | None:
    """Return the options or statements of a row when every wide part begins with the next letter, else None."""
    parts: list[list[Glyph]] = []
    letters: list[str] = []
    for part in segments(row):
        found = _MARKER.match(words_of(part))
        if found and (not letters or ord(found[1]) == ord(letters[-1]) + 1):
            letters.append(found[1])
            parts.append(part)
        elif not parts:
            return None
        else:
            parts[-1] = [*parts[-1], *part]
    return parts if len(parts) > 1 else None


def pieces(glyphs: Sequence[Glyph]) -> Iterator[tuple[str, int, str]]:
    """Yield (text, look, atom) of the signs of a row, with the blanks between them."""
    if not glyphs:
        return
    size = median(glyph.size for glyph in glyphs)
    has_spaces = sum(glyph.after_space for glyph in glyphs) > len(glyphs) / 14
    narrow = (0.3 if has_spaces else 0.14) * size
    before: Glyph | None = None
    doubted = False
    for glyph in glyphs:
        gap = glyph.box.x0 - before.box.x1 if before else 0.0
        if before and (gap > narrow or (glyph.after_space and gap > -0.1 * size)):
            yield TAB if gap > 1.4 * size else " ", before.look & glyph.look, ""
        if glyph.is_math and not doubted:
            doubted = True
            yield "", glyph.look, DOUBT
        yield glyph.text, glyph.look, glyph.atom
        before = glyph


def words_of(glyphs: Sequence[Glyph]) -> str:
    """Return the words of some signs."""
    return "".join(text for text, _look, _atom in pieces(glyphs)).replace(TAB, " ").strip()


def line_of(glyphs: Sequence[Glyph], line: Line | None = None) -> Line:
    """Return signs as a line, or put them at the end of one."""
    line = line or Line()
    for text, look, atom in pieces(glyphs):
        line.put(text, look, atom)
    return line
