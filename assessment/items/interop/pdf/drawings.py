"""What is drawn on a page: rules under words, fraction bars, frames, tables, pictures and formulas made of curves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..word.lines import LIT, STRUCK, UNDER
from .glyphs import hex_colour
from .types import MAX_SHAPES, Box, Glyph, around

THIN = 2.0
SMALLEST = 3.0
WIDEST_STROKE = 160.0  # a bar, the line of a root
TALLEST_FORMULA = 60.0
WIDEST_GAP = 11.0  # between the pieces of one formula


@dataclass
class Drawn:
    """Rules (thin and level), lit patches behind words, and boxes of what must be kept as a picture."""

    rules: list[Box] = field(default_factory=list)
    patches: list[Box] = field(default_factory=list)
    figures: list[Box] = field(default_factory=list)
    is_busy: bool = False  # too much to look through
    background: Box | None = None  # a picture as large as the page: a scan


def box_of(item: dict[str, Any]) -> Box:
    """Return where something stands."""
    return Box(float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"]))


def drawn_on(page: Any, tables: Sequence[Box], glyphs: Sequence[Glyph]) -> Drawn:
    """Sort what is drawn on a page."""
    drawn = Drawn()
    area = float(page.width) * float(page.height)
    for item in page.images:
        box = box_of(item)
        if box.width * box.height > 0.6 * area:
            drawn.background = box
        elif box.width > SMALLEST and box.height > SMALLEST:
            drawn.figures.append(box)
    shapes: list[Box] = []
    strokes: list[Box] = []
    if len(page.lines) + len(page.rects) + len(page.curves) > MAX_SHAPES:
        drawn.is_busy = True
        return drawn
    for item in [*page.lines, *page.rects, *page.curves]:
        box = box_of(item)
        if box.width * box.height > 0.5 * area or any(_on_edge(box, table) for table in tables):
            continue
        _sort(item, box, drawn, shapes, strokes)
    strokes += [rule for rule in drawn.rules if rule.width <= WIDEST_STROKE and not _stands_on(rule, glyphs)]
    drawn.figures = in_rows(merged([*drawn.figures, *_clusters(shapes, strokes)]), glyphs)
    drawn.figures = [box for box in drawn.figures if box.width > SMALLEST and box.height > SMALLEST]
    return drawn


def _sort(item: dict[str, Any], box: Box, drawn: Drawn, shapes: list[Box], strokes: list[Box]) -> None:
    level, plumb = box.height <= THIN, box.width <= THIN
    kind = item["object_type"]
    if level and (kind != "curve" or box.width > 4 * THIN):
        drawn.rules.append(box)
    elif kind == "rect" and not plumb:
        if item.get("fill") and _is_bright(hex_colour(item.get("non_stroking_color"))):
            drawn.patches.append(box)
    elif kind == "curve" or not plumb:
        shapes.append(box)
    else:
        strokes.append(box)


def _on_edge(box: Box, cell: Box) -> bool:
    """Say whether something thin is drawn along an edge of a cell."""
    if not box.meets(cell, 1, 1):
        return False
    x, y = box.middle, (box.top + box.bottom) / 2
    if box.height <= THIN:
        return min(abs(y - cell.top), abs(y - cell.bottom)) < 1.2
    return box.width <= THIN and min(abs(x - cell.x0), abs(x - cell.x1)) < 1.2


def _stands_on(rule: Box, glyphs: Sequence[Glyph]) -> bool:
    """Say whether words stand on a rule, or are struck through by it."""
    return any(
        rule.x0 - 0.5 <= glyph.box.middle <= rule.x1 + 0.5 and -0.9 * glyph.size <= rule.top - glyph.base <= 0.35 * glyph.size
        for glyph in glyphs
    )


def _is_bright(colour: str) -> bool:
    """Say whether a patch is a highlighter's: some colour, and light enough to read through."""
    if len(colour) != 6:
        return False
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    return max(parts) >= 0xC0 and max(parts) - min(parts) >= 0x40


def _clusters(shapes: list[Box], strokes: list[Box]) -> list[Box]:
    """Return the boxes of shapes that stand close together, with the strokes among them."""
    found = merged([*shapes, *strokes], 4.5, 1.5)
    return [box for box in found if any(box.holds(shape.middle, (shape.top + shape.bottom) / 2) for shape in shapes)]


def in_rows(boxes: Sequence[Box], glyphs: Sequence[Glyph]) -> list[Box]:
    """Return boxes with the pieces of one formula made one: beside each other in a row and no word between."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda entry: entry.x0):
        mate = next((other for other in reversed(found) if _beside(other, box, glyphs)), None)
        if mate is not None:
            found.remove(mate)
            box = around([mate, box])
        found.append(box)
    return merged(found)


def _beside(left: Box, right: Box, glyphs: Sequence[Glyph]) -> bool:
    if max(left.height, right.height) > TALLEST_FORMULA or right.x0 - left.x1 > WIDEST_GAP:
        return False
    if min(left.bottom, right.bottom) - max(left.top, right.top) < -1.5:
        return False
    top, bottom = min(left.top, right.top), max(left.bottom, right.bottom)
    return not any(left.x1 - 1 < glyph.box.middle < right.x0 + 1 and top <= glyph.base <= bottom + 3 for glyph in glyphs)


def merged(boxes: Sequence[Box], across: float = 0, down: float = 0) -> list[Box]:
    """Return boxes with those that touch (or nearly do) made one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda entry: entry.x0):
        near = [other for other in found if other.meets(box, across, down)]
        if near:
            box = around([box, *near])
            found = [other for other in found if other not in near]
            again = [other for other in found if other.meets(box, across, down)]
            box = around([box, *again])
            found = [other for other in found if other not in again]
        found.append(box)
    return found


def put_looks(glyphs: Sequence[Glyph], drawn: Drawn) -> None:
    """Tell signs what is drawn under, through and behind them."""
    rules = [rule for rule in drawn.rules if not _is_bar(rule, glyphs)]
    for glyph in glyphs:
        middle, size = glyph.box.middle, glyph.size
        for rule in rules:
            if not rule.x0 - 0.5 <= middle <= rule.x1 + 0.5:
                continue
            depth = (rule.top + rule.bottom) / 2 - glyph.base
            if -0.02 * size <= depth <= 0.32 * size:
                glyph.look |= UNDER
            elif -0.5 * size <= depth <= -0.15 * size:
                glyph.look |= STRUCK
        if any(patch.holds(middle, glyph.base - 0.3 * size) and patch.height < 2.5 * size for patch in drawn.patches):
            glyph.look |= LIT


def _sides(rule: Box, glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Return the signs right above and right below a rule, within its width."""
    above, below = [], []
    for glyph in glyphs:
        if rule.x0 - 1.5 <= glyph.box.middle <= rule.x1 + 1.5:
            depth = glyph.base - rule.top
            if -0.62 * glyph.size <= depth <= -0.02 * glyph.size:
                above.append(glyph)
            elif 0.55 * glyph.size <= depth <= 0.96 * glyph.size:
                below.append(glyph)
    return above, below


def _is_bar(rule: Box, glyphs: Sequence[Glyph]) -> bool:
    """Say whether a rule is the bar of a fraction: signs close above and below it, and nothing of their rows beside them."""
    if rule.width > WIDEST_STROKE:
        return False
    above, below = _sides(rule, glyphs)
    if not above or not below:
        return False
    for side in (above, below):
        base, size = side[0].base, side[0].size
        beside = [
            glyph
            for glyph in glyphs
            if abs(glyph.base - base) < 0.1 * size
            and glyph not in side
            and -2 * size < glyph.box.middle - rule.middle < rule.width + 2 * size
        ]
        if any(rule.x0 - size < glyph.box.middle < rule.x1 + size for glyph in beside):
            return False
    return True


def fractions(glyphs: Sequence[Glyph], drawn: Drawn) -> list[Box]:
    """Return the boxes of fractions: a bar with its numerator and denominator."""
    found = []
    for rule in drawn.rules:
        if _is_bar(rule, glyphs):
            above, below = _sides(rule, glyphs)
            tops = [
                Box(glyph.box.x0, glyph.base - 0.8 * glyph.size, glyph.box.x1, glyph.base + 0.25 * glyph.size) for glyph in [*above, *below]
            ]
            found.append(around([rule, *tops]))
    return merged(found, 1, 1)
