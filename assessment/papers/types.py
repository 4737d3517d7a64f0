"""Shapes of requests about papers."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row of a blueprint as it is saved: `counts` is `{part: {level: count}}`."""

    topic: str
    content: str = ""
    outcome_id: int | None = None
    outcomes_text: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part of a blueprint: `form` of its items, what one is worth; `answer_count` when fewer are answered than printed."""

    form: str
    item_points: float
    answer_count: int | None = None
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class DrawRule:
    """What every draw from a blueprint keeps to: `max_spread` as typed, passages whole or not."""

    max_spread: str | float = 0.05
    whole_passages: bool = False


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper says of itself. `header` holds what only print shows: school, exam, year, duration words, notes."""

    title: str
    minutes: int = 45
    subject_id: int | None = None
    grade_id: int | None = None
    header: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperPartFacts:
    """What a part of a paper says and asks. `item_points` as typed becomes the points of all its questions (None: left alone)."""

    title: str
    instruction: str = ""
    item_points: str | None = None
    minutes: int | None = None
    answer_count: int | None = None
    shuffles_items: bool = True
    shuffles_options: bool = True


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell of a blueprint that the banks can't fill."""

    row: int
    topic: str
    part: str
    level: str
    there: int
    asked: int


@dataclass(frozen=True, slots=True)
class Print:
    """A printed product of a paper: its key, what it is called and for, the formats it comes in."""

    key: str
    label: Any
    hint: Any
    formats: tuple[str, ...]
    needs_frozen: bool = True


PRINTS = (
    Print("booklet", _("Đề thi"), _("Mỗi mã một đề, đúng bố cục quen thuộc."), ("pdf", "docx")),
    Print("sheet", _("Phiếu trả lời"), _("Ô tô cho từng câu, số báo danh, mã đề."), ("pdf",)),
    Print("key", _("Bảng đáp án"), _("Mã đề × câu, in cho người chấm."), ("pdf", "xlsx")),
    Print("guide", _("Hướng dẫn chấm"), _("Đáp án, thang điểm, lời giải."), ("pdf", "docx")),
    Print("matrix", _("Ma trận của đề"), _("Đếm từ chính các câu trong đề."), ("xlsx", "docx")),
)
