"""From raw questions to content: which answer is right, by the rule key list > star > underline > red > the only bold one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.types import Content
from core.lib.vietnamese import fold

from ..types import Issue, Place, ReadQuestion
from . import patterns as say
from .lines import BOLD, LIT, RED, UNDER, Line, paragraphs
from .structure import Choice, Exam, Group, Raw

_PINNED = re.compile(
    r"^(?:(?:cả|tất cả|chỉ có|chỉ)\b.*(?:\b[a-d]\b|đều|phương án|đáp án|ý trên|các ý|trên)|(?:a|b|c|d)(?:\s*(?:,|và|hoặc)\s*(?:a|b|c|d))+\b"
    r"|không có (?:đáp án|phương án|ý)|đáp án khác|all of the above|none of the above|both [a-d] and [a-d])",
    re.I,
)
_LETTERS = re.compile(r"\b([A-H])\b")
_NUMBER = re.compile(r"^[+\-−–]?\d+(?:[.,]\d+)?$")


@dataclass
class Found:
    """What marks say: the letters that are right, or several ways that disagree."""

    letters: list[str]
    source: str = ""
    issue: str = ""


def _joined(lines: Sequence[Line]) -> str:
    """Return one line of rich text, or paragraphs when there are several."""
    solid = [line for line in lines if not line.is_blank]
    if len(solid) == 1 and solid[0].rows is None:
        return solid[0].html()
    return paragraphs(solid)


def _looks(choices: Sequence[Choice], flag: int) -> list[str]:
    """Return the letters that stand out: their letter looks so, or their whole text; nothing when all or none do."""
    by_letter = [choice.letter for choice in choices if choice.marker.text and choice.marker.all_look(flag)]
    if 0 < len(by_letter) < len(choices):
        return by_letter
    whole = [choice.letter for choice in choices if choice.lines and choice.lines[0].all_look(flag)]
    return whole if 0 < len(whole) < len(choices) else []


def find_right(choices: Sequence[Choice], key: str) -> Found:
    """Return which of some options is right."""
    known = [choice.letter for choice in choices]
    listed = [letter for letter in dict.fromkeys(_LETTERS.findall(key.upper())) if letter in known] if key else []
    starred = [choice.letter for choice in choices if choice.starred]
    told = [choice.letter for choice in choices if choice.lines and say.RIGHT_END.search(choice.lines[-1].text)]
    bold = _looks(choices, BOLD)
    ways = [
        ("key", listed),
        ("star", starred or told),
        ("underline", _looks(choices, UNDER)),
        ("red", _looks(choices, RED) or _looks(choices, LIT)),
        ("bold", bold if len(bold) == 1 else []),
    ]
    given = [(source, letters) for source, letters in ways if letters]
    if key and not listed:
        return Found([], "key", "key.not_an_option")
    if not given:
        return Found([], "", "key.none")
    source, letters = given[0]
    if len(letters) > 1 and source not in ("star", "key"):
        return Found([], source, "key.many")
    against = [other for name, other in given[1:] if other != letters and name != "bold"]
    return Found(letters, source, "key.conflict" if against else "")


def find_truth(raw: Raw, key: str) -> tuple[dict[str, bool | None], str]:
    """Return which statements are true, and the code of what is doubtful."""
    letters = [choice.letter for choice in raw.statements]
    marks = [_take_sign(choice) for choice in raw.statements]
    if key:
        listed = say.signs_of(key, letters)
        if listed is None:
            return dict.fromkeys(letters), "key.unread"
        return {letter: listed.get(letter) for letter in letters}, "" if set(listed) == set(letters) else "key.part"
    if any(mark is not None for mark in marks):
        return dict(zip(letters, marks, strict=True)), "" if None not in marks else "key.part"
    starred = [choice.letter for choice in raw.statements if choice.starred]
    found = starred
    for flag in (UNDER, RED, LIT):
        found = found or _marked(raw.statements, flag)
    if found:
        return {letter: letter in found for letter in letters}, ""
    return dict.fromkeys(letters), "key.none"


def _marked(choices: Sequence[Choice], flag: int) -> list[str]:
    """As `_looks`, but all of them may be true."""
    by_letter = [choice.letter for choice in choices if choice.marker.all_look(flag)]
    return by_letter or [choice.letter for choice in choices if choice.lines and choice.lines[0].all_look(flag)]


def _take_sign(choice: Choice) -> bool | None:
    """Take `(Đ)`, `– Sai`, `[Đúng]` off a statement and return what it says."""
    if not choice.lines:
        return None
    for pattern, at in ((say.SIGN_START, 0), (say.SIGN_END, -1)):
        line = choice.lines[at]
        found = pattern.search(line.text)
        if found:
            word = next(group for group in found.groups() if group)
            choice.lines[at] = line.cut(found.end()) if at == 0 else line.cut(0, found.start())
            return word[0].upper() in "ĐT"
    return None


class Builder:
    """Makes questions of an exam."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.numbers: dict[int, int] = {}
        for raw in exam.questions:
            self.numbers[raw.number] = self.numbers.get(raw.number, 0) + 1
        self.made: list[ReadQuestion] = []
        self.stimuli: dict[int, int] = {}

    def build(self) -> list[ReadQuestion]:
        """Return the questions in order, each passage before its own."""
        for raw in self.exam.questions:
            at = self._stimulus(raw.group, raw)
            question = self.one(raw)
            question.stimulus = at
            self.made.append(question)
        return self.made

    def _stimulus(self, group: Group | None, raw: Raw) -> int | None:
        if group is None or not group.passage:
            return None
        if id(group) not in self.stimuli:
            content = {"title": "", "passage": paragraphs(group.passage), "shuffles": group.shuffles_questions}
            place = Place(part=raw.part, line=group.passage[0].number)
            self.stimuli[id(group)] = len(self.made)
            self.made.append(ReadQuestion("stimulus", content, place))
        return self.stimuli[id(group)]

    def place(self, raw: Raw) -> Place:
        """Return where a question stands."""
        return Place(part=raw.part, question=str(raw.number), line=raw.line)

    def one(self, raw: Raw) -> ReadQuestion:
        """Return one question."""
        key = self.exam.keys.of(raw.part, raw.number, self.numbers)
        own = " ".join(line.plain() for line in raw.answer)
        make = self._maker(raw, key or own)
        question = make(raw, key or own)
        question.meta |= {name: value for name, value in (("level", raw.level), ("points", raw.points)) if value not in ("", None)}
        self._common(raw, question, key, own)
        return question

    def _maker(self, raw: Raw, key: str) -> Callable[[Raw, str], ReadQuestion]:
        if raw.options:
            return self.choice
        if raw.statements and self._is_cluster(raw, key):
            return self.true_false
        if raw.form == "short" or (key and raw.form != "essay" and not raw.statements):
            return self.short
        return self.essay

    def _is_cluster(self, raw: Raw, key: str) -> bool:
        if raw.form == "true_false" or (key and say.signs_of(key, [choice.letter for choice in raw.statements])):
            return True
        letters = [choice.letter for choice in raw.statements]
        marked = any(_marked(raw.statements, flag) not in ([], letters) for flag in (UNDER, RED, LIT))
        signed = sum(
            bool(choice.lines and (say.SIGN_END.search(choice.lines[-1].text) or say.SIGN_START.search(choice.lines[0].text)))
            for choice in raw.statements
        )
        words = fold(" ".join(line.plain() for line in raw.stem))
        return marked or signed >= 2 or "dung hay sai" in words or "dung, sai" in words or "dung sai" in words or "dung hoac sai" in words

    def choice(self, raw: Raw, key: str) -> ReadQuestion:
        """Return a question with one or several right options."""
        found = find_right(raw.options, key)
        rows = []
        for place, choice in enumerate(raw.options, 1):
            lines = list(choice.lines)
            if lines and (told := say.RIGHT_END.search(lines[-1].text)):
                lines[-1] = lines[-1].cut(0, told.start())
            lines = [_plain_looks(line, raw.options) for line in lines]
            html = _joined(lines)
            words = " ".join(line.plain() for line in lines)
            pinned = choice.pinned or bool(_PINNED.match(words))
            rows.append({"id": f"o{place}", "html": html, "is_right": choice.letter in found.letters, "feedback": "", "is_pinned": pinned})
        kind = "multiple_response" if len(found.letters) > 1 else "single_choice"
        shuffles = raw.group is None or raw.group.shuffles_options
        content: Content = {"prompt": paragraphs(raw.stem), "options": rows, "shuffles": shuffles}
        question = ReadQuestion(kind, content, self.place(raw))
        if found.issue:
            marked = ", ".join(found.letters)
            question.doubt(found.issue, "look" if found.letters else "bad", letters=marked, key=key[:60])
        if kind == "multiple_response":
            question.doubt("key.several", letters=", ".join(found.letters))
        if len(raw.options) not in (2, 3, 4, 5, 6):
            question.doubt("options.count", count=len(raw.options))
        elif raw.form == "choice" and len(raw.options) < 4:
            question.doubt("options.few", count=len(raw.options))
        return question

    def true_false(self, raw: Raw, key: str) -> ReadQuestion:
        """Return a cluster of statements."""
        truth, issue = find_truth(raw, key)
        rows = []
        for place, choice in enumerate(raw.statements, 1):
            lines = [_plain_looks(line, raw.statements) for line in choice.lines]
            rows.append({"id": f"s{place}", "html": _joined(lines), "is_true": truth.get(choice.letter), "explanation": ""})
        content: Content = {"prompt": paragraphs(raw.stem), "statements": rows, "scoring": "stepped", "shuffles": False}
        question = ReadQuestion("true_false", content, self.place(raw))
        if issue:
            question.doubt(issue, "bad", key=key[:60])
        if len(rows) != 4:
            question.doubt("statements.count", count=len(rows))
        return question

    def short(self, raw: Raw, key: str) -> ReadQuestion:
        """Return a question with a short answer: one that fits the national grid is asked in it."""
        question = ReadQuestion("short_answer", {"prompt": paragraphs([*raw.stem, *_lettered(raw.statements)])}, self.place(raw))
        answer = key.strip().rstrip(".;") if key else ""
        accepted = [part.strip() for part in re.split(r"\s*(?:;|\bhoặc\b|\|)\s*", answer) if part.strip()]
        compact = [part.replace(" ", "").replace("−", "-").replace("–", "-") for part in accepted]
        is_number = bool(compact) and all(_NUMBER.match(part) for part in compact)
        if is_number:
            accepted = [part.replace(".", ",") for part in compact]
        fits = is_number and all(_fits_grid(part) for part in accepted)
        mode = "grid" if fits and raw.form == "short" else "number" if is_number else "text"
        question.content |= {"mode": mode, "accepted": [{"text": text, "ratio": 1.0} for text in accepted]}
        if raw.answer and any(line.atoms for line in raw.answer) and not is_number:
            question.doubt("key.formula", "bad" if not accepted else "look")
        elif not accepted:
            question.doubt("key.none", "bad")
        elif len(answer) > 60:
            question.doubt("key.long", key=answer[:60])
        return question

    def essay(self, raw: Raw, key: str) -> ReadQuestion:
        """Return a question answered in writing; its solution is the model answer."""
        lines = [*raw.stem, *_lettered(raw.statements)]
        content: Content = {"prompt": paragraphs(lines), "takes_files": True, "model_answer": paragraphs(raw.answer)}
        question = ReadQuestion("essay", content, self.place(raw))
        if raw.form in ("choice", "true_false"):
            question.doubt("options.none", "bad")
        elif raw.statements and not raw.form:
            question.doubt("kind.guess")
        return question

    def _common(self, raw: Raw, question: ReadQuestion, key: str, own: str) -> None:
        question.content["explanation"] = paragraphs(raw.solution)
        for line in raw.loose:
            if line.has_picture or line.rows is not None:
                question.content["prompt"] += paragraphs([line])
                question.doubt("picture.loose")
            else:
                question.content["prompt"] += paragraphs([line])
                question.doubt("line.loose", text=line.plain()[:60])
        if not raw.stem and not raw.loose:
            question.doubt("prompt.empty", "bad")
        if key and own and fold(key) != fold(own) and raw.options:
            letters = _LETTERS.findall(own.upper())
            if letters and letters != _LETTERS.findall(key.upper()):
                question.doubt("key.conflict", letters=key, key=own[:60])
        if (raw.part, raw.number) in self.exam.keys.twice or ("", raw.number) in self.exam.keys.twice:
            question.doubt("key.twice", key=key)
        twins = sum(other.number == raw.number and other.part == raw.part for other in self.exam.questions)
        if twins > 1:
            question.doubt("number.twice", number=raw.number)


def _lettered(choices: Sequence[Choice]) -> list[Line]:
    """Return statements as lines with their letters, for questions that aren't clusters."""
    lines: list[Line] = []
    for choice in choices:
        head = Line(number=choice.marker.number)
        head.put(f"{choice.letter}) ", 0)
        first = choice.lines[0] if choice.lines else Line()
        for at, sign in enumerate(first.text):
            head.put(sign, first.looks[at], first.atoms.get(at, ""))
        lines += [head, *choice.lines[1:]]
    return lines


def _plain_looks(line: Line, choices: Sequence[Choice]) -> Line:
    """Take off the look that marks the right answer: a whole line underlined or bold is the mark, not emphasis."""
    for flag in (UNDER, BOLD):
        if (line.all_look(flag) and not all(choice.lines and choice.lines[0].all_look(flag) for choice in choices)) or (
            flag == BOLD and line.all_look(flag)
        ):
            line = line.without(flag)
    return line


def _fits_grid(text: str) -> bool:
    if not re.fullmatch(r"-?\d+(?:,\d+)?", text) or len(text) > 4:
        return False
    return "," not in text or 1 <= text.index(",") <= 2


def leftovers(exam: Exam) -> list[Issue]:
    """Return notes about lines that became part of no question: nothing is dropped without a word."""
    notes: list[Issue] = []
    lines = [line for line in exam.unplaced if not line.is_blank]
    if lines:
        first = exam.questions[0].line if exam.questions else 0
        before = [line for line in lines if line.number < first]
        after = [line for line in lines if line.number >= first]
        for code, rows in (("file.before", before), ("file.between", after)):
            if rows:
                text = " / ".join(row.plain() or "[bảng]" for row in rows)
                notes.append(
                    Issue(
                        code,
                        Place(line=rows[0].number),
                        "note" if code == "file.before" else "look",
                        {"count": len(rows), "text": text[:300]},
                    )
                )
    if exam.keys.unread:
        text = " / ".join(row.plain() or "[bảng]" for row in exam.keys.unread)
        notes.append(
            Issue("file.keys", Place(line=exam.keys.unread[0].number), "look", {"count": len(exam.keys.unread), "text": text[:300]})
        )
    extra: dict[str, Any] = _unused_keys(exam)
    if extra:
        notes.append(Issue("file.unused_keys", Place(), "look", extra))
    return notes


def _unused_keys(exam: Exam) -> dict[str, Any]:
    numbers = {raw.number for raw in exam.questions}
    unused = sorted({number for keys in exam.keys.by_part.values() for number in keys if number not in numbers})
    return {"numbers": ", ".join(map(str, unused[:20]))} if unused else {}
