"""Reading a .docx of questions."""

import zipfile

from core.lib.docx.container import mark_lost_objects, open_container
from core.lib.docx.pandoc import syntax_tree
from core.lib.docx.types import DocumentProblem

from ..types import Issue, Place, ReadFile, UnreadableError
from .building import Builder, leftovers
from .lines import Flattener
from .marking import mark_looks
from .structure import parse

WEB_PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"}
MAX_PICTURES = 400


class Pictures:
    """Takes the pictures of a document as they are met; what can't be shown leaves a sign in its place."""

    def __init__(self, archive: zipfile.ZipFile, lost: list[tuple[str, str]], into: ReadFile) -> None:
        self.archive, self.lost, self.into = archive, lost, into
        self.names = set(archive.namelist())
        self.signs: dict[str, str] = {}  # a sign in the HTML, and the issue it stands for

    def picture(self, target: str, alt: str) -> str:
        """Return the HTML of a picture."""
        name = "word/" + target.lstrip("/").removeprefix("word/")
        suffix = name.rsplit(".", 1)[-1].lower()
        if "://" in target or name not in self.names:
            return self._sign("picture.external" if "://" in target else "picture.missing")
        if suffix not in WEB_PICTURES:
            return self._sign("picture.vector", suffix.upper())
        if len(self.into.media) >= MAX_PICTURES:
            return self._sign("picture.too_many")
        key = self.into.keep(name, self.archive.read(name))
        return f'<img data-file="{key}" alt="{_alt(alt)}">'

    def found(self, at: int) -> str:
        """Return the HTML of what pandoc would have dropped: a MathType formula keeps its picture."""
        code, detail = self.lost[at]
        if code.startswith("object.") and detail:
            html = self.picture(detail, "")
            if html.startswith("<img"):
                return html + (self._sign("formula.picture") if code == "object.formula" else "")
        return self._sign(
            {"object.formula": "formula.lost", "object.chart": "object.chart", "picture.external": "picture.external"}.get(
                code, "object.other"
            )
        )

    def _sign(self, code: str, detail: str = "") -> str:
        sign = f"\ue130{len(self.signs)}\ue131"
        self.signs[sign] = f"{code}|{detail}"
        return sign


def _alt(text: str) -> str:
    return "" if "tự động" in text or "automatically" in text else text.replace('"', "'").replace("<", " ")[:200]


def read_word(data: bytes) -> ReadFile:
    """Return the questions of a .docx; `UnreadableError` with the codes of `core.lib.docx`."""
    try:
        archive = open_container(data)
        marked, lost = mark_lost_objects(archive)
        tree = syntax_tree(mark_looks(marked))
    except DocumentProblem as problem:
        raise UnreadableError(problem.code, **problem.params) from problem
    read = ReadFile("word")
    pictures = Pictures(archive, lost, read)
    flat = Flattener(pictures.picture, pictures.found)
    flat.walk(tree["blocks"])
    exam = parse(flat.lines)
    read.questions = Builder(exam).build()
    read.notes = leftovers(exam)
    replace_signs(read, pictures.signs)
    if not read.questions:
        raise UnreadableError("file.no_questions")
    if not exam.numbered:
        read.notes.append(Issue("file.unnumbered", Place(), "note"))
    return read


def replace_signs(read: ReadFile, signs: dict[str, str]) -> None:
    """Turn the signs left in the HTML into issues of their question."""

    def clean(value: object, codes: list[str]) -> object:
        if isinstance(value, str):
            for sign, code in signs.items():
                if sign in value:
                    codes.append(code)
                    value = value.replace(sign, "")
            return value
        if isinstance(value, list):
            return [clean(entry, codes) for entry in value]
        return {key: clean(entry, codes) for key, entry in value.items()} if isinstance(value, dict) else value

    for question in read.questions:
        codes: list[str] = []
        question.content = clean(question.content, codes)  # type: ignore[assignment]
        for code in dict.fromkeys(codes):
            name, _bar, detail = code.partition("|")
            question.doubt(name, detail=detail, count=codes.count(code))
