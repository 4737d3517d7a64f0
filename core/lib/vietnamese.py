"""Vietnamese text: folding for search, collation for sorting, names split into họ, đệm, tên."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# The Vietnamese alphabet and the order of its tones (none, grave, hook, tilde, acute, dot), as dictionaries sort.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: index for index, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_BASE_MARKS = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: part of the letter
_SPACES = re.compile(r"[\s\x00]+")  # NUL, too: PostgreSQL takes none


class NameParts(NamedTuple):
    """A Vietnamese name: family name (họ), middle names (đệm), given name (tên)."""

    family: str
    middle: str
    given: str


def tidy(text: str) -> str:
    """Return `text` in NFC with single spaces (also in place of NUL) and no surrounding white space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return `text` lower-cased without diacritics (đ becomes d), for diacritic-blind search."""
    decomposed = unicodedata.normalize("NFD", tidy(text).lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def word_lookups(text: str) -> list[tuple[tuple[str, str], ...]]:
    """Return for each word of a query the look-ups `(kind, folded value)` of which one must hold for a folded text.

    A word of three letters or more stands anywhere in the text. A shorter one begins a word of it: pieces of two letters are
    in almost every name, and no index finds them.
    """
    return [(("contains", word),) if len(word) > 2 else (("startswith", word), ("contains", f" {word}")) for word in fold(text).split()]


@lru_cache(maxsize=8192)  # names repeat
def collation_key(text: str) -> str:
    """Return a key whose code-point order is Vietnamese dictionary order.

    Letters compare first over the whole string, tones only break ties. Each letter becomes one
    printable character; the tones follow after a separator that sorts below every letter.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in tidy(text).lower():
        decomposed = unicodedata.normalize("NFD", char)
        marks = set(decomposed[1:])
        letter = unicodedata.normalize("NFC", decomposed[0] + "".join(sorted(marks & _BASE_MARKS)))
        order = _LETTER_ORDER.get(letter)
        letters.append(chr(0x41 + order) if order is not None else ("!" if letter == " " else letter))
        tones.append(str(max((_TONES.get(mark, 0) for mark in marks), default=0)))
    return f"{''.join(letters)}#{''.join(tones)}"


def split_name(full_name: str) -> NameParts:
    """Split a written full name into họ, đệm, tên; a single word is a given name."""
    words = tidy(full_name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])


def join_name(family: str, middle: str, given: str) -> str:
    """Return the written full name, họ đệm tên."""
    return tidy(f"{family} {middle} {given}")


def name_sort_key(family: str, middle: str, given: str) -> str:
    """Return the key that sorts people as class lists do: by given name, then family, then middle names."""
    return "|".join(collation_key(part) for part in (given, family, middle))


def title_case_name(name: str) -> str:
    """Return a name typed in one case as it is written: 'NÔNG THỊ HIỀN' becomes 'Nông Thị Hiền'."""
    clean = tidy(name)
    return " ".join(word.capitalize() for word in clean.split(" ")) if clean.isupper() or clean.islower() else clean


def initials(middle: str, given: str, family: str = "") -> str:
    """Return two initials: last middle name and given name, or family and given name."""
    first = (middle.split(" ")[-1] if middle else family)[:1]
    return (first + given[:1]).upper()
