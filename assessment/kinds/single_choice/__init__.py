"""Một đáp án: one right option of several (QTI choiceInteraction, match_correct)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems, row_problems
from ..rules import shapes
from ..rules.processing import match_correct


class ChoiceKind(ItemKind):
    """What single and multiple choice share: options with letters, pins, feedback."""

    shown_html = ("prompt", "options[].html")
    kept_html = ("explanation", "hints[]", "options[].feedback")
    right_label: Any = _("Đáp án đúng")

    def blank(self) -> Content:
        rows = [{"id": f"o{number}", "html": "", "is_right": False, "feedback": "", "is_pinned": False} for number in range(1, 5)]
        return {**shapes.common({}), "options": rows, "shuffles": True}

    def fields(self) -> Sequence[Field]:
        option = (
            Field("html", "phrase", _("Phương án")),
            Field("is_right", "check", self.right_label),
            Field("feedback", "phrase", _("Nhận xét khi chọn")),
            Field("is_pinned", "check", _("Giữ nguyên vị trí khi trộn")),
        )
        options = Field("options", "list", _("Phương án"), fields=option, minimum=2, maximum=26)
        return (PROMPT, options, Field("shuffles", "check", _("Cho phép trộn phương án")), *TAIL)

    def clean(self, content: Content) -> Content:
        def option(row: dict[str, Any]) -> dict[str, Any]:
            return {
                "html": shapes.phrase(row.get("html")),
                "is_right": row.get("is_right") is True,
                "feedback": shapes.phrase(row.get("feedback")),
                "is_pinned": row.get("is_pinned") is True,
            }

        rows = shapes.rows(content.get("options"), "o", option)
        return {**shapes.common(content), "options": rows, "shuffles": content.get("shuffles", True) is not False}

    def problems(self, content: Content) -> list[Problem]:
        rows = content["options"]
        found = prompt_problems(content) + row_problems(
            rows, "options", least=2, too_few=_("Cần ít nhất hai phương án."), empty=_("Phương án %(number)s còn trống.")
        )
        if rows and not self.right_ids(content):
            found.append(Problem("options.no_right", "options", _("Chưa chọn đáp án đúng.")))
        seen: dict[str, int] = {}
        for place, row in enumerate(rows, 1):
            first = seen.setdefault(row["html"], place)
            if first != place and row["html"]:
                message = _("Phương án %(number)s giống phương án %(first)s.") % {"number": place, "first": first}
                found.append(Problem("options.same", f"options.{place}", message, {"number": place, "first": first}))
        return found

    def right_ids(self, content: Content) -> list[str]:
        """Return the ids of the right options in the order of the content."""
        return [row["id"] for row in content["options"] if row["is_right"]]

    def public(self, content: Content) -> Content:
        rows = [{"id": row["id"], "html": row["html"]} for row in content["options"]]
        return {"prompt": content["prompt"], "options": rows}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {"options": [row["id"] for row in content["options"]]} if content.get("shuffles", True) else {}

    def pinned(self, content: Content) -> frozenset[str]:
        return frozenset(row["id"] for row in content["options"] if row.get("is_pinned"))

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return {**content, "options": shapes.in_order(content["options"], order.get("options"))}

    def letters(self, content: Content, order: dict[str, list[str]] | None) -> dict[str, str]:
        """Return the letter of each option in an order."""
        rows = shapes.in_order(content["options"], (order or {}).get("options"))
        return {row["id"]: shapes.letter(place) for place, row in enumerate(rows)}

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        letters = self.letters(content, order)
        return " ".join(sorted(letters[key] for key in self.right_ids(content)))


class SingleChoice(ChoiceKind):
    """One right option."""

    key = "single_choice"
    label = _("Một đáp án")
    hint = _("Chọn một phương án đúng, thường là A, B, C, D.")
    icon = "check"
    form = "choice"
    order = 10
    template = "kinds/single_choice/question.html"

    def problems(self, content: Content) -> list[Problem]:
        found = super().problems(content)
        if len(self.right_ids(content)) > 1:
            found.append(
                Problem("options.many_right", "options", _("Chỉ được có một đáp án đúng; nếu có nhiều, hãy đổi sang dạng Nhiều đáp án."))
            )
        return found

    def clean_response(self, content: Content, response: Any) -> Response:
        return response if isinstance(response, str) and any(row["id"] == response for row in content["options"]) else None

    def score(self, content: Content, response: Response) -> Score:
        if response is None:
            return Score(0.0, False)
        ratio = match_correct([response], self.right_ids(content))
        return Score(ratio, ratio == 1.0, choices=(response,))

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return self.letters(content, order).get(response, "") if response is not None else ""


KIND = SingleChoice()
