"""Hooks of assessment. docs/reference/hooks.md lists them."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, ClassVar

from core.hooks import Hook
from core.lib.markup import plain_text

from .types import Content, Field, Problem, Response, Score


def _change(value: Any, path: list[str], change: Callable[[str], str]) -> Any:
    """Return a copy of `value` with `change` applied to the texts at `path`; what isn't there stays away."""
    if not path:
        return change(value) if isinstance(value, str) else value
    name, is_list = path[0].removesuffix("[]"), path[0].endswith("[]")
    if not isinstance(value, dict) or name not in value:
        return value
    inside = value[name]
    if is_list:
        inside = [_change(entry, path[1:], change) for entry in inside] if isinstance(inside, list) else inside
    else:
        inside = _change(inside, path[1:], change)
    return {**value, name: inside}


class ItemKind(Hook):
    """A kind of question. One folder under `assessment/kinds/` holds everything a kind needs; an app may register more.

    Content and responses are JSON; docs/explanation/assessment.md gives the shape of each kind. All methods are pure:
    no database, no clock, no request. `key` is stored in `Item.kind`. `form` is the official item form: `choice`
    (nhiều lựa chọn), `true_false` (đúng–sai), `short` (trả lời ngắn), `essay` (tự luận) or `other`.
    """

    registry: ClassVar[list["ItemKind"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]
    hint: ClassVar[Any] = ""
    icon: ClassVar[str] = "list"
    form: ClassVar[str] = "other"
    order: ClassVar[int] = 50
    is_machine_scored: ClassVar[bool] = True
    takes_files: ClassVar[bool] = False
    is_question: ClassVar[bool] = True  # False: a stimulus, shown with the questions that stand under it
    # Where HTML stands, as paths: `prompt`, `hints[]`, `options[].html`. What candidates see, and what they don't (before release).
    shown_html: ClassVar[tuple[str, ...]] = ("prompt",)
    kept_html: ClassVar[tuple[str, ...]] = ("explanation", "hints[]")

    @classmethod
    def of(cls, key: str) -> "ItemKind":
        """Return the kind called `key`; `LookupError` when the app that brings it is gone."""
        for implementation in cls.registry:
            if implementation.key == key:
                return implementation
        raise LookupError(key)

    # Authoring

    @abstractmethod
    def blank(self) -> Content:
        """Return the content a new item begins with."""

    @abstractmethod
    def fields(self) -> Sequence[Field]:
        """Return what the editor shows, in order; the editor island draws the form from it."""

    @abstractmethod
    def clean(self, content: Content) -> Content:
        """Return `content` in the kind's exact shape: HTML cleaned, ids given where missing, unknown keys dropped.

        Never raises: what can't be understood becomes empty and `problems` says so.
        """

    @abstractmethod
    def problems(self, content: Content) -> list[Problem]:
        """Return what keeps clean `content` from being asked (no key, two keys, empty options, …), each with its place."""

    def text(self, content: Content) -> str:
        """Return the words candidates see on one line, formulas in plain signs, for search and for likeness."""
        words: list[str] = []

        def take(html: str) -> str:
            words.append(plain_text(html))
            return html

        for path in self.shown_html:
            _change(content, path.split("."), take)
        return " ".join(word for word in words if word)

    # Asking

    @abstractmethod
    def public(self, content: Content) -> Content:
        """Return what a candidate may see: the content without key, explanation, hints and feedback."""

    @abstractmethod
    def orders(self, content: Content) -> dict[str, list[str]]:
        """Return the lists that may be shuffled, by name: `{"options": ["o1", "o2", …]}` with ids; pinned ones keep their place."""

    def shuffled(self, content: Content, random: Random) -> dict[str, list[str]]:
        """Return an order of ids for each list of `orders`, drawn from `random`; pinned entries keep their place."""
        pinned = self.pinned(content)
        drawn: dict[str, list[str]] = {}
        for name, ids in self.orders(content).items():
            loose = [key for key in ids if key not in pinned]
            random.shuffle(loose)
            rest = iter(loose)
            drawn[name] = [key if key in pinned else next(rest) for key in ids]
        return drawn

    def pinned(self, content: Content) -> frozenset[str]:
        """Return the ids that keep their place when lists are shuffled."""
        return frozenset()

    @abstractmethod
    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        """Return (public or whole) content with its lists in the given order; unknown ids are ignored, missing ones follow."""

    template: ClassVar[str]  # kinds/<key>/question.html: the question with its controls, see docs/explanation/assessment.md

    # Scoring: QTI 2.2 response processing is the model (docs/standards/qti.md maps each kind to its template)

    @abstractmethod
    def clean_response(self, content: Content, response: Any) -> Response:
        """Return a response in the kind's shape, or None for none. Never raises; hostile or stray input becomes None."""

    @abstractmethod
    def score(self, content: Content, response: Response) -> Score:
        """Score a clean response. A ratio of 0-1; a kind that needs a person returns `Score(ratio=None, needs_marking=True)`."""

    @abstractmethod
    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        """Return the key as key sheets print it, in the given order: `B`, `A C`, `Đ S S Đ`, `2,5`; empty where there is none."""

    @abstractmethod
    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        """Return a response as people read it in a table (`B`, `Đ S – Đ`, `2,5`); empty for none."""

    def is_answered(self, content: Content, response: Response) -> bool:
        """Say whether a clean response counts as answered in the overview."""
        return response is not None

    def map_html(self, content: Content, change: Callable[[str], str]) -> Content:
        """Return the content with `change` applied to every HTML text in it (draw formulas, rewrite file addresses)."""
        changed = content
        for path in (*self.shown_html, *self.kept_html):
            changed = _change(changed, path.split("."), change)
        return changed


class ResultsListener(Hook):
    """Who wants released results: the course that holds the test, the mark book. Called in the caller's transaction."""

    registry: ClassVar[list["ResultsListener"]] = []

    @abstractmethod
    def released(self, *, test_uuid: str, results: Sequence["ReleasedResult"]) -> None:
        """Take the results of a test released now, at most 500 a call."""


class ReleasedResult:
    """One candidate's result: points and the ratio of the paper's points."""

    __slots__ = ("attempt_id", "person_id", "score_points", "score_ratio")

    def __init__(self, person_id: int, attempt_id: int, score_points: float, score_ratio: float) -> None:
        self.person_id, self.attempt_id, self.score_points, self.score_ratio = person_id, attempt_id, score_points, score_ratio


class SittingGuard(Hook):
    """Who watches over sittings: may refuse an entry, takes the signals of players, hears of other devices and addresses."""

    registry: ClassVar[list["SittingGuard"]] = []

    @abstractmethod
    def entry_problem(self, *, settings: dict[str, Any], url: str, headers: dict[str, str]) -> str:
        """Return why this browser may not enter (translated), "" when it may. `settings` are the test's own, as JSON."""

    @abstractmethod
    def signals(self, *, attempt_id: int, person_id: int, signals: Sequence[dict[str, Any]]) -> None:
        """Keep what a candidate's player noticed; called outside of the path of answers."""

    @abstractmethod
    def noticed(self, *, attempt_id: int, kind: str, key: str, details: dict[str, str]) -> None:
        """Keep something the server noticed: `device` or `address`, once for each `key`."""

    @abstractmethod
    def forget(self, *, attempt_ids: Sequence[int]) -> None:
        """Erase what tells whose device or address it was: the guests of these attempts are being forgotten."""
