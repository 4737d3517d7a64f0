"""Nhiều đáp án: several right options (QTI choiceInteraction, match_correct or map_response)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.types import Content, Field, Problem, Response, Score

from ..rules import shapes
from ..rules.processing import map_each, match_correct
from ..single_choice import ChoiceKind


class MultipleResponse(ChoiceKind):
    """Several right options; `scoring` `all` (all or nothing) or `each` (right minus wrong, never below 0)."""

    key = "multiple_response"
    label = _("Nhiều đáp án")
    hint = _("Chọn tất cả phương án đúng.")
    icon = "checks"
    order = 20
    template = "kinds/multiple_response/question.html"

    def blank(self) -> Content:
        return {**super().blank(), "scoring": "all", "most": 0}

    def fields(self) -> Sequence[Field]:
        ways = (("all", _("Đúng hết mới được điểm")), ("each", _("Đúng phần nào được phần ấy, chọn sai bị trừ")))
        extra = (
            Field("scoring", "select", _("Cách tính điểm"), choices=ways),
            Field("most", "number", _("Chọn nhiều nhất"), help=_("0: không giới hạn."), maximum=26),
        )
        fields = list(super().fields())
        return (*fields[:2], *extra, *fields[2:])

    def clean(self, content: Content) -> Content:
        clean = super().clean(content)
        scoring = shapes.one_of(content.get("scoring"), ("all", "each"), "all")
        return {**clean, "scoring": scoring, "most": shapes.whole(content.get("most"), most=len(clean["options"]))}

    def problems(self, content: Content) -> list[Problem]:
        found = super().problems(content)
        if content["most"] and content["most"] < len(self.right_ids(content)):
            found.append(Problem("most.few", "most", _("Số phương án được chọn ít hơn số đáp án đúng.")))
        return found

    def public(self, content: Content) -> Content:
        return {**super().public(content), "most": content["most"]}

    def clean_response(self, content: Content, response: Any) -> Response:
        known = [row["id"] for row in content["options"]]
        chosen = {entry for entry in response if isinstance(entry, str)} if isinstance(response, list) else set()
        ids = [key for key in known if key in chosen]
        return ids[: content["most"] or None] or None

    def score(self, content: Content, response: Response) -> Score:
        right, chosen = self.right_ids(content), response or []
        if content["scoring"] == "each":
            ratio = map_each(chosen, right, len(content["options"]) - len(right))
        else:
            ratio = match_correct(sorted(chosen), sorted(right))
        return Score(ratio, ratio == 1.0, choices=tuple(chosen))

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        letters = self.letters(content, order)
        return " ".join(sorted(letters[key] for key in response or [] if key in letters))


KIND = MultipleResponse()
