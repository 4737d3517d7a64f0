"""Comparing typed answers: words, numbers with units, the national four-cell grid."""

import re
import unicodedata
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

_NUMBER = re.compile(
    r"\s*([+\-−–]?\s*\d[\d\s]*(?:[.,]\d+)?|[+\-−–]?\s*[.,]\d+)(?:\s*(?:[eE]|[x×*.·]\s*10\s*\^?)\s*\(?([+\-−–]?\d{1,2})\)?)?"
)
_FRACTION = re.compile(r"\s*([+\-−–]?\d+)\s*/\s*([+\-−–]?\d+)")
_GRID = re.compile(r"(-?)(\d*)(?:,(\d+))?")
GRID_CELLS = 4


def tidy(text: Any) -> str:
    """Return a typed answer on one line without white space around it and between doubled."""
    return " ".join(str(text).split())


def same_words(given: str, pattern: str, *, minds_case: bool = False, minds_marks: bool = True) -> bool:
    """Say whether `given` is `pattern`; `*` in the pattern stands for anything (`\\*` for itself), final punctuation doesn't count."""

    def plain(text: str) -> str:
        text = unicodedata.normalize("NFC", tidy(text).rstrip(".!?;,") or tidy(text))
        text = text if minds_marks else _without_marks(text)
        return text if minds_case else text.casefold()

    parts = [re.escape(part.replace("\0", "*")) for part in plain(pattern.replace("\\*", "\0")).split("*")]
    return re.fullmatch(".*".join(parts), plain(given), re.S) is not None


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _sign(text: str) -> str:
    return text.replace("−", "-").replace("–", "-").replace(" ", "")


def read_number(text: str) -> tuple[Decimal | None, str]:
    """Return (number, rest) of a typed number: comma or point, a fraction, a power of ten; the rest is what follows it (the unit)."""
    if fraction := _FRACTION.match(text):
        try:
            return Decimal(_sign(fraction[1])) / Decimal(_sign(fraction[2])), text[fraction.end() :].strip()
        except (InvalidOperation, DivisionByZero):
            return None, text.strip()
    found = _NUMBER.match(text)
    if not found:
        return None, text.strip()
    try:
        number = Decimal(_sign(re.sub(r"(?<=\d)\s+(?=\d)", "", found[1])).replace(",", "."))
        if found[2]:
            number = number.scaleb(int(_sign(found[2])))
    except InvalidOperation:
        return None, text.strip()
    return number, text[found.end() :].strip()


def same_unit(given: str, unit: str) -> bool:
    """Say whether a typed unit is `unit`: case counts (m is not M), white space and a final point don't; ² and ^2 are the same."""

    def plain(text: str) -> str:
        return re.sub(r"\s+", "", text).replace("^2", "²").replace("^3", "³").replace("m2", "m²").replace("m3", "m³").rstrip(".")

    return plain(given) == plain(unit)


def near(given: Decimal, expected: Decimal, tolerance: str) -> bool:
    """Say whether a number is within `tolerance` (absolute; `5%` is relative to the expected number)."""
    text = tolerance.strip()
    try:
        if text.endswith("%"):
            allowed = abs(expected) * Decimal(text[:-1].strip().replace(",", ".")) / 100
        else:
            allowed = Decimal(text.replace(",", ".") or "0")
    except InvalidOperation:
        allowed = Decimal(0)
    return abs(given - expected) <= abs(allowed)


def grid_text(text: Any) -> str:
    """Return an answer as the national grid holds it: no blanks, a comma, a plain minus."""
    return _sign(tidy(text)).replace(".", ",").replace("+", "")


def fits_grid(text: str, cells: int = GRID_CELLS) -> bool:
    """Say whether an answer can be written into the grid: `−` in the first cell only, the comma inside, at most `cells` signs.

    The comma stands in the second or third of four cells (QĐ 764/QĐ-BGDĐT 2024, answer sheet).
    """
    found = _GRID.fullmatch(text)
    if not found or not found[2] or len(text) > cells:
        return False
    return "," not in text or 1 <= text.index(",") <= cells - 2
