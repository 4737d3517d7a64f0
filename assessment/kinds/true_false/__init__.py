"""Đúng – sai: a cluster of statements (Part II of the 2025 exam; QTI matchInteraction, matchTable over the count)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems, row_problems
from ..rules import shapes
from ..rules.processing import NATIONAL_STEPS, stepped, steps_for


class TrueFalse(ItemKind):
    """Statements, each true or false. `scoring` `stepped`: `steps[number right]` (QĐ 764/QĐ-BGDĐT: 0.1/0.25/0.5/1); `each`: the share right."""

    key = "true_false"
    label = _("Đúng – sai")
    hint = _("Bốn ý a, b, c, d; mỗi ý đúng hoặc sai.")
    icon = "todo"
    form = "true_false"
    order = 30
    template = "kinds/true_false/question.html"
    shown_html = ("prompt", "statements[].html")
    kept_html = ("explanation", "hints[]", "statements[].explanation")

    def blank(self) -> Content:
        rows = [{"id": f"s{number}", "html": "", "is_true": None, "explanation": ""} for number in range(1, 5)]
        return {**shapes.common({}), "statements": rows, "scoring": "stepped", "steps": list(NATIONAL_STEPS), "shuffles": False}

    def fields(self) -> Sequence[Field]:
        truth = ((True, pgettext("statement", "Đúng")), (False, pgettext("statement", "Sai")))
        statement = (
            Field("html", "phrase", _("Ý")),
            Field("is_true", "select", _("Đúng hay sai"), choices=tuple((str(value).lower(), label) for value, label in truth)),
            Field("explanation", "phrase", _("Giải thích")),
        )
        ways = (("stepped", _("Theo bậc: 0,1 – 0,25 – 0,5 – 1")), ("each", _("Chia đều cho từng ý")))
        return (
            PROMPT,
            Field("statements", "list", _("Các ý"), fields=statement, minimum=1, maximum=8),
            Field("scoring", "select", _("Cách tính điểm"), choices=ways),
            Field("shuffles", "check", _("Cho phép trộn các ý")),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        def statement(row: dict[str, Any]) -> dict[str, Any]:
            truth = {"true": True, "false": False}.get(str(row.get("is_true")).lower())
            return {"html": shapes.phrase(row.get("html")), "is_true": truth, "explanation": shapes.phrase(row.get("explanation"))}

        rows = shapes.rows(content.get("statements"), "s", statement)
        steps = content.get("steps")
        given = [shapes.ratio(value, 0.0) for value in steps] if isinstance(steps, list) and len(steps) == len(rows) + 1 else None
        return {
            **shapes.common(content),
            "statements": rows,
            "scoring": shapes.one_of(content.get("scoring"), ("stepped", "each"), "stepped"),
            "steps": given or list(steps_for(len(rows))),
            "shuffles": content.get("shuffles") is True,
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content) + row_problems(
            content["statements"], "statements", least=1, too_few=_("Cần ít nhất một ý."), empty=_("Ý %(number)s còn trống.")
        )
        for place, row in enumerate(content["statements"]):
            if row["is_true"] is None:
                name = shapes.letter(place).lower()
                message = _("Ý %(letter)s chưa có đáp án đúng hay sai.") % {"letter": name}
                found.append(Problem("statements.no_key", f"statements.{place + 1}", message, {"letter": name}))
        return found

    def public(self, content: Content) -> Content:
        rows = [{"id": row["id"], "html": row["html"]} for row in content["statements"]]
        return {"prompt": content["prompt"], "statements": rows}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {"statements": [row["id"] for row in content["statements"]]} if content.get("shuffles") else {}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return {**content, "statements": shapes.in_order(content["statements"], order.get("statements"))}

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, dict):
            return None
        given = {row["id"]: response[row["id"]] for row in content["statements"] if isinstance(response.get(row["id"]), bool)}
        return given or None

    def score(self, content: Content, response: Response) -> Score:
        given = response or {}
        parts = {row["id"]: float(row["is_true"] is not None and given.get(row["id"]) is row["is_true"]) for row in content["statements"]}
        right = int(sum(parts.values()))
        ratio = stepped(right, content["steps"]) if content["scoring"] == "stepped" else right / len(parts) if parts else 0.0
        chosen = tuple(f"{key}:{int(value)}" for key, value in given.items())
        return Score(ratio, bool(parts) and right == len(parts), parts=parts, choices=chosen)

    def is_answered(self, content: Content, response: Response) -> bool:
        return response is not None and len(response) == len(content["statements"])

    def _signs(self, content: Content, values: dict[str, bool | None], order: dict[str, list[str]] | None) -> str:
        signs = {True: pgettext("true, one letter", "Đ"), False: pgettext("false, one letter", "S"), None: "–"}
        return " ".join(signs[values.get(row["id"])] for row in self.arranged(content, order or {})["statements"])

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return self._signs(content, {row["id"]: row["is_true"] for row in content["statements"]}, order)

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return self._signs(content, response, order) if response else ""


KIND = TrueFalse()
