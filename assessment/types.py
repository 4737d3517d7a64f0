"""Shapes shared by all kinds of questions."""

from dataclasses import dataclass, field
from typing import Any

Content = dict[str, Any]  # JSON; the shape is the kind's
Response = Any  # JSON or None: not answered


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a question: a stable `code`, the place (`options.2`, `gaps.g1`, `prompt`) and a translated message."""

    code: str
    where: str
    message: Any
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """What a response is worth: `ratio` 0-1 of the item's points (None: a person must mark), per part where a kind has parts.

    `is_right`: wholly right; None while unmarked. `choices`: what was chosen, as ids, for distractor statistics.
    """

    ratio: float | None
    is_right: bool | None = None
    needs_marking: bool = False
    parts: dict[str, float] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a kind's editor.

    `widget`: `html` (rich text), `phrase` (one line of rich text), `text`, `number`, `check`, `select` (with `choices`),
    `file` (a picture), `list` (rows of `fields`, each with an id), `areas` (shapes on the picture in the field `on`),
    `pairs` (two lists joined), `rubric`, `parts` (a composite's parts, each a kind of its own).
    """

    name: str
    widget: str
    label: Any
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    fields: tuple["Field", ...] = ()
    on: str = ""
    minimum: int = 0
    maximum: int = 0
    placeholder: Any = ""
