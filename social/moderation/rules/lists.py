"""The lists of words: read from `data/`, with what a unit adds and lifts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .words import Syllable, syllable

DATA = Path(__file__).resolve().parent.parent / "data"
WORD_LISTS = ("insults", "sexual", "violence", "drugs", "gambling", "crisis")
SEVERITIES = ("note", "hold", "refuse", "crisis")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of a list: its syllables (each with what else it may be), how severe it is in each band.

    `is_exact`: found only as it is written, with its marks. `is_short`: an abbreviation, not found behind a number ("5 dm").
    """

    words: str
    code: str
    syllables: tuple[tuple[Syllable, ...], ...]
    severity: str
    bands: Mapping[str, str]
    is_exact: bool = False
    is_short: bool = False

    def severity_for(self, band: str) -> str:
        """Return how severe the entry is for somebody of an age band."""
        return self.bands.get(band, self.severity)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries and innocent phrases by their first syllable without marks."""

    entries: Mapping[str, tuple[Entry, ...]]
    innocent: Mapping[str, tuple[Entry, ...]]

    def changed(self, added: Iterable[str], lifted: Iterable[str]) -> "Lexicon":
        """Return the lexicon with a unit's own words (held) and without those it lifts."""
        gone = {word.casefold().strip() for word in lifted}
        kept = [entry for rows in self.entries.values() for entry in rows if entry.words not in gone]
        own = [_entry(word, "own", {"severity": "hold"}, "exact" if len(word.split()) == 1 else "loose") for word in added if word.strip()]
        return Lexicon(_by_first([*dict.fromkeys(kept), *own]), self.innocent)


def read(name: str) -> dict[str, object]:
    """Return a file of `data/` as it is."""
    found: dict[str, object] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def _also() -> dict[str, tuple[str, ...]]:
    """Return how young people write common words: the standard word to its spellings."""
    return {word: tuple(spellings) for word, spellings in read("teen").items()}  # type: ignore[arg-type]


def _entry(words: str, code: str, group: Mapping[str, object], how: str) -> Entry:
    parts = words.casefold().split()
    syllables = tuple(tuple(syllable(one) for one in (part, *_also().get(part, ()))) for part in parts)
    bands = {str(band): str(severity) for band, severity in group.get("bands", {}).items()}  # type: ignore[attr-defined]
    return Entry(" ".join(parts), code, syllables, str(group["severity"]), _Frozen(bands), how == "exact", how == "short")


class _Frozen(dict[str, str]):
    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _by_first(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for first in dict.fromkeys(one.folded for one in entry.syllables[0]):
            found.setdefault(first, []).append(entry)
        if len(entry.syllables) > 1 and all(part[0].folded.isalpha() for part in entry.syllables):
            found.setdefault("".join(part[0].folded for part in entry.syllables), []).append(entry)
    return {first: tuple(rows) for first, rows in found.items()}


@lru_cache(maxsize=1)
def built_in() -> Lexicon:
    """Return the lexicon of the files in `data/`."""
    entries = [
        _entry(words, name, group, how)
        for name in WORD_LISTS
        for group in read(name)["groups"]  # type: ignore[attr-defined]
        for how in ("loose", "exact", "short")
        for words in group.get(how, ())
    ]
    innocent = [_entry(words, "innocent", {"severity": "note"}, "loose") for words in read("innocent")["phrases"]]  # type: ignore[attr-defined]
    return Lexicon(_by_first(entries), _by_first(innocent))
