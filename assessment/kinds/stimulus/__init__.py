"""Ngữ liệu: a passage, table, picture or recording that several questions stand under (QTI assessmentStimulus)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..rules import shapes


class Stimulus(ItemKind):
    """A passage; it takes no response and scores nothing. Its questions are items with `stimulus` set."""

    key = "stimulus"
    label = _("Ngữ liệu cho nhóm câu")
    hint = _("Đoạn văn, bảng, hình hoặc bài nghe dùng chung cho nhiều câu hỏi.")
    icon = "quote"
    order = 130
    template = "kinds/stimulus/question.html"
    is_question = False
    shown_html = ("passage",)
    kept_html = ()

    def blank(self) -> Content:
        return {"title": "", "passage": "", "shuffles": True}

    def fields(self) -> Sequence[Field]:
        return (
            Field("title", "text", _("Tên gọi")),
            Field("passage", "html", _("Ngữ liệu")),
            Field("shuffles", "check", _("Cho phép trộn các câu trong nhóm")),
        )

    def clean(self, content: Content) -> Content:
        return {
            "title": shapes.words(content.get("title"), 200),
            "passage": shapes.html(content.get("passage")),
            "shuffles": content.get("shuffles", True) is not False,
        }

    def problems(self, content: Content) -> list[Problem]:
        return [Problem("passage.empty", "passage", _("Ngữ liệu còn trống."))] if shapes.is_empty(content["passage"]) else []

    def public(self, content: Content) -> Content:
        return {"title": content["title"], "passage": content["passage"]}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return content

    def clean_response(self, content: Content, response: Any) -> Response:
        return None

    def score(self, content: Content, response: Response) -> Score:
        return Score(0.0, None)

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return ""

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return ""


KIND = Stimulus()
