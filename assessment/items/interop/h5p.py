"""H5P question types, from a `.h5p` (its content.json); interactive packages are the business of lessons, not of the bank."""

import json
import posixpath
import re
from collections.abc import Callable
from html import escape
from typing import Any

from core.lib.archives import Archive, ArchiveProblem

from .richtext import Inward, block, phrase
from .types import Place, ReadFile, ReadQuestion, UnreadableError

_STARS = re.compile(r"\*([^*\n]+)\*")
Params = dict[str, Any]


class Source:
    """One set of parameters of a library."""

    def __init__(self, params: Params, read: ReadFile, take: Callable[[str], str], question: ReadQuestion) -> None:
        self.params, self.read, self._take, self.question = params, read, take, question

    def html(self, value: Any) -> str:
        """Return rich text."""
        return Inward(self._take, self.question.doubt).html(value) if isinstance(value, str) else ""

    def picture(self) -> str:
        """Return the picture above a question."""
        media = self.params.get("media")
        inside = media.get("type", media) if isinstance(media, dict) else {}
        params = inside.get("params", {}) if isinstance(inside, dict) else {}
        file = params.get("file") if isinstance(params, dict) else None
        path = file.get("path", "") if isinstance(file, dict) else ""
        key = self._take(path) if path else ""
        return f'<p><img data-file="{key}" alt="{escape(str(params.get("alt", "")), quote=True)}"></p>' if key else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> Params:
    return value if isinstance(value, dict) else {}


def multi_choice(source: Source) -> tuple[str, Params]:
    """H5P.MultiChoice."""
    rows: list[Params] = []
    for place, answer in enumerate(_list(source.params.get("answers")), 1):
        tips = _dict(_dict(answer).get("tipsAndFeedback"))
        html = phrase(source.html(_dict(answer).get("text")))
        feedback = phrase(source.html(tips.get("chosenFeedback")))
        rows.append(
            {"id": f"o{place}", "html": html, "is_right": _dict(answer).get("correct") is True, "feedback": feedback, "is_pinned": False}
        )
    behaviour = _dict(source.params.get("behaviour"))
    right = sum(row["is_right"] for row in rows)
    kind = "multiple_response" if behaviour.get("type") == "multi" or right > 1 else "single_choice"
    if not right:
        source.question.doubt("key.none", "bad")
    scoring = "all" if behaviour.get("singlePoint") else "each"
    content: Params = {"prompt": source.picture() + block(source.html(source.params.get("question"))), "options": rows}
    content["shuffles"] = behaviour.get("randomAnswers") is not False
    return kind, {**content, "scoring": scoring} if kind == "multiple_response" else content


def true_false(source: Source) -> tuple[str, Params]:
    """H5P.TrueFalse."""
    truth = str(source.params.get("correct", "")).lower() == "true"
    behaviour = _dict(source.params.get("behaviour"))
    rights, wrongs = (phrase(source.html(behaviour.get(name))) for name in ("feedbackOnCorrect", "feedbackOnWrong"))
    rows = [
        {"id": "o1", "html": "Đúng", "is_right": truth, "feedback": rights if truth else wrongs, "is_pinned": True},
        {"id": "o2", "html": "Sai", "is_right": not truth, "feedback": wrongs if truth else rights, "is_pinned": True},
    ]
    prompt = source.picture() + block(source.html(source.params.get("question")))
    return "single_choice", {"prompt": prompt, "options": rows, "shuffles": False}


def blanks(source: Source) -> tuple[str, Params]:
    """H5P.Blanks: `*answer/other:tip*`."""
    gaps: list[Params] = []
    minds_case = _dict(source.params.get("behaviour")).get("caseSensitive") is not False

    def take(found: re.Match[str]) -> str:
        words = found[1].split(":", 1)[0]
        accepted = [{"text": " ".join(re.sub(r"<[^>]+>", "", word).split()), "ratio": 1.0} for word in words.split("/") if word.strip()]
        gaps.append({"id": f"g{len(gaps) + 1}", "mode": "text", "accepted": accepted, "weight": 1.0, "minds_case": minds_case})
        return f'<span data-gap="{gaps[-1]["id"]}"></span>'

    texts = [_STARS.sub(take, source.html(text)) for text in _list(source.params.get("questions"))]
    prompt = source.picture() + block(source.html(source.params.get("text"))) + "".join(block(text) for text in texts)
    return "cloze", {"prompt": prompt, "gaps": gaps}


def drag_text(source: Source) -> tuple[str, Params]:
    """H5P.DragText: words of the text to be put into its gaps."""
    raw = str(source.params.get("textField") or "")
    found = [word.split(":", 1)[0].strip() for word in _STARS.findall(raw)]
    extra = [word.split(":", 1)[0].strip() for word in _STARS.findall(str(source.params.get("distractors") or ""))]
    words = list(dict.fromkeys([*found, *extra]))
    gaps: list[Params] = []

    def take(match: re.Match[str]) -> str:
        right = match[1].split(":", 1)[0].strip()
        options = [{"id": f"o{place}", "html": escape(word, quote=False), "is_right": word == right} for place, word in enumerate(words, 1)]
        gaps.append({"id": f"g{len(gaps) + 1}", "mode": "choice", "options": options, "weight": 1.0})
        return f'<span data-gap="{gaps[-1]["id"]}"></span>'

    lines = "".join(f"<p>{_STARS.sub(take, escape(line, quote=False))}</p>" for line in raw.split("\n") if line.strip())
    return "cloze", {"prompt": block(source.html(source.params.get("taskDescription"))) + lines, "gaps": gaps}


def essay(source: Source) -> tuple[str, Params]:
    """H5P.Essay: its keywords go to the explanation, a person marks."""
    keywords = [str(_dict(row).get("keyword", "")).strip() for row in _list(source.params.get("keywords"))]
    solution = _dict(source.params.get("solution")).get("sample")
    if any(keywords):
        source.question.doubt("scoring.changed")
    explanation = f"<p>{escape('; '.join(word for word in keywords if word), quote=False)}</p>" if any(keywords) else ""
    prompt = source.picture() + block(source.html(source.params.get("taskDescription")))
    return "essay", {"prompt": prompt, "model_answer": block(source.html(solution)), "explanation": explanation, "takes_files": False}


def summary(source: Source) -> list[tuple[str, Params]]:
    """H5P.SingleChoiceSet, H5P.Summary: several questions whose first statement is right."""
    made: list[tuple[str, Params]] = []
    intro = block(source.html(source.params.get("intro")))
    for row in [*_list(source.params.get("choices")), *_list(source.params.get("summaries"))]:
        texts = _list(_dict(row).get("answers")) or _list(_dict(row).get("summary"))
        rows = [
            {"id": f"o{place}", "html": phrase(source.html(text)), "is_right": place == 1, "feedback": "", "is_pinned": False}
            for place, text in enumerate(texts, 1)
        ]
        prompt = block(source.html(_dict(row).get("question"))) or intro
        made.append(("single_choice", {"prompt": prompt, "options": rows, "shuffles": True}))
    return made


ONE: dict[str, Callable[[Source], tuple[str, Params]]] = {
    "H5P.MultiChoice": multi_choice, "H5P.TrueFalse": true_false, "H5P.Blanks": blanks, "H5P.DragText": drag_text, "H5P.Essay": essay,
}  # fmt: skip
SEVERAL = {"H5P.SingleChoiceSet": summary, "H5P.Summary": summary}
SETS = {"H5P.QuestionSet": "questions", "H5P.Column": "content", "H5P.InteractiveBook": "chapters"}


def read_h5p(data: bytes) -> ReadFile:
    """Return the questions of a `.h5p`. `UnreadableError`: `h5p.content`, `h5p.kind`, zips that are hostile."""
    read = ReadFile("h5p")
    try:
        archive = Archive(data)
        manifest, content = _json(archive, "h5p.json"), _json(archive, "content/content.json")
        library = str(manifest.get("mainLibrary", ""))
        _collect(library, content, read, archive, 0)
    except ArchiveProblem as problem:
        raise UnreadableError(problem.code, **problem.params) from problem
    if not read.questions:
        raise UnreadableError("h5p.kind", library=library[:60])
    return read


def _json(archive: Archive, name: str) -> Params:
    if name not in archive:
        raise UnreadableError("h5p.content")
    try:
        found = json.loads(archive.read(name).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("h5p.content") from error
    return _dict(found)


def _collect(library: str, params: Params, read: ReadFile, archive: Archive, depth: int) -> None:
    library = library.split(" ")[0]
    if depth > 4:
        return
    if library in SETS:
        for row in _list(params.get(SETS[library])):
            inner = _dict(_dict(row).get("content", row))
            _collect(str(inner.get("library", "")), _dict(inner.get("params")), read, archive, depth + 1)
        return

    def take(path: str) -> str:
        name = posixpath.normpath(posixpath.join("content", path.split("#")[0]))
        return read.keep(path, archive.read(name)) if name in archive else ""

    question = ReadQuestion("essay", {}, Place(question=str(len(read.questions) + 1)))
    source = Source(params, read, take, question)
    if library in ONE:
        question.kind, question.content = ONE[library](source)
        read.questions.append(question)
    elif library in SEVERAL:
        for kind, content in SEVERAL[library](source):
            read.questions.append(ReadQuestion(kind, content, Place(question=str(len(read.questions) + 1))))
    elif depth:
        question.doubt("kind.unsupported", "bad", name=library)
        question.content = {
            "prompt": block(source.html(params.get("question") or params.get("taskDescription") or params.get("text") or ""))
        }
        read.questions.append(question)
