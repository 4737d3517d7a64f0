"""Câu nhiều phần: parts of other kinds under one prompt (a QTI item with several interactions)."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import TAIL
from ..rules import shapes
from ..rules.processing import weighted

NESTED = ("composite", "stimulus")


def _kind(part: Content) -> ItemKind:
    return ItemKind.of(part["kind"])


class Composite(ItemKind):
    """Parts, each with a kind, a weight and content of its own; never nested. Worth the weighted mean; a part that must be marked makes it wait."""

    key = "composite"
    label = _("Câu nhiều phần")
    hint = _("Một đề dẫn với nhiều phần a), b), c), mỗi phần một dạng.")
    icon = "grid"
    order = 120
    template = "kinds/composite/question.html"
    takes_files = True

    def blank(self) -> Content:
        return self.clean({})

    def fields(self) -> Sequence[Field]:
        kinds = tuple((kind.key, kind.label) for kind in sorted(ItemKind.all(), key=lambda kind: kind.order) if kind.key not in NESTED)
        return (Field("prompt", "html", _("Đề dẫn")), Field("parts", "parts", _("Các phần"), choices=kinds, minimum=1, maximum=10), *TAIL)

    def clean(self, content: Content) -> Content:
        known = {kind.key for kind in ItemKind.all()} - set(NESTED)

        def part(row: dict[str, Any]) -> dict[str, Any]:
            key = shapes.one_of(row.get("kind"), known, "short_answer")
            inside = row.get("content")
            try:
                weight = min(100.0, max(0.0, float(row.get("weight", 1))))
            except (TypeError, ValueError):
                weight = 1.0
            return {"kind": key, "weight": weight, "content": ItemKind.of(key).clean(inside if isinstance(inside, dict) else {})}

        return {**shapes.common(content), "parts": shapes.rows(content.get("parts"), "p", part)[:10]}

    def problems(self, content: Content) -> list[Problem]:
        found = [] if content["parts"] else [Problem("parts.none", "parts", _("Chưa có phần nào."))]
        for place, part in enumerate(content["parts"], 1):
            found += [
                Problem(problem.code, f"parts.{place}.{problem.where}", problem.message, problem.params)
                for problem in _kind(part).problems(part["content"])
            ]
        return found

    def text(self, content: Content) -> str:
        texts = [shapes.plain(content["prompt"]), *(_kind(part).text(part["content"]) for part in content["parts"])]
        return " ".join(text for text in texts if text)

    def map_html(self, content: Content, change: Callable[[str], str]) -> Content:
        changed = super().map_html(content, change)
        parts = [{**part, "content": _kind(part).map_html(part["content"], change)} for part in content["parts"]]
        return {**changed, "parts": parts}

    def public(self, content: Content) -> Content:
        parts = [{"id": part["id"], "kind": part["kind"], "content": _kind(part).public(part["content"])} for part in content["parts"]]
        return {"prompt": content["prompt"], "parts": parts}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {f"{part['id']}.{name}": ids for part in content["parts"] for name, ids in _kind(part).orders(part["content"]).items()}

    def shuffled(self, content: Content, random: Random) -> dict[str, list[str]]:
        return {
            f"{part['id']}.{name}": ids for part in content["parts"] for name, ids in _kind(part).shuffled(part["content"], random).items()
        }

    def _own(self, order: dict[str, list[str]] | None, part: Content) -> dict[str, list[str]]:
        start = f"{part['id']}."
        return {name.removeprefix(start): ids for name, ids in (order or {}).items() if name.startswith(start)}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        parts = [{**part, "content": _kind(part).arranged(part["content"], self._own(order, part))} for part in content["parts"]]
        return {**content, "parts": parts}

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, dict):
            return None
        given = {part["id"]: _kind(part).clean_response(part["content"], response.get(part["id"])) for part in content["parts"]}
        return {key: value for key, value in given.items() if value is not None} or None

    def score(self, content: Content, response: Response) -> Score:
        given = response or {}
        scores = {part["id"]: _kind(part).score(part["content"], given.get(part["id"])) for part in content["parts"]}
        parts = {key: score.ratio for key, score in scores.items() if score.ratio is not None}
        if any(score.needs_marking for score in scores.values()):
            return Score(None, None, needs_marking=True, parts=parts)
        ratio = weighted((parts[part["id"]], part["weight"]) for part in content["parts"])
        return Score(ratio, bool(scores) and all(score.is_right for score in scores.values()), parts=parts)

    def is_answered(self, content: Content, response: Response) -> bool:
        given = response or {}
        return bool(given) and all(
            part["id"] in given and _kind(part).is_answered(part["content"], given[part["id"]]) for part in content["parts"]
        )

    def _lettered(self, texts: list[str]) -> str:
        return "; ".join(f"{shapes.letter(place).lower()}) {text}" for place, text in enumerate(texts) if text)

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return self._lettered([_kind(part).key_text(part["content"], self._own(order, part)) for part in content["parts"]])

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        given = response or {}
        texts = [_kind(part).response_text(part["content"], given.get(part["id"]), self._own(order, part)) for part in content["parts"]]
        return self._lettered(texts)


KIND = Composite()
