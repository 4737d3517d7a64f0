"""What a format did not hold: a question as it was, against the same question written and read again."""

import re
from typing import Any

from assessment.hooks import ItemKind
from assessment.types import Content

from .types import OutQuestion, ReadFile

_GAP = re.compile(r'data-gap="([^"]+)"')

_LATEX = re.compile(r'data-latex="([^"]*)"')
_ONE = re.compile(r"\{(\w)\}")  # x^{2} is x^2


def _names(value: Any, path: str, names: dict[str, str]) -> None:
    """Give each id in rows of rows a name that tells its place; ids that lists share (gap ids in a text) keep the first."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _names(inner, f"{path}{key}", names)
    elif isinstance(value, list):
        for place, entry in enumerate(value, 1):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                names.setdefault(entry["id"], f"{path}{place}")
                _names({key: inner for key, inner in entry.items() if isinstance(inner, list)}, f"{path}{place}.", names)


def _plain_formula(found: re.Match[str]) -> str:
    """Return a formula without what doesn't change how it looks: blanks, braces around one sign."""
    return f'data-latex="{_ONE.sub(lambda one: one[1], found[1].replace(" ", ""))}"'


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(entry, names) for entry in value]
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, str):
        value = _LATEX.sub(_plain_formula, value)
        text = _GAP.sub(lambda found: f'data-gap="{names.get(found[1], found[1])}"', value)
        return re.sub(r">\s+<", "><", " ".join(names.get(text, text).split()))
    return value


def normal(kind: str, content: Content) -> Content:
    """Return content with its ids numbered anew in order, so that questions from two files can be compared."""
    clean = ItemKind.of(kind).clean(content)
    names: dict[str, str] = {}
    _names(clean, "", names)
    whole: Content = _renamed(clean, names)
    return whole


def differences(kind: str, before: Content, after_kind: str, after: Content) -> list[str]:
    """Return the names of the parts of a question that came back otherwise; `kind` when it is another kind of question."""
    if kind != after_kind:
        return ["kind"]
    one, other = normal(kind, before), normal(kind, after)
    found: list[str] = []

    def compare(left: Any, right: Any, path: str) -> None:
        if isinstance(left, dict) and isinstance(right, dict):
            for key in left.keys() | right.keys():
                compare(left.get(key), right.get(key), f"{path}.{key}" if path else key)
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            for first, second in zip(left, right, strict=True):
                compare(first, second, path)
        elif isinstance(left, float) and isinstance(right, float) and abs(left - right) < 0.005:
            return
        elif left != right:
            found.append(path)

    compare(one, other, "")
    return sorted(dict.fromkeys(found))


def lost_in(questions: list[OutQuestion], read: ReadFile, named: set[str]) -> list[tuple[str, str]]:
    """Return (key, part) of what came back otherwise; questions in `named` were not written at all."""
    rest = [question for question in questions if question.key not in named]
    found: list[tuple[str, str]] = []
    for question, back in zip(_in_order(rest), _in_order_of_read(read), strict=False):
        found += [(question.key, part) for part in differences(question.kind, question.content, back.kind, back.content)]
    if len(rest) != len(read.questions):
        found.append(("", "count"))
    return found


def _in_order(questions: list[OutQuestion]) -> list[OutQuestion]:
    return sorted(questions, key=lambda question: question.kind != "stimulus")


def _in_order_of_read(read: ReadFile) -> list[Any]:
    return sorted(read.questions, key=lambda question: question.kind != "stimulus")
