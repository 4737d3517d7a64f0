"""From lines to raw questions: parts, groups, stems, options, statements, answers, solutions, key lists."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from . import patterns as say
from .keys import Keys, looks_like_key
from .lines import Line, option_rows


@dataclass
class Choice:
    """An option or a statement: its letter, how the letter looks, its lines, marks before it."""

    letter: str
    marker: Line
    lines: list[Line]
    starred: bool = False
    pinned: bool = False


@dataclass
class Group:
    """Questions that stand together: the passage over them, what may be shuffled."""

    passage: list[Line] = field(default_factory=list)
    first: int = 0
    last: int = 0
    shuffles_questions: bool = True
    shuffles_options: bool = True
    is_open: bool = True


@dataclass
class Raw:
    """A question as it stands in the file."""

    number: int
    part: str = ""
    form: str = ""
    line: int = 0
    stem: list[Line] = field(default_factory=list)
    options: list[Choice] = field(default_factory=list)
    statements: list[Choice] = field(default_factory=list)
    answer: list[Line] = field(default_factory=list)
    solution: list[Line] = field(default_factory=list)
    level: str = ""
    points: float | None = None
    group: Group | None = None
    loose: list[Line] = field(default_factory=list)
    in_list: bool = False  # AZtest: no letters, a star before the right one

    @property
    def has_answer_label(self) -> bool:
        return bool(self.answer)


@dataclass
class Exam:
    """What was found in a file."""

    questions: list[Raw] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    unplaced: list[Line] = field(default_factory=list)
    numbered: bool = True


class Parser:
    """Feeds lines one by one; each goes to the part of the exam it belongs to."""

    def __init__(self, question: re.Pattern[str]) -> None:
        self.exam = Exam()
        self.question = question
        self.part, self.form = "", ""
        self.part_count = 0
        self.mode = "questions"  # questions | keys | solutions
        self.current: Raw | None = None
        self.section = "stem"
        self.group: Group | None = None
        self.awaits_answer = False

    def feed(self, line: Line) -> None:
        """Take the next line."""
        if line.rows is not None:
            self._table(line)
            return
        if line.is_blank:
            return
        line = self._markers(line)
        if line.is_blank:
            return
        if say.THE_END.match(line.plain()):
            self._end()
            return
        if not (self._heading(line) or self._in_list_of_keys(line) or self._begins_group(line) or self._begins_question(line)):
            self._inside(line)

    def _end(self) -> None:
        """What stands under "HẾT" belongs to no question: rules for candidates, a key list, the next paper."""
        if self.mode == "questions":
            self._close_group("")
            self.current = None

    # Marks of mixing tools

    def _markers(self, line: Line) -> Line:
        for pattern, act in ((say.GROUP_CLOSE, self._close_group), (say.GROUP_OPEN, self._open_group), (say.BREAK, self._break)):
            found = pattern.search(line.text)
            if found:
                act(found[1] if found.groups() else "")
                before, after = line.cut(0, found.start()), line.cut(found.end())
                line = after if not before.text else before if not after.text else line
        return line

    def _open_group(self, digit: str) -> None:
        self._close_group("")
        kept = {"0": (False, False), "1": (True, False), "2": (False, True)}.get(digit, (True, True))
        self.group = Group(shuffles_questions=kept[0], shuffles_options=kept[1])
        self.current = None

    def _close_group(self, _digit: str) -> None:
        if self.group is not None:
            self.group.is_open = False
        self.group = None
        self.section = "closed" if self.current else self.section

    def _break(self, _nothing: str) -> None:
        self.section = "closed" if self.current else self.section

    # Headings and key lists

    def _heading(self, line: Line) -> bool:
        text = line.plain()
        if say.SOLUTIONS_HEADING.match(text) and text.isupper() and self.exam.questions:
            self.mode, self.current = "solutions", None
            return True
        if (
            say.KEY_HEADING.match(text)
            and self.exam.questions
            and (text.isupper() or text.lower().startswith("bảng") or self.current is None)
        ):
            self.mode, self.current, self.part = "keys", None, ""
            return True
        found = say.PART.match(line.text) or say.LETTERED_PART.match(line.text)
        if found is None or self._is_sentence(found[2]):
            return False
        self.part_count += 1
        self.part, self.current = found[1].upper(), None
        if self.mode != "keys":
            self.form = say.form_of_part(found[1], found[2])
        elif rest := found[2].strip():
            at = line.text.rindex(rest)
            self.exam.keys.feed_line(line.cut(at), self.part)
        if self.group is not None and self.group.first:
            self._close_group("")
        return True

    @staticmethod
    def _is_sentence(rest: str) -> bool:
        return bool(rest) and rest[0].islower() and not say.form_of_part("", rest)

    def _table(self, line: Line) -> None:
        rows = line.rows or []
        is_key = self.mode == "keys" or (bool(self.exam.questions) and looks_like_key(rows))
        if is_key and self.exam.keys.feed_table(rows, self.part if self.mode == "keys" else ""):
            return
        if self.mode == "keys":
            self.exam.keys.unread.append(line)
        elif self.current is None and self.group is not None:
            self.group.passage.append(line)
        elif self.current is None:
            self.exam.unplaced.append(line)
        else:
            self._continue(line)

    def _in_list_of_keys(self, line: Line) -> bool:
        if self.mode == "questions":
            return False
        if self.mode == "keys" and self.exam.keys.feed_line(line, self.part):
            return True
        found = say.QUESTION.match(line.text)
        if found:
            number = int(found[1])
            same = [raw for raw in self.exam.questions if raw.number == number and (raw.part == self.part or not self.part)]
            self.current, self.section = (same[0], "solution") if len(same) == 1 else (None, "stem")
            line = line.cut(found.end())
        if self.current is not None:
            if not line.is_blank:
                self._solve(line)
        else:
            self.exam.keys.unread.append(line)
        return True

    # Groups and questions

    def _begins_group(self, line: Line) -> bool:
        found = say.STIMULUS.match(line.text)
        if found is None or say.QUESTION.match(line.text):
            return False
        first, last = int(found[1]), int(found[2])
        if not first < last <= first + 40:
            return False
        if self.group is None or self.group.first:
            self.group = Group()
        self.group.first, self.group.last = first, last
        self.group.passage += self._title_above(line)
        self.current = None
        rest = line.cut(found.end())
        if len(rest.text) > 2:
            self.group.passage.append(rest)
        return True

    def _title_above(self, line: Line) -> list[Line]:
        """Take a title in capitals right above a passage from the question before, which it doesn't belong to."""
        loose = self.current.loose if self.current else []
        return [loose.pop()] if loose and loose[-1].number == line.number - 1 and loose[-1].plain().isupper() else []

    def _begins_question(self, line: Line) -> bool:
        before = say.BRACKETED.match(line.text)
        ahead = before[0] if before and say.level_of(before[1]) else ""
        if ahead:
            line = line.cut(len(ahead))
        found = self.question.match(line.text)
        if found is None:
            return False
        number = int(found[1])
        if self.question is say.BARE_QUESTION and not self._is_next(number):
            return False
        raw = Raw(number, self.part, self.form, line.number)
        self._begin(raw)
        if ahead or found[2]:
            self._facts(ahead + found[2])
        rest = self._leading_facts(line.cut(found.end()))
        if not rest.is_blank:
            self._inside(rest)
        return True

    def _is_next(self, number: int) -> bool:
        before = self.exam.questions[-1].number if self.exam.questions else 0
        return number == before + 1 or number == 1

    def _begin(self, raw: Raw) -> None:
        group = self.group
        if group is not None and group.first and raw.number > group.last:
            self.group = group = None
        raw.group = group
        self.exam.questions.append(raw)
        self.current, self.section, self.awaits_answer = raw, "stem", False

    def _facts(self, text: str) -> None:
        for found in say.BRACKETED.finditer(text):
            self._fact(found[1])

    def _fact(self, word: str) -> bool:
        raw = self.current
        level, points = say.level_of(word), say.points_of(word)
        if raw is None or not (level or points is not None):
            return False
        raw.level = level or raw.level
        raw.points = points if points is not None else raw.points
        return True

    def _leading_facts(self, line: Line) -> Line:
        """Take `(NB)`, `[0,5 điểm]` off both ends of a line."""
        while (found := say.BRACKETED.match(line.text)) and self._fact(found[1]):
            line = line.cut(found.end())
            line = line.cut(1) if line.text[:1] in (".", ":") else line
        while (last := _last_bracket(line.text)) and self._fact(last[1]):
            line = line.cut(0, last.start())
        return line

    # Inside a question

    def _inside(self, line: Line) -> None:
        raw = self.current
        if raw is None:
            if self.group is not None:
                self.group.passage.append(line)
            else:
                self.exam.unplaced.append(line)
            return
        if self.section == "closed":
            self.exam.unplaced.append(line)
            return
        if self._answers(raw, line) or self._begins_solution(raw, line) or self._choices(raw, line):
            return
        self._continue(self._leading_facts(line) if self.section == "stem" else line)

    def _answers(self, raw: Raw, line: Line) -> bool:
        if self.section == "solution":
            self._solve(line)
            return True
        if self.awaits_answer and not say.SOLUTION.match(line.text):
            raw.answer.append(line)
            self.awaits_answer = False
            return True
        found = say.ANSWER.match(line.text)
        if found and not (raw.form == "essay" and raw.stem and not raw.options):
            rest = line.cut(found.end())
            if rest.is_blank:
                self.awaits_answer = True
            else:
                raw.answer.append(rest)
            self.section = "answered"
            return True
        return False

    def _begins_solution(self, raw: Raw, line: Line) -> bool:
        found = say.SOLUTION.match(line.text)
        if found is None and line.text.startswith(">"):
            found = re.match(r">\s*", line.text)
        if found is None and say.CHOSEN.match(line.text) and raw.options:
            self._solve(line)
            return True
        if found is None or not raw.stem:
            return False
        self.section = "solution"
        rest = line.cut(found.end())
        if not rest.is_blank:
            self._solve(rest)
        return True

    def _solve(self, line: Line) -> None:
        raw = self.current
        if raw is None:
            return
        chosen = say.CHOSEN.match(line.text)
        if chosen and raw.options and not raw.answer:
            at = chosen.start(1)
            raw.answer.append(line.cut(at, at + 1))
            if len(line.plain()) <= chosen.end() + 1:
                return
        found = say.ANSWER.match(line.text)
        if found and not raw.answer:
            raw.answer.append(line.cut(found.end()))
            return
        raw.solution.append(line)

    def _choices(self, raw: Raw, line: Line) -> bool:
        for options, first, following, start in (
            (raw.options, say.OPTION, say.NEXT_OPTION, "A"),
            (raw.statements, say.STATEMENT, say.NEXT_STATEMENT, "a"),
        ):
            if start == "a" and (raw.options or raw.form in ("essay", "short")):
                continue
            wanted = chr(ord(start) + len(options))
            cuts = markers(line.text, first, following, wanted)
            if not cuts and start == "A" and not options and self.section == "stem":
                cuts = _inline_options(line.text)
            if not cuts:
                continue
            if cuts[0][0] > 0 and line.cut(0, cuts[0][0]).text:
                raw.stem.append(line.cut(0, cuts[0][0]))
            options += list(_cut(line, cuts))
            self.section = "options" if start == "A" else "statements"
            return True
        return False

    def _continue(self, line: Line) -> None:
        raw = self.current
        if raw is None:
            return
        into = raw.options if self.section == "options" else raw.statements if self.section == "statements" else None
        if self.section == "solution":
            raw.solution.append(line)
        elif self.section == "answered":
            raw.loose.append(line)
        elif into is None:
            raw.stem.append(line)
        elif len(into) >= 4 or line.rows is not None or line.has_picture:
            raw.loose.append(line)
        else:
            into[-1].lines.append(line)


def _last_bracket(text: str) -> re.Match[str] | None:
    last = None
    for found in say.BRACKETED.finditer(text):
        last = found
    return last if last is not None and last.end() >= len(text.rstrip(". ")) else None


Cut = tuple[int, int, str, str]  # start of the marker, its end, the marks before the letter, the letter


def markers(text: str, first: re.Pattern[str], following: re.Pattern[str], wanted: str) -> list[Cut]:
    """Return where the options of a line begin: the wanted letter at its start, then the letters after it in order."""
    found = first.match(text)
    if found is None or found[2] != wanted:
        return []
    cuts = [(found.start(), found.end(), found[1] or "", found[2])]
    for later in following.finditer(text, found.end()):
        if ord(later[2]) == ord(cuts[-1][3]) + 1:
            cuts.append((later.start(), later.end(), later[1] or "", later[2]))
    return cuts


def _inline_options(text: str) -> list[Cut]:
    """Return the options that follow the stem on its own line: at least A, B and C."""
    for begin in say.NEXT_OPTION.finditer(text):
        if begin[2] != "A":
            continue
        cuts = [(begin.start(), begin.end(), begin[1] or "", "A")]
        for later in say.NEXT_OPTION.finditer(text, begin.end()):
            if ord(later[2]) == ord(cuts[-1][3]) + 1:
                cuts.append((later.start(), later.end(), later[1] or "", later[2]))
        if len(cuts) >= 3:
            return cuts
    return []


def _cut(line: Line, cuts: list[Cut]) -> Iterator[Choice]:
    ends = [cut[0] for cut in cuts[1:]] + [len(line.text)]
    for (start, end, marks, letter), stop in zip(cuts, ends, strict=True):
        at = line.text.index(letter, start + len(marks))
        yield Choice(letter, line.cut(at, at + 1), [line.cut(end, stop)], "*" in marks, "#" in marks)


def parse(lines: Iterable[Line]) -> Exam:
    """Return what stands in the lines of an exam."""
    every = list(option_rows(list(lines)))
    words = [line.text for line in every if line.rows is None]
    if any(say.QUESTION.match(text) for text in words):
        pattern = say.QUESTION
    elif sum(bool(say.BARE_QUESTION.match(text)) for text in words) and any(
        say.OPTION.match(text) or say.ANSWER.match(text) for text in words
    ):
        pattern = say.BARE_QUESTION
    else:
        return parse_blocks(every)
    parser = Parser(pattern)
    for line in every:
        parser.feed(line)
    return parser.exam


def parse_blocks(lines: list[Line]) -> Exam:
    """Read questions without numbers (AZtest, McMIX): a blank line or `[<br>]` between them, a star before what is right."""
    parser = Parser(re.compile(r"(?!)(.)(.)"))
    parser.exam.numbered = False
    block: list[Line] = []
    for line in [*lines, Line()]:
        has_break = line.rows is None and say.BREAK.search(line.text)
        if line.is_blank or has_break:
            _block(parser, block)
            block = []
        else:
            block.append(line)
    return parser.exam


def _block(parser: Parser, block: list[Line]) -> None:
    if not block:
        return
    starred = [line for line in block if re.match(r"\s*\*", line.text)]
    lettered = [line for line in block if say.OPTION.match(line.text)]
    if len(block) < 2 or not (starred or lettered):
        parser.exam.unplaced += block
        return
    raw = Raw(len(parser.exam.questions) + 1, line=block[0].number)
    parser._begin(raw)
    if lettered:
        for line in block:
            parser._inside(line)
        return
    raw.in_list = True
    raw.stem.append(parser._leading_facts(block[0]))
    for line in block[1:]:
        text = line.text.lstrip()
        if text.startswith(">"):
            raw.solution.append(line.cut(line.text.index(">") + 1))
            continue
        marks = re.match(r"[*#\s]*", line.text)
        end = marks.end() if marks else 0
        head = line.text[:end]
        raw.options.append(Choice(chr(65 + len(raw.options)), Line(), [line.cut(end)], "*" in head, "#" in head))
