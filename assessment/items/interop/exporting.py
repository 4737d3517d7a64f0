"""Writing questions in a format, and finding out what it did not hold by reading the file again."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from .comparing import lost_in
from .excel import write_excel
from .gift import write_gift
from .kinds import module_of
from .moodle import write_moodle
from .qti.writing import write_package
from .reading import READERS
from .types import Media, OutQuestion, ReadFile, UnreadableError, Written
from .word.writing import PARTS, write_word

Writer = Callable[[Sequence[OutQuestion], dict[str, Media]], Written]
WRITERS: dict[str, tuple[Writer, str]] = {  # the writer, and who reads it
    "qti22": (lambda questions, media: write_package(questions, media, "2.2"), "qti"),
    "qti30": (lambda questions, media: write_package(questions, media, "3.0"), "qti"),
    "moodle": (write_moodle, "moodle"),
    "gift": (lambda questions, media: write_gift(questions), "gift"),
    "word": (write_word, "word"),
    "excel": (lambda questions, media: write_excel(questions), "excel"),
}


def write_file(form: str, questions: Sequence[OutQuestion], media: dict[str, Media]) -> Written:
    """Return a written file; `lost` names each part of a question that doesn't come back the same when the file is read again."""
    write, reader = WRITERS[form]
    written = write(questions, media)
    named = {key for key, _part in written.lost}
    rest = _ordered(form, [question for question in questions if question.key not in named])
    try:
        read = READERS[reader](written.data, f"x.{written.suffix}")
    except UnreadableError:
        written.lost += [(question.key, "all") for question in rest]
        return written
    found = lost_in(rest, _with_keys(read, media), named)
    written.lost += [(key, part) for key, part in found if (key, part) not in written.lost]
    return written


def _ordered(form: str, questions: list[OutQuestion]) -> list[OutQuestion]:
    """Return questions in the order the file has them."""
    return word_order(questions) if form == "word" else questions


def word_order(questions: Sequence[OutQuestion]) -> list[OutQuestion]:
    """Return questions in the order an exam in Word has them: by part, those of a passage together."""
    passages = [question for question in questions if question.kind == "stimulus"]
    order = {question.key: place for place, question in enumerate(passages)}
    titles = list(dict.fromkeys(PARTS.values()))
    rest = [question for question in questions if question.kind != "stimulus"]

    def key(question: OutQuestion) -> tuple[int, int]:
        module = module_of(question.kind, "plain")
        return titles.index(PARTS[module.FORM]) if module else 9, order.get(question.stimulus, -1)

    return [*passages, *sorted(rest, key=key)]


def _with_keys(read: ReadFile, media: dict[str, Media]) -> ReadFile:
    """Name the files of what was read again by the keys of what was written: the bytes tell which is which."""
    known = {hashlib.sha256(one.data).digest(): key for key, one in media.items()}
    renamed = {key: known.get(hashlib.sha256(one.data).digest(), key) for key, one in read.media.items()}

    def put(value: Any) -> Any:
        if isinstance(value, str):
            for key, name in renamed.items():
                value = value.replace(key, name)
            return value
        if isinstance(value, list):
            return [put(entry) for entry in value]
        return {name: put(entry) for name, entry in value.items()} if isinstance(value, dict) else value

    for question in read.questions:
        question.content = put(question.content)
    return read
