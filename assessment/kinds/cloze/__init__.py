"""Điền khuyết: gaps in a text, to be typed or chosen (QTI textEntryInteraction and inlineChoiceInteraction, one map per gap)."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import TAIL, prompt_problems
from ..rules import shapes
from ..rules.answers import tidy
from ..rules.processing import weighted
from ..short_answer import accepted_rows, number_ratio, words_ratio

_GAP = re.compile(r'data-gap="([^"]+)"')
MODES = ("text", "number", "choice")


class Cloze(ItemKind):
    """A text with `<span data-gap="id"></span>`; `gaps` says what each takes. Gaps that the text doesn't name go."""

    key = "cloze"
    label = _("Điền khuyết")
    hint = _("Điền từ, số hoặc chọn trong danh sách vào chỗ trống.")
    icon = "text"
    order = 70
    template = "kinds/cloze/question.html"
    shown_html = ("prompt", "gaps[].options[].html")

    def blank(self) -> Content:
        return self.clean({})

    def fields(self) -> Sequence[Field]:
        modes = (("text", _("Gõ từ")), ("number", _("Gõ số")), ("choice", _("Chọn trong danh sách")))
        accepted = (Field("text", "text", _("Đáp án")), Field("ratio", "number", _("Tỉ lệ điểm")))
        options = (Field("html", "phrase", _("Phương án")), Field("is_right", "check", _("Đúng")))
        gap = (
            Field("mode", "select", _("Kiểu"), choices=modes),
            Field("accepted", "list", _("Đáp án được chấp nhận"), fields=accepted),
            Field("options", "list", _("Phương án trong danh sách"), fields=options),
            Field("tolerance", "text", _("Sai số")),
            Field("minds_case", "check", _("Phân biệt chữ hoa, chữ thường")),
            Field("minds_marks", "check", _("Phân biệt dấu tiếng Việt")),
            Field("weight", "number", _("Trọng số"), help=_("Chỗ trống có trọng số 2 được tính gấp đôi.")),
        )
        return (
            Field("prompt", "html", _("Đoạn văn có chỗ trống"), help=_("Bấm “Chèn chỗ trống” tại nơi cần điền.")),
            Field("gaps", "list", _("Các chỗ trống"), fields=gap, minimum=1, maximum=40, on="prompt"),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        common = shapes.common(content)
        named = list(dict.fromkeys(_GAP.findall(common["prompt"])))
        raw = content.get("gaps")
        given = {str(row.get("id")): row for row in raw if isinstance(row, dict)} if isinstance(raw, list) else {}
        return {**common, "gaps": [self._gap(key, given.get(key, {})) for key in named[:40]]}

    def _gap(self, key: str, row: dict[str, Any]) -> dict[str, Any]:
        def option(entry: dict[str, Any]) -> dict[str, Any]:
            return {"html": shapes.phrase(entry.get("html")), "is_right": entry.get("is_right") is True}

        try:
            weight = min(100.0, max(0.0, float(row.get("weight", 1))))
        except (TypeError, ValueError):
            weight = 1.0
        return {
            "id": key,
            "mode": shapes.one_of(row.get("mode"), MODES, "text"),
            "accepted": accepted_rows(row.get("accepted")),
            "options": shapes.rows(row.get("options"), "o", option),
            "tolerance": shapes.words(row.get("tolerance"), 20),
            "minds_case": row.get("minds_case") is True,
            "minds_marks": row.get("minds_marks", True) is not False,
            "weight": weight,
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content)
        if not content["gaps"]:
            found.append(Problem("gaps.none", "gaps", _("Đoạn văn chưa có chỗ trống nào.")))
        for place, gap in enumerate(content["gaps"], 1):
            params, where = {"number": place}, f"gaps.{place}"
            if gap["mode"] == "choice":
                if len(gap["options"]) < 2:
                    found.append(Problem("gaps.few", where, _("Chỗ trống %(number)s cần ít nhất hai phương án.") % params, params))
                elif not any(row["is_right"] for row in gap["options"]):
                    found.append(Problem("gaps.no_right", where, _("Chỗ trống %(number)s chưa có phương án đúng.") % params, params))
            elif not any(row["ratio"] == 1.0 for row in gap["accepted"]):
                found.append(Problem("gaps.no_key", where, _("Chỗ trống %(number)s chưa có đáp án được trọn điểm.") % params, params))
        return found

    def public(self, content: Content) -> Content:
        gaps = [
            {"id": gap["id"], "mode": gap["mode"], "options": [{"id": row["id"], "html": row["html"]} for row in gap["options"]]}
            for gap in content["gaps"]
        ]
        return {"prompt": content["prompt"], "gaps": gaps}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {gap["id"]: [row["id"] for row in gap["options"]] for gap in content["gaps"] if gap["mode"] == "choice"}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        gaps = [{**gap, "options": shapes.in_order(gap["options"], order.get(gap["id"]))} for gap in content["gaps"]]
        return {**content, "gaps": gaps}

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, dict):
            return None
        clean = {}
        for gap in content["gaps"]:
            value = response.get(gap["id"])
            if not isinstance(value, str):
                continue
            if gap["mode"] != "choice":
                value = tidy(value)[:200]
            elif all(row["id"] != value for row in gap["options"]):
                value = ""
            if value:
                clean[gap["id"]] = value
        return clean or None

    def score(self, content: Content, response: Response) -> Score:
        given = response or {}
        parts = {gap["id"]: _gap_ratio(gap, given.get(gap["id"])) for gap in content["gaps"]}
        ratio = weighted((parts[gap["id"]], gap["weight"]) for gap in content["gaps"])
        whole = bool(parts) and all(value == 1.0 for value in parts.values())
        return Score(ratio, whole, parts=parts, choices=tuple(f"{key}:{value[:40]}" for key, value in given.items()))

    def is_answered(self, content: Content, response: Response) -> bool:
        return response is not None and len(response) == len(content["gaps"])

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return "; ".join(_gap_key(gap) for gap in content["gaps"])

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        if not response:
            return ""
        return "; ".join(_gap_words(gap, response.get(gap["id"], "")) or "–" for gap in content["gaps"])


def _gap_ratio(gap: Content, value: str | None) -> float:
    if value is None:
        return 0.0
    if gap["mode"] == "choice":
        return float(any(row["id"] == value and row["is_right"] for row in gap["options"]))
    return (number_ratio if gap["mode"] == "number" else words_ratio)(gap, value)


def _gap_words(gap: Content, value: str) -> str:
    if gap["mode"] != "choice":
        return value
    return next((shapes.plain(row["html"]) for row in gap["options"] if row["id"] == value), "")


def _gap_key(gap: Content) -> str:
    if gap["mode"] == "choice":
        return " / ".join(shapes.plain(row["html"]) for row in gap["options"] if row["is_right"])
    return " / ".join(row["text"] for row in gap["accepted"] if row["ratio"] == 1.0)


KIND = Cloze()
