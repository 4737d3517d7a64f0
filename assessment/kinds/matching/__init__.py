"""Ghép đôi: each entry on the left belongs to one on the right (QTI matchInteraction, directed pairs)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems, row_problems
from ..rules import shapes
from ..rules.processing import map_pairs, match_correct, weighted

WAYS = (("each", _("Chia đều cho từng cặp")), ("all", _("Đúng hết mới được điểm")))


class Matching(ItemKind):
    """Pairs; the right side may hold more entries than are needed. Ids of the right side say nothing of the pairing."""

    key = "matching"
    label = _("Ghép đôi")
    hint = _("Nối mỗi ý cột trái với một ý cột phải.")
    icon = "link"
    order = 50
    template = "kinds/matching/question.html"
    shown_html = ("prompt", "left[].html", "right[].html")

    def blank(self) -> Content:
        return self.clean({"left": [{"id": f"l{n}"} for n in (1, 2, 3)], "right": [{"id": f"r{n}"} for n in (1, 2, 3)]})

    def fields(self) -> Sequence[Field]:
        row = (Field("html", "phrase", _("Nội dung")),)
        return (
            PROMPT,
            Field("left", "list", _("Cột trái"), fields=row, minimum=2, maximum=20),
            Field("right", "list", _("Cột phải"), fields=row, minimum=2, maximum=20, help=_("Có thể nhiều hơn cột trái.")),
            Field("pairs", "pairs", _("Cặp đúng")),
            Field("scoring", "select", _("Cách tính điểm"), choices=WAYS),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        def entry(row: dict[str, Any]) -> dict[str, Any]:
            return {"html": shapes.phrase(row.get("html"))}

        common = shapes.common(content)
        left, right = shapes.rows(content.get("left"), "l", entry), shapes.rows(content.get("right"), "r", entry)
        renamed = shapes.opaque(right, common["prompt"])
        lefts = {row["id"] for row in left}
        pairs: dict[str, str] = {}
        raw = content.get("pairs")
        for pair in raw[:60] if isinstance(raw, list) else []:
            if isinstance(pair, list | tuple) and len(pair) == 2 and pair[0] in lefts and str(pair[1]) in renamed:
                pairs.setdefault(str(pair[0]), renamed[str(pair[1])])
        scoring = shapes.one_of(content.get("scoring"), ("each", "all"), "each")
        return {**common, "left": left, "right": right, "pairs": [list(pair) for pair in pairs.items()], "scoring": scoring}

    def problems(self, content: Content) -> list[Problem]:
        few, empty = _("Cần ít nhất hai ý."), _("Ý %(number)s còn trống.")
        found = prompt_problems(content)
        found += row_problems(content["left"], "left", least=2, too_few=few, empty=empty)
        found += row_problems(content["right"], "right", least=2, too_few=few, empty=empty)
        paired = {left for left, _right in content["pairs"]}
        for place, row in enumerate(content["left"], 1):
            if row["id"] not in paired:
                message = _("Ý %(number)s của cột trái chưa có cặp.") % {"number": place}
                found.append(Problem("pairs.missing", f"left.{place}", message, {"number": place}))
        return found

    def public(self, content: Content) -> Content:
        return {"prompt": content["prompt"], "left": content["left"], "right": shapes.scrambled(content["right"])}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {"right": [row["id"] for row in shapes.scrambled(content["right"])]}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return {**content, "right": shapes.in_order(content["right"], order.get("right"))}

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, dict):
            return None
        rights = {row["id"] for row in content["right"]}
        pairs = [(row["id"], response.get(row["id"])) for row in content["left"]]
        return {left: right for left, right in pairs if isinstance(right, str) and right in rights} or None

    def score(self, content: Content, response: Response) -> Score:
        parts = map_pairs(response or {}, dict(content["pairs"]))
        whole = bool(parts) and all(value == 1.0 for value in parts.values())
        ratio = match_correct(whole, True) if content["scoring"] == "all" else weighted((value, 1.0) for value in parts.values())
        return Score(ratio, whole, parts=parts, choices=tuple(f"{left}:{right}" for left, right in (response or {}).items()))

    def is_answered(self, content: Content, response: Response) -> bool:
        return response is not None and len(response) == len(content["left"])

    def _text(self, content: Content, pairs: dict[str, str], order: dict[str, list[str]] | None) -> str:
        rows = shapes.in_order(shapes.scrambled(content["right"]), (order or {}).get("right"))
        letters = {row["id"]: shapes.letter(place).lower() for place, row in enumerate(rows)}
        numbers = {row["id"]: place for place, row in enumerate(content["left"], 1)}
        return ", ".join(f"{numbers[left]}–{letters[right]}" for left, right in sorted(pairs.items(), key=lambda pair: numbers[pair[0]]))

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, dict(content["pairs"]), order)

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, response or {}, order)


KIND = Matching()
