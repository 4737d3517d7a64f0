"""Seeing through how a text is written: look-alikes, hidden characters, repeated letters, digits for letters, letters apart.

A syllable is compared by its letters, its marks and its tone. What is typed without marks may stand for any marked syllable; what is
typed with marks stands for itself only, so that "ngữ" is never taken for "ngu".
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}
# Letters of other scripts, and signs, that look like ours.
_LOOK_ALIKES = {
    ord(char): to
    for chars, to in (
        ("аɑα@", "a"), ("вβъьßб", "b"), ("сϲ¢", "c"), ("ðɖƌδ", "d"), ("еёε€", "e"), ("ɡց", "g"), ("һн", "h"), ("іїιı¡", "i"), ("ј", "j"),
        ("кκƙ", "k"), ("łḷⅼ£|", "l"), ("м", "m"), ("ηп", "n"), ("оοø", "o"), ("рρ", "p"), ("ԛ", "q"), ("г", "r"), ("ѕ$", "s"),
        ("тτ", "t"), ("υцս", "u"), ("ν", "v"), ("ԝω", "w"), ("хχ", "x"), ("уγ", "y"),
    )
    for char in chars
}  # fmt: skip
_DIGITS = str.maketrans("01345789", "oieastbg")
_HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_WORDS = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|\*(?=[\w*]|\s|$))*")
_RUNS = re.compile(r"(.)\1+")
_LONG_RUNS = re.compile(r"(.)\1{2,}")
_VOWELS = frozenset("aeiouy")
_FOREIGN = (("z", "d"), ("z", "gi"), ("w", "qu"), ("j", "gi"), ("j", "i"), ("f", "ph"), ("w", "u"))
MAX_APART = 12


class Syllable(NamedTuple):
    """A syllable: without marks, with the marks of letters but no tone, its tone."""

    folded: str
    letters: str
    tone: str


class Token(NamedTuple):
    """A word of a text: what it may stand for, and where it is (characters of the text)."""

    forms: tuple[Syllable, ...]
    start: int
    end: int
    is_number: bool = False
    after_pause: bool = False


@lru_cache(maxsize=16384)
def syllable(word: str) -> Syllable:
    """Return a lower-case word as a syllable; marks that Vietnamese doesn't have are dropped."""
    letters: list[str] = []
    folded: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _LETTER_MARKS:
            if letters:
                letters[-1] += char
        elif not unicodedata.combining(char):
            letters.append(char)
            folded.append("d" if char == "đ" else char)
    return Syllable("".join(folded), "".join(letters), tone)


@lru_cache(maxsize=16384)
def forms_of(word: str) -> tuple[Syllable, ...]:
    """Return what a lower-case word may stand for, itself first."""
    found = {word: None}
    if any(char.isdigit() for char in word) and not word.isdigit():
        found[word.translate(_DIGITS)] = None
    if any(char in "zwjf" for char in word):
        for one in list(found):
            found.update((one.replace(old, new), None) for old, new in _FOREIGN if old in one)
    for one in list(found):
        if _RUNS.search(one):
            found[_RUNS.sub(r"\1", one)] = None
            found[_LONG_RUNS.sub(r"\1\1", one)] = None
    return tuple(dict.fromkeys(syllable(one) for one in found))


@lru_cache(maxsize=16384)
def covers(form: Syllable, term: Syllable) -> tuple[bool, bool]:
    """Say whether a form may stand for a term's syllable, and whether it is written exactly so."""
    if form.folded != term.folded:
        return False, False
    if form == term:
        return True, True
    if form.tone not in ("", term.tone):
        return False, False
    if form.letters not in (form.folded, term.letters) and not _marks_within(form.letters, term.letters):
        return False, False
    return True, False


def _marks_within(some: str, full: str) -> bool:
    mine, theirs = re.findall(r"\w[\u0300-\u036f]*", some), re.findall(r"\w[\u0300-\u036f]*", full)
    return len(mine) == len(theirs) and all(a in (b, syllable(b).folded) for a, b in zip(mine, theirs, strict=True))


def unmask(text: str) -> tuple[str, list[int]]:
    """Return the text in lower case without tricks of Unicode, and for each of its characters where it stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char > "\x7f":
            if char in _HIDDEN or (
                unicodedata.category(char) in {"Cf", "Lm", "Mn", "Me"} and char not in _TONES and char not in _LETTER_MARKS
            ):
                continue
            char = unicodedata.normalize("NFKC", char)
        for one in char.lower().translate(_LOOK_ALIKES):
            kept.append(one)
            places.append(place)
    return "".join(kept), [*places, len(text)]


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text, letters written apart put together (each also under what two halves make)."""
    plain, places = unmask(text)
    raw = [match.span() for match in _WORDS.finditer(plain)]
    found, index = [], 0
    while index < len(raw):
        end = _apart(plain, raw, index)
        word = "".join(plain[start:stop] for start, stop in raw[index:end])
        start, stop = raw[index][0], raw[end - 1][1]
        found.append(
            Token(
                forms_of(unicodedata.normalize("NFC", word)),
                places[start],
                places[stop - 1] + 1,
                word.isdigit(),
                _pauses(plain, raw, index),
            )
        )
        index = end
    return found


def _pauses(plain: str, raw: list[tuple[int, int]], index: int) -> bool:
    return index > 0 and any(char in ",;:\n" for char in plain[raw[index - 1][1] : raw[index][0]])


def _apart(plain: str, raw: list[tuple[int, int]], index: int) -> int:
    """Return where a run of single letters that begins at `index` ends: three or more with spaces, two or more with marks between."""
    end, is_spaced = index, False
    while end < len(raw) and end - index < MAX_APART and _is_letter(plain, raw[end]):
        if end > index:
            gap = plain[raw[end - 1][1] : raw[end][0]]
            if len(gap) > 3 or "\n" in gap or "," in gap or ";" in gap:
                break
            is_spaced = is_spaced or gap.isspace()
        end += 1
    count = end - index
    return end if count >= (3 if is_spaced else 2) else index + 1


def _is_letter(plain: str, span: tuple[int, int]) -> bool:
    word = plain[span[0] : span[1]]
    return len(unicodedata.normalize("NFC", word)) == 1 and not word.isdigit()


def halves(first: Token, second: Token) -> Token | None:
    """Return the word that a syllable cut in two makes ("ng u"); None when the first half is a word by itself."""
    head, tail = first.forms[0], second.forms[0]
    if first.end != second.start - 1 or not head.folded.isalpha() or not tail.folded.isalpha():
        return None
    if len(head.folded) > 3 or any(char in _VOWELS for char in head.folded) or tail.folded[0] not in _VOWELS or len(tail.folded) > 3:
        return None
    joined = Syllable(head.folded + tail.folded, head.letters + tail.letters, tail.tone or head.tone)
    return Token((joined,), first.start, second.end)


def is_marked(tokens: list[Token]) -> bool:
    """Say whether a text is written with diacritics: at least one word in five carries some."""
    words = [token.forms[0] for token in tokens if not token.is_number]
    return sum(1 for form in words if form.tone or form.letters != form.folded) * 5 >= len(words)
