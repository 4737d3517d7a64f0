"""Which questions read alike: word triples for the measure, eight minimal hashes for finding candidates.

Broder, A. (1997), On the resemblance and containment of documents. Diacritics count for the measure (“ma” is not “mà”), not for
finding; numbers count less, so that the same exercise with other numbers is a lesser likeness, and found all the same.
"""

import hashlib
import re

from core.lib.vietnamese import fold

BANDS = 8
SAME = 0.92  # shown as the same question
ALIKE = 0.72  # shown as like it
STEM_WORDS = 8  # a stem of fewer words (“Chọn câu đúng”) says nothing alone
STEM_WEIGHT = 0.9  # the same stem with other options is not quite the same question
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_NUMBER = re.compile(r"\d+")


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, diacritics kept."""
    return _WORD.findall(text.lower())


def _triples(tokens: list[str]) -> set[tuple[str, ...]]:
    if len(tokens) < 3:
        return {tuple(tokens)} if tokens else set()
    return {tuple(tokens[place : place + 3]) for place in range(len(tokens) - 2)}


def _plain(text: str) -> list[str]:
    return [_NUMBER.sub("0", word) for word in words(fold(text))]


def bands(text: str) -> list[int]:
    """Return up to eight hashes of a text: texts that share most of their words share at least one of them, very likely.

    Computed over folded words with numbers levelled. Signed 63-bit integers.
    """
    shingles = [" ".join(triple) for triple in _triples(_plain(text))]
    if not shingles:
        return []
    minimal = []
    for band in range(BANDS):
        salt = band.to_bytes(8, "big")
        digests = (hashlib.blake2b(shingle.encode(), digest_size=8, salt=salt).digest() for shingle in shingles)
        minimal.append(int.from_bytes(min(digests), "big") >> 1)
    return minimal


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def likeness(one: str, other: str) -> float:
    """Return how alike two questions read, 0-1: the resemblance of their word triples, exactly as written and levelled.

    The same text is 1. Other diacritics or other numbers cost: half of the measure looks at them.
    """
    exact = _jaccard(_triples(words(one)), _triples(words(other)))
    level = _jaccard(_triples(_plain(one)), _triples(_plain(other)))
    return round((exact + level) / 2, 4)


def question_likeness(one: str, other: str, one_stem: str = "", other_stem: str = "") -> float:
    """Return how alike two questions read, 0-1: as wholes, or by their stems alone when these are long enough to tell.

    Options in another order, or partly others, hide no twin.
    """
    whole = likeness(one, other)
    if min(len(words(one_stem)), len(words(other_stem))) < STEM_WORDS:
        return whole
    return max(whole, round(STEM_WEIGHT * likeness(one_stem, other_stem), 4))
