"""Parts of editors and findings that several kinds share."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.types import Content, Field, Problem

from .rules.areas import area_fault
from .rules.shapes import is_empty

PROMPT = Field("prompt", "html", _("Câu hỏi"))
EXPLANATION = Field("explanation", "html", _("Lời giải"), help=_("Học sinh thấy sau khi trả bài, nếu bài kiểm tra cho xem."))
HINTS = Field(
    "hints", "list", _("Gợi ý"), fields=(Field("", "html", _("Gợi ý")),), help=_("Chỉ hiện khi luyện tập, lần lượt từng gợi ý."), maximum=10
)
TAIL = (EXPLANATION, HINTS)


def prompt_problems(content: Content) -> list[Problem]:
    """Return the problem of a question without words."""
    return [Problem("prompt.empty", "prompt", _("Câu hỏi chưa có nội dung."))] if is_empty(content["prompt"]) else []


def row_problems(rows: list[dict[str, Any]], name: str, *, least: int, too_few: Any, empty: Any) -> list[Problem]:
    """Return the problems of a list of rows with `html`: too few of them, or empty ones (named by number from 1)."""
    found = [] if len(rows) >= least else [Problem(f"{name}.few", name, too_few)]
    found += [
        Problem(f"{name}.empty", f"{name}.{place}", empty % {"number": place}, {"number": place})
        for place, row in enumerate(rows, 1)
        if is_empty(row["html"])
    ]
    return found


AREA_FAULTS = {
    "points": _("Vùng %(number)s mới có %(count)s điểm, đa giác cần ít nhất ba điểm."),
    "flat": _("Vùng %(number)s không có diện tích: kéo rộng ra hoặc vẽ lại."),
    "outside": _("Vùng %(number)s nằm ra ngoài hình."),
}


def area_problems(rows: list[dict[str, Any]], name: str) -> list[Problem]:
    """Return what is wrong with areas that were drawn, at their coordinates (`areas.2.coords`)."""
    found = []
    for place, row in enumerate(rows, 1):
        if row["coords"] and (fault := area_fault(row)):
            params = {"number": place, "count": len(row["coords"]) // 2}
            found.append(Problem(f"areas.{fault}", f"{name}.{place}.coords", AREA_FAULTS[fault] % params, params))
    return found
