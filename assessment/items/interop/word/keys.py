"""Key lists of an exam: `1-A 2-B`, `Câu 1: B`, tables across and down, per part."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from core.lib.vietnamese import fold

from .lines import ATOM, Line

_PAIR = re.compile(r"(?:Câu\s*)?(\d{1,3})\s*[.:)\-–=]?\s*([A-H])(?![\w])", re.I)
_ENTRY = re.compile(r"(?:(?<=^)|(?<=[\s;,|]))(Câu\s*|Question\s*)?(\d{1,3})\s*[.:)\-–=]\s*(?=\S)", re.I)
_NUMBER = re.compile(r"^\W*(?:câu\s*)?(\d{1,3})\W*$", re.I)
_STATEMENT = re.compile(r"^\W*([a-d])\W*$")
_ASKED, _SAID = r"(?:câu|stt|question)(?:\s*số)?\s*[.:]?", r"(?:đáp\s*án|đ/?a|chọn|trả\s*lời|keys?|answers?)\s*[.:]?"
_HEADS = re.compile(rf"^(?:(?:{_ASKED}|{_SAID})(?:\s+|$))+(?=\d|$)", re.I)
_SPACED = re.compile(rf"(?:{_ASKED}\s+)?((?:\d{{1,3}}\s+)+)(?:{_SAID}\s+)?([A-H](?:\s+[A-H])*)(?:\s+|$)", re.I)
_LABELLED = re.compile(rf"{_ASKED}\s+((?:\d{{1,3}}\s+)+){_SAID}\s+(\S.*?)(?:\s+(?={_ASKED}\s+\d)|$)", re.I)
_CODE = re.compile(r"^\W*(?:mã(?:\s*đề)?|đề)\b", re.I)


@dataclass
class Keys:
    """Keys by part ("" when the list names none) and number, and lines nothing could be made of."""

    by_part: dict[str, dict[int, str]] = field(default_factory=dict)
    twice: set[tuple[str, int]] = field(default_factory=set)
    unread: list[Line] = field(default_factory=list)

    def put(self, part: str, number: int, value: str) -> None:
        """Keep one key; a second, different one makes both doubtful."""
        value = " ".join(value.replace(ATOM, " ").split()).strip(" ;,|")
        if not value:
            return
        known = self.by_part.setdefault(part, {})
        if number in known and known[number] != value:
            self.twice.add((part, number))
        known.setdefault(number, value)

    def of(self, part: str, number: int, numbers: dict[int, int]) -> str:
        """Return the key of a question, "" for none. `numbers`: how many questions bear each number in the whole exam."""
        if part in self.by_part:
            return self.by_part[part].get(number, "")
        loose = self.by_part.get("", {})
        only = next(iter(self.by_part.values())) if len(self.by_part) == 1 and not part else {}
        return (loose or only).get(number, "") if numbers.get(number, 0) == 1 else ""

    def feed_line(self, line: Line, part: str) -> bool:
        """Take a line of the key list; says whether it was one."""
        text = " ".join(line.plain().split())
        pairs = _PAIR.findall(text)
        if pairs and not re.search(r"\w", _PAIR.sub("", text)):
            for number, letter in pairs:
                self.put(part, int(number), letter.upper())
            return True
        if self._feed_spaced(text, part):
            return True
        entries: list[tuple[int, int, int]] = []
        for found in _ENTRY.finditer(text):
            number = int(found[2])
            if not entries or found[1] or number == entries[-1][0] + 1:
                entries.append((number, found.start(), found.end()))
        if not entries or text[: entries[0][1]].strip():
            return False
        ends = [start for _number, start, _end in entries[1:]] + [len(text)]
        for (number, _start, end), stop in zip(entries, ends, strict=True):
            self.put(part, number, text[end:stop])
        return True

    def _feed_spaced(self, text: str, part: str) -> bool:
        """Take a table that only blanks hold together: numbers, then as many answers, in one line or in two after one another."""
        above = " ".join(self.unread[-1].plain().split()) if self.unread else ""
        for joined in (text, f"{above} {text}".strip()):
            found = _spaced(joined)
            if found is None:
                continue
            for number, value in found:
                self.put(part, number, value)
            if joined != text:
                self.unread.pop()
            return True
        return False

    def feed_table(self, rows: list[list[Line]], part: str) -> bool:
        """Take a table of keys; says whether it was one."""
        words = [[cell.plain() for cell in row] for row in rows]
        return self._across(words, part) or self._down(words, part) or self._cells(words, part)

    def _across(self, words: list[list[str]], part: str) -> bool:
        """Rows of numbers with rows of answers under them."""
        taken = False
        numbers: list[int | None] = []
        for row in words:
            found = [int(hit[1]) if (hit := _NUMBER.match(cell)) else None for cell in row]
            labelled = fold(row[0]).startswith(("cau", "question", "stt", "số".lower()))
            numeric = [value for value in found[1:] if value is not None]
            rest = [cell for cell in row[1:] if cell.strip()]
            if numeric and len(numeric) == len(rest) and (labelled or found[0] is not None) and _rises(found):
                numbers = found if found[0] is not None and not labelled else [None, *found[1:]]
                continue
            if numbers and len(row) == len(numbers):
                letter = _STATEMENT.match(row[0])
                for number, value in zip(numbers, row, strict=True):
                    if number is not None and value.strip():
                        self._put_cell(part, number, value, letter[1] if letter else "")
                        taken = True
        return taken

    def _put_cell(self, part: str, number: int, value: str, letter: str) -> None:
        if not letter:
            self.put(part, number, value)
            return
        known = self.by_part.setdefault(part, {})
        known[number] = f"{known.get(number, '')} {letter}) {value}".strip()

    def _down(self, words: list[list[str]], part: str) -> bool:
        """A column of numbers with the answers beside it, once or several times side by side."""
        header = [fold(cell).strip() for cell in words[0]]
        columns = [at for at, cell in enumerate(header) if cell.startswith(("cau", "stt", "question"))]
        if not columns or len(words) < 2:
            return False
        taken = False
        for place, at in enumerate(columns):
            stop = columns[place + 1] if place + 1 < len(columns) else len(header)
            for row in words[1:]:
                hit = _NUMBER.match(row[at]) if at < len(row) else None
                if hit is None:
                    continue
                signs = [(header[column], row[column]) for column in range(at + 1, min(stop, len(row))) if row[column].strip()]
                lettered = [(name, value) for name, value in signs if _STATEMENT.match(name)]
                value = " ".join(f"{name.strip('.) ')}) {value}" for name, value in lettered) or (signs[0][1] if signs else "")
                self.put(part, int(hit[1]), value)
                taken = taken or bool(value)
        return taken

    def _cells(self, words: list[list[str]], part: str) -> bool:
        """Cells like `1. A` or `1-A`."""
        cells = [cell for row in words for cell in row if cell.strip() and not _CODE.match(cell)]
        pairs = [_PAIR.fullmatch(cell.strip()) for cell in cells]
        if not cells or not all(pairs):
            return False
        for pair in pairs:
            if pair:
                self.put(part, int(pair[1]), pair[2].upper())
        return True


def _spaced(text: str) -> list[tuple[int, str]] | None:
    """Return the keys of numbers with as many answers after them, again and again; none for heads of columns, None for anything else."""
    text = _HEADS.sub("", text) if not _SPACED.match(text) and not _LABELLED.match(text) else text
    for pattern in (_SPACED, _LABELLED):
        keys: list[tuple[int, str]] = []
        at = 0
        while found := pattern.match(text, at):
            numbers, values = [int(number) for number in found[1].split()], found[2].split()
            if len(numbers) != len(values) or not _rises(list(numbers)):
                break
            keys += [(number, value.upper() if pattern is _SPACED else value) for number, value in zip(numbers, values, strict=True)]
            at = found.end()
        if at == len(text):
            return keys
    return None


def _rises(found: list[int | None]) -> bool:
    numbers = [value for value in found if value is not None]
    return all(later > earlier for earlier, later in pairwise(numbers))


def looks_like_key(rows: list[list[Line]]) -> bool:
    """Say whether a table away from a key list is one all the same: it names questions and answers."""
    words = fold(" ".join(cell.plain() for row in rows for cell in row[:2]))
    return bool(re.search(r"\bcau\b", words) and re.search(r"\bdap an\b|\bda\b|\bchon\b", words))
