"""Trả lời ngắn: words, a number with tolerance and unit, or the national four-cell grid (QTI textEntryInteraction, map_response)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, prompt_problems
from ..rules import shapes
from ..rules.answers import GRID_CELLS, fits_grid, grid_text, near, read_number, same_unit, same_words, tidy

MODES = ("grid", "number", "text")


def accepted_rows(value: Any) -> list[dict[str, Any]]:
    """Return clean rows of accepted answers: `{text, ratio, tolerance}`; rows without words go."""
    rows = [entry for entry in value if isinstance(entry, dict)][:60] if isinstance(value, list) else []
    made = [
        {
            "text": shapes.words(row.get("text"), 200),
            "ratio": shapes.ratio(row.get("ratio")),
            "tolerance": shapes.words(row.get("tolerance"), 20),
        }
        for row in rows
    ]
    return [row for row in made if row["text"]]


def number_ratio(content: Content, response: str) -> float:
    """Return the ratio of a typed number: the best accepted one within tolerance, its unit among `units` where they are asked."""
    number, rest = read_number(response)
    if number is None:
        return 0.0
    units = content.get("units") or []
    factor = 1.0
    if units:
        match = next((row for row in units if same_unit(rest, row["text"])), None)
        if match is None and (rest or content.get("needs_unit")):
            return 0.0
        factor = match["factor"] if match else 1.0
    elif rest:
        return 0.0
    best = 0.0
    for row in content["accepted"]:
        expected, _rest = read_number(row["text"])
        if expected is not None and near(
            number * type(number)(str(factor)), expected, row.get("tolerance") or content.get("tolerance") or "0"
        ):
            best = max(best, row["ratio"])
    return best


def words_ratio(content: Content, response: str) -> float:
    """Return the ratio of typed words: the first accepted pattern they match."""
    for row in content["accepted"]:
        if same_words(response, row["text"], minds_case=content.get("minds_case", False), minds_marks=content.get("minds_marks", True)):
            return float(row["ratio"])
    return 0.0


class ShortAnswer(ItemKind):
    """A short typed answer; `mode` says how it is compared."""

    key = "short_answer"
    label = _("Trả lời ngắn")
    hint = _("Một số hoặc vài từ; có lưới bốn ô như phiếu thi tốt nghiệp.")
    icon = "pen"
    form = "short"
    order = 40
    template = "kinds/short_answer/question.html"

    def blank(self) -> Content:
        return self.clean({"accepted": [], "mode": "grid"})

    def fields(self) -> Sequence[Field]:
        modes = (("grid", _("Lưới bốn ô (như thi tốt nghiệp)")), ("number", _("Số, có sai số và đơn vị")), ("text", _("Từ, cụm từ")))
        accepted = (
            Field("text", "text", _("Đáp án"), placeholder="2,5"),
            Field("ratio", "number", _("Tỉ lệ điểm"), help=_("1 là trọn điểm; 0,5 là nửa điểm.")),
            Field("tolerance", "text", _("Sai số riêng")),
        )
        units = (Field("text", "text", _("Đơn vị"), placeholder="cm"), Field("factor", "number", _("Nhân với")))
        return (
            PROMPT,
            Field("mode", "select", _("Kiểu đáp án"), choices=modes),
            Field("accepted", "list", _("Đáp án được chấp nhận"), fields=accepted, minimum=1, maximum=60),
            Field("tolerance", "text", _("Sai số"), help=_("Ví dụ 0,01 hoặc 5%."), placeholder="0"),
            Field("units", "list", _("Đơn vị"), fields=units, maximum=20),
            Field("needs_unit", "check", _("Phải ghi đơn vị")),
            Field("minds_case", "check", _("Phân biệt chữ hoa, chữ thường")),
            Field("minds_marks", "check", _("Phân biệt dấu tiếng Việt")),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        mode = shapes.one_of(content.get("mode"), MODES, "text")
        raw = content.get("units")
        units = [
            {"text": text, "factor": _factor(row.get("factor"))}
            for row in (raw[:20] if isinstance(raw, list) else [])
            if isinstance(row, dict) and (text := shapes.words(row.get("text"), 30))
        ]
        accepted = accepted_rows(content.get("accepted"))
        if mode == "grid":
            accepted = [{**row, "text": grid_text(row["text"])} for row in accepted]
        return {
            **shapes.common(content),
            "mode": mode,
            "accepted": accepted,
            "tolerance": shapes.words(content.get("tolerance"), 20),
            "units": units,
            "needs_unit": content.get("needs_unit") is True,
            "minds_case": content.get("minds_case") is True,
            "minds_marks": content.get("minds_marks", True) is not False,
            "cells": shapes.whole(content.get("cells"), GRID_CELLS, least=1, most=12),
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content)
        if not any(row["ratio"] == 1.0 for row in content["accepted"]):
            found.append(Problem("accepted.none", "accepted", _("Chưa có đáp án được trọn điểm.")))
        for place, row in enumerate(content["accepted"], 1):
            params = {"number": place, "text": row["text"]}
            if content["mode"] == "grid" and not fits_grid(row["text"], content["cells"]):
                message = _("Đáp án “%(text)s” không ghi được vào lưới bốn ô.") % params
                found.append(Problem("accepted.grid", f"accepted.{place}", message, params))
            if content["mode"] == "number" and (read_number(row["text"])[0] is None or read_number(row["text"])[1]):
                message = _("Đáp án “%(text)s” không phải là số.") % params
                found.append(Problem("accepted.number", f"accepted.{place}", message, params))
        return found

    def public(self, content: Content) -> Content:
        units = [row["text"] for row in content["units"]]
        return {
            "prompt": content["prompt"],
            "mode": content["mode"],
            "cells": content["cells"],
            "has_unit": bool(units),
            "needs_unit": content["needs_unit"],
        }

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return content

    def clean_response(self, content: Content, response: Any) -> Response:
        if isinstance(response, int | float) and not isinstance(response, bool):
            response = str(response).replace(".", ",")
        return tidy(response)[:200] or None if isinstance(response, str) else None

    def score(self, content: Content, response: Response) -> Score:
        if response is None:
            return Score(0.0, False)
        if content["mode"] == "grid":
            given = grid_text(response)
            ratio = max((row["ratio"] for row in content["accepted"] if row["text"] == given), default=0.0)
        else:
            ratio = (number_ratio if content["mode"] == "number" else words_ratio)(content, response)
        return Score(ratio, ratio == 1.0, choices=(response[:60],))

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return " / ".join(row["text"] for row in content["accepted"] if row["ratio"] == 1.0)

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return response or ""


def _factor(value: Any) -> float:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return 1.0
    return number if 0 < abs(number) < 1e12 else 1.0


KIND = ShortAnswer()
