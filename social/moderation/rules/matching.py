"""Finding the words of a lexicon in a text."""

import itertools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .lists import Entry, Lexicon
from .words import Syllable, Token, covers, halves, is_marked, tokens_of


class Found(NamedTuple):
    """A hit: the entry, and where it stands (characters of the text)."""

    entry: Entry
    start: int
    end: int


def find(text: str, lexicon: Lexicon) -> list[Found]:
    """Return the hits of a text in its order; what lies within an innocent phrase is none, nor what lies within a longer hit."""
    tokens = tokens_of(text)
    if not tokens:
        return []
    marked = is_marked(tokens)
    lines = [tokens, _joined(tokens)] if _is_cut(tokens) else [tokens]
    hits = [hit for line in lines for hit in _hits(line, lexicon.entries, marked)]
    if not hits:
        return []
    innocent = [(hit.start, hit.end) for hit in _hits(tokens, lexicon.innocent, marked)]
    kept = [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in innocent)]
    longest: list[Found] = []
    for hit in sorted(kept, key=lambda one: (one.start - one.end, one.start)):
        if not any(other.start <= hit.start and hit.end <= other.end for other in longest):
            longest.append(hit)
    return sorted(longest, key=lambda one: one.start)


def _is_cut(tokens: list[Token]) -> bool:
    return any(halves(one, other) for one, other in itertools.pairwise(tokens))


def _joined(tokens: list[Token]) -> list[Token]:
    """Return the tokens with syllables that were cut in two put together."""
    line: list[Token] = []
    for token in tokens:
        whole = halves(line[-1], token) if line else None
        if whole:
            line[-1] = whole
        else:
            line.append(token)
    return line


def _hits(tokens: list[Token], entries: Mapping[str, tuple[Entry, ...]], marked: bool) -> Iterator[Found]:
    for index, token in enumerate(tokens):
        seen: set[int] = set()
        for form in token.forms:
            for entry in entries.get(form.folded, ()):
                if id(entry) in seen:
                    continue
                seen.add(id(entry))
                count = _matches(entry, tokens, index, marked)
                if count:
                    yield Found(entry, token.start, tokens[index + count - 1].end)


def _matches(entry: Entry, tokens: list[Token], index: int, marked: bool) -> int:
    """Return how many tokens from `index` on the entry takes; 0 when it isn't there."""
    if entry.is_short and index and tokens[index - 1].is_number:
        return 0
    size = len(entry.syllables)
    if size > 1 and _is_run_together(entry, tokens[index]):
        return 1
    if index + size > len(tokens):
        return 0
    exact = True
    for wanted, token in zip(entry.syllables, tokens[index : index + size], strict=True):
        answer = _may_be(wanted, token)
        if answer is None or (token.after_pause and token is not tokens[index] and len(token.forms[0].folded) == 1):
            return 0
        exact = exact and answer
    if entry.is_exact and not (exact and (marked or _has_marks(entry) or len(tokens) <= size)):
        return 0
    return size


def _may_be(wanted: tuple[Syllable, ...], token: Token) -> bool | None:
    """Say whether a token is exactly (True) or may be (False) one of the wanted syllables; None when it can't be."""
    answer = None
    for form in token.forms:
        for one in wanted:
            fits, exact = covers(form, one)
            if exact:
                return True
            if fits:
                answer = False
    return answer


def _is_run_together(entry: Entry, token: Token) -> bool:
    """Say whether the token is the whole phrase without spaces ("ditme")."""
    folded = "".join(part[0].folded for part in entry.syllables)
    if entry.is_exact or len(folded) < 5:
        return False
    letters = "".join(part[0].letters for part in entry.syllables)
    return any(form.folded == folded and form.letters in (folded, letters) for form in token.forms)


def _has_marks(entry: Entry) -> bool:
    return any(part[0].tone or part[0].letters != part[0].folded for part in entry.syllables)
