"""Rows joined to the lines they were before the page broke them."""

import re

from ..word import patterns as say
from ..word.lines import Line
from .rows import cells, line_of, segments, words_of
from .types import Glyph, Region, Row

_BEGINS = (
    say.QUESTION, say.OPTION, say.STATEMENT, say.PART, say.LETTERED_PART, say.ANSWER, say.SOLUTION, say.KEY_HEADING,
    say.SOLUTIONS_HEADING, say.THE_END, say.BREAK, say.GROUP_OPEN, say.GROUP_CLOSE, say.CHOSEN,
    re.compile(r"^[-–•+*▪●]\s|^\d{1,3}\s*[.)]\s|^\[?<|^\d{1,3}\s*[-–.:]\s*[A-H]\b"),
)  # fmt: skip
_SOFT = "-\u00ad\u2010"


def begins(words: str) -> bool:
    """Say whether a row begins something new whatever stands before it."""
    return any(pattern.match(words) for pattern in _BEGINS)


class Flow:
    """Takes regions in reading order and writes lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.count = 0
        self.before: Row | None = None
        self.right = 0.0
        self.ended = True  # the next row can't go on with the last line
        self.cells: list[tuple[float, Line, Row]] = []  # where each option of the row before begins

    def region(self, region: Region) -> None:
        """Read one region from top to bottom."""
        blocks = list(region.blocks)
        self.turned = True
        for row in region.rows:
            while blocks and blocks[0][0] < row.top - 0.2 * row.size:
                self._block(blocks.pop(0)[1])
            self._row(row, region)
        for _top, line in blocks:
            self._block(line)

    def _block(self, line: Line) -> None:
        self.count += 1
        line.number = self.count
        self.lines.append(line)
        self.ended, self.cells = True, []

    def _new(self, glyphs: list[Glyph]) -> Line:
        self.count += 1
        line = line_of(glyphs)
        line.number = self.count
        self.lines.append(line)
        return line

    def _row(self, row: Row, region: Region) -> None:
        found = cells(row)
        words = words_of(row.glyphs)
        if found:
            self.cells = [(part[0].box.x0, self._new(part), Row(part, row.base, row.size)) for part in found]
        elif self.cells and not begins(words) and self._is_near(row) and self._into_cells(row, region):
            self.before = row
            return
        elif self._goes_on(row, words):
            self._join(self.lines[-1], row.glyphs, words)
            self.cells = []
        else:
            self._new(row.glyphs)
            self.cells = []
        self.before, self.right, self.ended, self.turned = row, region.right, False, False

    def _is_near(self, row: Row) -> bool:
        return self.before is not None and not self.turned and row.base - self.before.base < 1.9 * max(row.size, self.before.size)

    def _goes_on(self, row: Row, words: str) -> bool:
        before = self.before
        if before is None or self.ended or begins(words) or abs(row.size - before.size) > 0.2 * before.size:
            return False
        if not self.turned and row.base - before.base > 1.95 * max(row.size, before.size):
            return False
        last = self.lines[-1].text.rstrip()[-1:]
        if not self.turned and row.x0 > before.x0 + 1.5 * row.size and last in ".:?!":
            return False
        is_full = before.x1 + _first_word(row) + 0.2 * row.size > self.right - 0.5
        return is_full or (words[:1].islower() and last not in ".:?!;")

    def _into_cells(self, row: Row, region: Region) -> bool:
        """Give a row under options side by side to the options it goes on with."""
        starts = [start for start, _line, _row in self.cells]
        placed: list[tuple[int, list[Glyph]]] = []
        for part in segments(row):
            fits = [place for place, start in enumerate(starts) if part[0].box.x0 >= start - 3]
            if not fits or part[0].box.x0 > starts[fits[-1]] + 3 * row.size:
                return False
            placed.append((fits[-1], part))
        ends = [*starts[1:], region.right]
        if all(place == 0 for place, _part in placed):
            above = self.cells[0][2]
            if above.x1 + _first_word(row) < ends[0] - 1.2 * row.size:
                return False
        for place, part in placed:
            start, line, _row = self.cells[place]
            self._join(line, part, words_of(part))
            self.cells[place] = (start, line, Row(part, row.base, row.size))
        return True

    @staticmethod
    def _join(line: Line, glyphs: list[Glyph], words: str) -> None:
        text = line.text
        if text[-1:] and text[-1:] in _SOFT and text[-2:-1].isalpha() and words[:1].islower():
            line.text, line.looks = text[:-1], line.looks[:-1]
        elif text and not text.endswith(" "):
            look = line.looks[-1] & glyphs[0].look if line.looks else 0
            line.put(" ", look)
        line_of(glyphs, line)


def _first_word(row: Row) -> float:
    end = row.glyphs[0].box.x1
    for earlier, glyph in zip(row.glyphs, row.glyphs[1:], strict=False):
        if glyph.after_space or glyph.box.x0 - earlier.box.x1 > 0.2 * row.size:
            break
        end = glyph.box.x1
    return end - row.x0
