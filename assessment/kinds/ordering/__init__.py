"""Sắp thứ tự: entries to be put in order (QTI orderInteraction)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems, row_problems
from ..rules import shapes
from ..rules.processing import match_correct, neighbours_right, places_right

WAYS = (("all", _("Đúng hết mới được điểm")), ("places", _("Tính từng vị trí đúng")), ("neighbours", _("Tính từng cặp liền nhau đúng")))


class Ordering(ItemKind):
    """Entries, kept in the right order; ids and the order shown say nothing of it."""

    key = "ordering"
    label = _("Sắp thứ tự")
    hint = _("Đưa các bước, sự kiện về đúng thứ tự.")
    icon = "updown"
    order = 60
    template = "kinds/ordering/question.html"
    shown_html = ("prompt", "entries[].html")

    def blank(self) -> Content:
        return self.clean({"entries": [{"id": f"e{number}"} for number in (1, 2, 3)]})

    def fields(self) -> Sequence[Field]:
        entry = (Field("html", "phrase", _("Nội dung")),)
        return (
            PROMPT,
            Field("entries", "list", _("Các ý theo thứ tự đúng"), fields=entry, minimum=2, maximum=20),
            Field("scoring", "select", _("Cách tính điểm"), choices=WAYS),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        common = shapes.common(content)
        rows = shapes.rows(content.get("entries"), "e", lambda row: {"html": shapes.phrase(row.get("html"))})
        shapes.opaque(rows, common["prompt"])
        return {**common, "entries": rows, "scoring": shapes.one_of(content.get("scoring"), [key for key, _label in WAYS], "all")}

    def problems(self, content: Content) -> list[Problem]:
        return prompt_problems(content) + row_problems(
            content["entries"], "entries", least=2, too_few=_("Cần ít nhất hai ý."), empty=_("Ý %(number)s còn trống.")
        )

    def public(self, content: Content) -> Content:
        return {"prompt": content["prompt"], "entries": shapes.scrambled(content["entries"])}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {"entries": [row["id"] for row in shapes.scrambled(content["entries"])]}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return {**content, "entries": shapes.in_order(content["entries"], order.get("entries"))}

    def clean_response(self, content: Content, response: Any) -> Response:
        known = {row["id"] for row in content["entries"]}
        ids = [key for key in response if isinstance(key, str) and key in known] if isinstance(response, list) else []
        return ids if len(ids) == len(known) and set(ids) == known else None

    def score(self, content: Content, response: Response) -> Score:
        if response is None:
            return Score(0.0, False)
        right = [row["id"] for row in content["entries"]]
        ways = {"places": places_right, "neighbours": neighbours_right}
        ratio = round(ways[content["scoring"]](response, right), 5) if content["scoring"] in ways else match_correct(response, right)
        parts = {key: float(response[place] == key) for place, key in enumerate(right)}
        return Score(ratio, response == right, parts=parts, choices=tuple(response))

    def _text(self, content: Content, ids: list[str], order: dict[str, list[str]] | None) -> str:
        rows = shapes.in_order(shapes.scrambled(content["entries"]), (order or {}).get("entries"))
        letters = {row["id"]: shapes.letter(place).lower() for place, row in enumerate(rows)}
        return " ".join(letters[key] for key in ids)

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, [row["id"] for row in content["entries"]], order)

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, response or [], order)


KIND = Ordering()
