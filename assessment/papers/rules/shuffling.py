"""Shuffled forms (mã đề): within a part, groups of a passage kept together, pinned options in place, keys spread evenly.

Rules: national practice, within a part only; Part I questions and options, Part II questions (statements only where asked),
Part III questions. A form is reproducible from its seed: the same snapshot and seed give the same form, byte for byte.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

SCHOOL_CODES = ("132", "209", "357", "485", "570", "628", "743", "896")
TRIES = 24
_PINNED = re.compile(
    r"^\W*((cả|tất cả|không (?:có )?)(.*)(phương án|đáp án|ý|đều|trên|đúng|sai)|(cả)?\s*[a-f]\s*(,|và|&|;)\s*[a-f].*|all of the above|none of the above|both [a-f] and [a-f].*)",
    re.I,
)
_REFERENCE = re.compile(r"((?:câu|questions?)\s+(?:hỏi\s+)?(?:từ\s+)?)(\d+)(\s*(?:đến|tới|-|–|to|and|và)\s*(?:câu\s*)?)(\d+)", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as shuffling sees it: where it stands in the snapshot, its passage, the lists it may shuffle, what is pinned, its key."""

    position: int
    part: str
    group: str = ""
    is_pinned: bool = False
    lists: dict[str, list[str]] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    keeps_order: bool = False  # the passage wants its questions in their order
    key: str = ""  # the id of the one right option, for spreading


def is_pinned_wording(text: str) -> bool:
    """Say whether an option speaks of the others (“Cả A và B”, “Tất cả đều đúng”), and must stay where it is."""
    return bool(_PINNED.match(text.strip()))


def _shuffled_list(ids: list[str], pinned: frozenset[str], random: Random) -> list[str]:
    loose = [key for key in ids if key not in pinned]
    random.shuffle(loose)
    rest = iter(loose)
    return [key if key in pinned else next(rest) for key in ids]


def _order_of_part(entries: Sequence[Entry], random: Random) -> list[Entry]:
    """Return the entries of a part in a new order: pinned ones keep their place, a group stays together in shuffled order."""
    blocks: list[list[Entry]] = []
    for entry in entries:
        if entry.group and blocks and blocks[-1][0].group == entry.group:
            blocks[-1].append(entry)
        else:
            blocks.append([entry])
    for block in blocks:
        if not block[0].keeps_order:
            random.shuffle(block)
    loose = [block for block in blocks if not any(entry.is_pinned for entry in block)]
    random.shuffle(loose)
    rest = iter(loose)
    laid = [block if any(entry.is_pinned for entry in block) else next(rest) for block in blocks]
    return [entry for block in laid for entry in block]


def _spread(options: list[str], entry: Entry, wanted: int) -> list[str]:
    """Move the right option to place `wanted` by swapping, when neither is pinned."""
    place = options.index(entry.key)
    if wanted >= len(options) or entry.key in entry.pinned or options[wanted] in entry.pinned:
        return options
    swapped = list(options)
    swapped[place], swapped[wanted] = swapped[wanted], swapped[place]
    return swapped


def form_order(
    entries: Sequence[Entry], seed: int, *, shuffles_items: Callable[[str], bool], shuffles_options: Callable[[str], bool]
) -> list[dict[str, Any]]:
    """Return `[{position, lists}]` in printed order for a seed. Right answers of single choice are spread evenly over the letters.

    `shuffles_items(part)` and `shuffles_options(part)` say what a part allows. Seed 0 gives the paper as written.
    """
    if seed == 0:
        return [{"position": entry.position, "lists": {}} for entry in entries]
    random = Random(seed)  # noqa: S311 (reproducible, not secret)
    laid: list[dict[str, Any]] = []
    for part in dict.fromkeys(entry.part for entry in entries):
        inside = [entry for entry in entries if entry.part == part]
        ordered = _order_of_part(inside, random) if shuffles_items(part) else inside
        letters = _letters([entry for entry in ordered if entry.key], random)
        for entry in ordered:
            lists = {name: _shuffled_list(ids, entry.pinned, random) for name, ids in entry.lists.items()} if shuffles_options(part) else {}
            if entry.key and "options" in lists:
                lists["options"] = _spread(lists["options"], entry, letters[entry.position])
            laid.append({"position": entry.position, "lists": lists})
    return laid


def _letters(entries: Sequence[Entry], random: Random) -> dict[int, int]:
    """Return for each entry the place its right option should get: every place about equally often."""
    widths = [len(entry.lists.get("options", ())) or 1 for entry in entries]
    wanted = [number % width for number, width in enumerate(widths)]
    random.shuffle(wanted)
    return {entry.position: place for entry, place in zip(entries, wanted, strict=True)}


def seeds(first: int, count: int) -> list[int]:
    """Return `count` different seeds drawn from one, never 0."""
    random = Random(first)  # noqa: S311
    found: list[int] = []
    while len(found) < count:
        seed = random.randrange(1, 2**53)
        if seed not in found:
            found.append(seed)
    return found


class CodeProblem(ValueError):  # noqa: N818
    """A list of codes that can't be used: `code` of the message, with what it is about."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def codes(count: int, *, style: str = "101", typed: str = "") -> list[str]:
    """Return the codes of `count` forms: from 101 on, in the style schools know (132, 209, …), four digits (0101), or a typed list.

    Raises `CodeProblem`: `codes.count` (the list has another number), `codes.form` (not 3 or 4 digits), `codes.twice`.
    """
    if typed.strip():
        given = [part for part in re.split(r"[\s,;]+", typed.strip()) if part]
        for code in given:
            if not re.fullmatch(r"\d{3,4}", code):
                raise CodeProblem("codes.form", text=code)
        if len(set(given)) != len(given):
            raise CodeProblem("codes.twice", text=next(code for code in given if given.count(code) > 1))
        if len(given) != count:
            raise CodeProblem("codes.count", given=len(given), count=count)
        return given
    if style == "mcmix" and count <= len(SCHOOL_CODES):
        return list(SCHOOL_CODES[:count])
    first, width = (101, 4) if style == "0101" else (101, 3)
    return [str(first + number).zfill(width) for number in range(count)]


def renumbered(text: str, numbers: dict[int, int]) -> str:
    """Return a passage's words with “câu x đến y” put into a form's numbers. `numbers`: number as written -> number printed."""

    def replace(match: re.Match[str]) -> str:
        first, last = int(match[2]), int(match[4])
        found = sorted(numbers[number] for number in range(first, last + 1) if number in numbers)
        return f"{match[1]}{found[0]}{match[3]}{found[-1]}" if found else match[0]

    return _REFERENCE.sub(replace, text)
