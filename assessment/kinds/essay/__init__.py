"""Tự luận: a written answer marked by a person, with a rubric (QTI extendedTextInteraction, external scoring)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems
from ..rules import shapes

RUBRIC = Field("rubric", "rubric", _("Hướng dẫn chấm"), help=_("Mỗi tiêu chí có vài mức; mỗi mức có điểm và mô tả."))
MODEL = Field("model_answer", "html", _("Bài làm mẫu"))


def clean_rubric(value: Any) -> dict[str, Any]:
    """Return a rubric in shape: `{criteria: [{id, title, levels: [{id, points, text}]}]}`; points are at least 0."""

    def level(row: dict[str, Any]) -> dict[str, Any]:
        try:
            points = round(min(1000.0, max(0.0, float(str(row.get("points", 0)).replace(",", ".")))), 3)
        except ValueError:
            points = 0.0
        return {"points": points, "text": shapes.words(row.get("text"), 1000)}

    def criterion(row: dict[str, Any]) -> dict[str, Any]:
        return {"title": shapes.words(row.get("title"), 200), "levels": shapes.rows(row.get("levels"), "v", level)}

    return {"criteria": shapes.rows(value.get("criteria"), "c", criterion) if isinstance(value, dict) else []}


def rubric_points(rubric: dict[str, Any]) -> float:
    """Return the most points a rubric gives: the best level of each criterion."""
    return round(sum(max((level["points"] for level in row["levels"]), default=0.0) for row in rubric["criteria"]), 3)


def rubric_problems(rubric: dict[str, Any]) -> list[Problem]:
    """Return what is missing in a rubric: titles and levels (numbers from 1). No rubric at all is fine."""
    found = []
    for place, row in enumerate(rubric["criteria"], 1):
        params, where = {"number": place}, f"rubric.{place}"
        if not row["title"]:
            found.append(Problem("rubric.title", where, _("Tiêu chí %(number)s chưa có tên.") % params, params))
        if not any(level["points"] > 0 for level in row["levels"]):
            found.append(Problem("rubric.levels", where, _("Tiêu chí %(number)s chưa có mức điểm nào.") % params, params))
    return found


class MarkedKind(ItemKind):
    """What kinds marked by people share: nothing handed in is worth 0, everything else waits for a marker."""

    is_machine_scored = False
    form = "essay"

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return content

    def score(self, content: Content, response: Response) -> Score:
        return Score(0.0, False) if response is None else Score(None, None, needs_marking=True)

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return ""


class Essay(MarkedKind):
    """A written answer; `takes_files` allows photos of handwriting beside it."""

    key = "essay"
    label = _("Tự luận")
    hint = _("Học sinh viết bài; thầy cô chấm theo hướng dẫn chấm.")
    icon = "align"
    order = 100
    template = "kinds/essay/question.html"
    takes_files = True
    kept_html = ("explanation", "hints[]", "model_answer")

    def blank(self) -> Content:
        return self.clean({"takes_files": True})

    def fields(self) -> Sequence[Field]:
        return (
            PROMPT,
            Field("min_words", "number", _("Ít nhất (từ)"), maximum=10_000),
            Field("max_words", "number", _("Nhiều nhất (từ)"), help=_("0: không giới hạn."), maximum=10_000),
            Field("takes_files", "check", _("Cho nộp ảnh chụp bài viết tay")),
            Field("lines", "number", _("Số dòng kẻ khi in"), maximum=60),
            RUBRIC,
            MODEL,
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        return {
            **shapes.common(content),
            "rubric": clean_rubric(content.get("rubric")),
            "min_words": shapes.whole(content.get("min_words"), most=10_000),
            "max_words": shapes.whole(content.get("max_words"), most=10_000),
            "takes_files": content.get("takes_files") is True,
            "lines": shapes.whole(content.get("lines"), 10, most=60),
            "model_answer": shapes.html(content.get("model_answer")),
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content) + rubric_problems(content["rubric"])
        if content["max_words"] and content["max_words"] < content["min_words"]:
            found.append(Problem("max_words.low", "max_words", _("Số từ nhiều nhất nhỏ hơn số từ ít nhất.")))
        return found

    def public(self, content: Content) -> Content:
        return {key: content[key] for key in ("prompt", "min_words", "max_words", "takes_files", "lines")}

    def clean_response(self, content: Content, response: Any) -> Response:
        if isinstance(response, str):
            response = {"html": response}
        if not isinstance(response, dict):
            return None
        text = shapes.html(response.get("html"))
        files = shapes.uuids(response.get("files")) if content["takes_files"] else []
        return None if shapes.is_empty(text) and not files else {"html": text, "files": files}

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return shapes.plain(response["html"]) if response else ""


KIND = Essay()
