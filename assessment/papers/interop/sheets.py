"""Answer sheets (phiếu trả lời) as drawings with exact places, so that a reader of sheets can rely on them later.

All numbers are millimetres on A4. Black squares in the corners and along the left edge are where a picture is straightened by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

WIDTH, HEIGHT, MARGIN = 210, 297, 12
MARK = 6
STEP, RADIUS = 5.2, 1.9
ROWS_A_BLOCK = 10
LETTER = 0.55  # width of a letter on the average, in the size of the type


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part on the sheet: `count` questions, `choices` letters a question (4 of a choice, statements of a cluster), `cells` of a grid."""

    key: str
    form: str
    count: int
    choices: int = 4
    cells: int = 4


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands on the sheet, translated."""

    title: str
    school: str
    exam: str
    lines: Sequence[str]
    number: str
    code: str
    part: str
    true: str
    false: str
    hint: str


class SheetProblem(ValueError):  # noqa: N818
    """More questions than one sheet holds."""


def _bubble(x: float, y: float, text: str) -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{RADIUS}" fill="none" stroke="#000" stroke-width=".25"/>'
        f'<text x="{x:.2f}" y="{y + 0.85:.2f}" font-size="2.3" text-anchor="middle" fill="#555">{text}</text>'
    )


def _text(x: float, y: float, text: str, size: float = 3.2, *, weight: str = "normal", anchor: str = "start") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}">{escape(text)}</text>'


def _exam(text: str, left: float, right: float) -> list[str]:
    """Return the exam's name in the middle between `left` and `right`: on one line, else smaller on two, cut where even they end."""
    middle, room = (left + right) / 2, right - left
    if len(text) * 3.4 * LETTER <= room:
        return [_text(middle, 30, text, 3.4, anchor="middle")]
    lines = wrap(text, int(room / (2.9 * LETTER)), max_lines=2, placeholder="…")
    return [_text(middle, 29 + place * 3.8, line, 2.9, anchor="middle") for place, line in enumerate(lines)]


def _marks() -> str:
    places = [(6, 6), (WIDTH - 6 - MARK, 6), (6, HEIGHT - 6 - MARK), (WIDTH - 6 - MARK, HEIGHT - 6 - MARK)]
    return "".join(f'<rect x="{x}" y="{y}" width="{MARK}" height="{MARK}"/>' for x, y in places)


def _digits(x: float, y: float, count: int, title: str) -> str:
    out = [_text(x + count * STEP / 2, y - 2, title, 3, weight="bold", anchor="middle")]
    for place in range(count):
        left = x + place * STEP
        out.append(f'<rect x="{left:.2f}" y="{y:.2f}" width="{STEP}" height="6" fill="none" stroke="#000" stroke-width=".3"/>')
        out += [_bubble(left + STEP / 2, y + 9 + digit * 4.7, str(digit)) for digit in range(10)]
    return "".join(out)


def _choices(part: SheetPart, y: float) -> tuple[str, float]:
    """Draw Part I: four blocks across, ten questions down, more rows of blocks when there are more than forty."""
    out, blocks = [], -(-part.count // ROWS_A_BLOCK)
    for block in range(blocks):
        x, top = MARGIN + 8 + (block % 4) * 46, y + (block // 4) * (ROWS_A_BLOCK * STEP + 5)
        for row in range(min(ROWS_A_BLOCK, part.count - block * ROWS_A_BLOCK)):
            line = top + row * STEP
            out.append(_text(x + 4, line + 1, str(block * ROWS_A_BLOCK + row + 1), 3, weight="bold", anchor="end"))
            out += [_bubble(x + 9 + place * 6.4, line, chr(65 + place)) for place in range(part.choices)]
    rows = ROWS_A_BLOCK if part.count > ROWS_A_BLOCK else part.count
    return "".join(out), y + -(-blocks // 4) * (rows * STEP + 5)


def _statements(part: SheetPart, y: float, words: SheetWords) -> tuple[str, float]:
    """Draw Part II: eight clusters across, a) to d) down, true and false."""
    out = []
    height = (part.choices + 2) * STEP + 2
    for number in range(part.count):
        x, top = MARGIN + 8 + (number % 8) * 22.8, y + (number // 8) * height
        out.append(_text(x + 2, top, f"{number + 1}", 3.2, weight="bold", anchor="end"))
        out.append(_text(x + 7.5, top, words.true, 2.5, anchor="middle") + _text(x + 14.5, top, words.false, 2.5, anchor="middle"))
        for row in range(part.choices):
            line = top + 4 + row * STEP
            out.append(_text(x + 3, line + 1, f"{chr(97 + row)})", 3, anchor="end"))
            out.append(_bubble(x + 7.5, line, words.true[:1]) + _bubble(x + 14.5, line, words.false[:1]))
    return "".join(out), y + -(-part.count // 8) * height


def _grids(part: SheetPart, y: float) -> tuple[str, float]:
    """Draw Part III: a grid a question; the minus in the first column only, the comma in the middle ones only."""
    out = []
    height, step = 64, 4.4
    for number in range(part.count):
        x, top = MARGIN + 8 + (number % 6) * 30.5, y + (number // 6) * height
        out.append(_text(x - 1.5, top + 3, str(number + 1), 3.2, weight="bold", anchor="end"))
        for cell in range(part.cells):
            left = x + cell * STEP
            out.append(f'<rect x="{left:.2f}" y="{top - 1:.2f}" width="{STEP}" height="5.5" fill="none" stroke="#000" stroke-width=".3"/>')
            middle = left + STEP / 2
            if cell == 0:
                out.append(_bubble(middle, top + 7.5, "−"))
            if 0 < cell < part.cells - 1:
                out.append(_bubble(middle, top + 7.5 + step, ","))
            out += [_bubble(middle, top + 7.5 + (2 + digit) * step, str(digit)) for digit in range(10)]
    return "".join(out), y + -(-part.count // 6) * height


def answer_sheet(parts: Sequence[SheetPart], words: SheetWords, *, number_digits: int = 6, code_digits: int = 3) -> str:
    """Return the sheet as one SVG of A4. `SheetProblem` when the questions don't fit on one page."""
    right = WIDTH - MARGIN - 6 - (number_digits + code_digits) * STEP - 6
    out = [
        _marks(),
        _text(MARGIN + 8, 17, words.school, 3.4),
        _text((MARGIN + right) / 2 + 4, 24, words.title, 5, weight="bold", anchor="middle"),
        *_exam(words.exam, MARGIN + 8, right - 4),
    ]
    for place, line in enumerate(words.lines):
        top = 38 + place * 7.5
        out.append(_text(MARGIN + 8, top, line))
        start = MARGIN + 10 + len(line) * 1.75
        out.append(
            f'<line x1="{start:.2f}" y1="{top + 0.5}" x2="{right - 4:.2f}" y2="{top + 0.5}" stroke="#000" stroke-width=".2" stroke-dasharray=".4 1"/>'
        )
    out.append(_digits(right, 24, number_digits, words.number))
    out.append(_digits(right + number_digits * STEP + 6, 24, code_digits, words.code))
    out.append(_text(MARGIN + 8, 84, words.hint, 2.9))
    y = 93.0
    for part in parts:
        out.append(_text(MARGIN + 4, y, f"{words.part} {part.key}", 3.6, weight="bold"))
        y += 6
        if part.form == "choice":
            drawn, y = _choices(part, y)
        elif part.form == "true_false":
            drawn, y = _statements(part, y, words)
        else:
            drawn, y = _grids(part, y)
        out.append(drawn)
        y += 3
    if y > HEIGHT - 8:
        raise SheetProblem
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}mm" height="{HEIGHT}mm"'
        f' font-family="Liberation Sans, Arial, CD latin, CD vietnamese, CD latin-ext, sans-serif">{"".join(out)}</svg>'
    )
