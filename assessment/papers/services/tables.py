"""The official tables of a blueprint: the matrix (ma trận) and the specification (bản đặc tả)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..interop.tables import HeadCell, Table, excel, word
from ..models import Blueprint
from ..rules.totals import LEVELS, Totals
from ..selectors.blueprints import rows_of, sums


def level_words() -> dict[str, str]:
    """Return the levels as the tables print them."""
    return {
        "nb": _("Nhận biết"),
        "th": _("Thông hiểu"),
        "vd": pgettext("four levels", "Vận dụng"),
        "vdc": _("Vận dụng cao"),
        "biet": _("Biết"),
        "hieu": _("Hiểu"),
        "van_dung": pgettext("three levels", "Vận dụng"),
    }


def form_words() -> dict[str, str]:
    """Return the forms as the tables print them."""
    return {
        "choice": _("Nhiều lựa chọn"),
        "true_false": _("Đúng – Sai"),
        "short": _("Trả lời ngắn"),
        "essay": _("Tự luận"),
        "mixed": _("Câu hỏi khác"),
    }


def _counts(parts: Sequence[Mapping[str, Any]], counts: Mapping[str, Mapping[str, int]], levels: Sequence[str]) -> list[int]:
    return [counts.get(str(part["key"]), {}).get(level, 0) for part in parts for level in levels]


def _by_level(parts: Sequence[Mapping[str, Any]], counts: Mapping[str, Mapping[str, int]], levels: Sequence[str]) -> list[int]:
    return [sum(counts.get(str(part["key"]), {}).get(level, 0) for part in parts) for level in levels]


def matrix_table(
    *, title: str, lines: Sequence[str], parts: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], scale: str, sums: Totals
) -> Table:
    """Return the matrix: for each form and level the number of questions, sums by level, share of the points (CV 7991's columns)."""
    levels, words, forms = LEVELS[scale], level_words(), form_words()
    width = len(levels)
    heads = [
        [
            HeadCell(_("TT"), rows=3),
            HeadCell(_("Chủ đề/Chương"), rows=3),
            HeadCell(_("Nội dung/đơn vị kiến thức"), rows=3),
            HeadCell(_("Mức độ đánh giá"), columns=width * len(parts)),
            HeadCell(_("Tổng"), columns=width, rows=2),
            HeadCell(_("Tỉ lệ % điểm"), rows=3),
        ],
        [HeadCell(forms[part["form"]], columns=width) for part in parts],
        [HeadCell(words[level]) for _part in [*parts, None] for level in levels],
    ]
    body: list[list[Any]] = [
        [
            number,
            row["topic"],
            row["content"],
            *_counts(parts, row["counts"], levels),
            *_by_level(parts, row["counts"], levels),
            _share(sums.row_percent[number - 1]),
        ]
        for number, row in enumerate(rows, 1)
    ]
    all_levels = [sum(sums.counts[str(part["key"])][level] for part in parts) for level in levels]
    by_part = [number for part in parts for number in sums.counts[str(part["key"])].values()]
    points_of_parts = [cell for part in parts for cell in (_number(sums.part_points[str(part["key"])]), *[""] * (width - 1))]
    feet: list[list[Any]] = [
        ["", _("Tổng số câu"), "", *by_part, *all_levels, ""],
        ["", _("Tổng số điểm"), "", *points_of_parts, *(_number(sums.level_points[level]) for level in levels), _number(sums.points)],
        [
            "",
            _("Tỉ lệ %"),
            "",
            *[""] * (width * len(parts)),
            *(_share(sums.level_percent[level]) for level in levels),
            "100" if sums.points else "",
        ],
    ]
    widths = [5, 22, 30, *[9] * (width * (len(parts) + 1)), 10]
    return Table(title, heads, body, feet, lines, widths, left=2)


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _share(value: float) -> str:
    return _number(value)


def specification_table(
    *, title: str, lines: Sequence[str], parts: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], scale: str, sums: Totals
) -> Table:
    """Return the specification: what pupils must be able to do (YCCĐ) in each row, and how many questions ask for it."""
    levels, words, forms = LEVELS[scale], level_words(), form_words()
    width = len(levels)
    heads = [
        [
            HeadCell(_("TT"), rows=3),
            HeadCell(_("Chủ đề/Chương"), rows=3),
            HeadCell(_("Nội dung/đơn vị kiến thức"), rows=3),
            HeadCell(_("Yêu cầu cần đạt"), rows=3),
            HeadCell(_("Số câu hỏi ở các mức độ đánh giá"), columns=width * len(parts)),
        ],
        [HeadCell(forms[part["form"]], columns=width) for part in parts],
        [HeadCell(words[level]) for _part in parts for level in levels],
    ]
    body: list[list[Any]] = [
        [number, row["topic"], row["content"], row["outcomes_text"], *_counts(parts, row["counts"], levels)]
        for number, row in enumerate(rows, 1)
    ]
    by_part = [number for part in parts for number in sums.counts[str(part["key"])].values()]
    points = [cell for part in parts for cell in (_number(sums.part_points[str(part["key"])]), *[""] * (width - 1))]
    feet: list[list[Any]] = [["", _("Tổng số câu"), "", "", *by_part], ["", _("Tổng số điểm"), "", "", *points]]
    return Table(title, heads, body, feet, lines, [5, 20, 26, 46, *[8] * (width * len(parts))], left=3)


def blueprint_table(*, blueprint: Blueprint, kind: str, extension: str) -> bytes:
    """Return the matrix (`ma-tran`) or specification (`dac-ta`) of a blueprint as `xlsx` or `docx`. `LookupError` for others."""
    make = {"ma-tran": matrix_table, "dac-ta": specification_table}[kind]
    write = {"xlsx": excel, "docx": word}[extension]
    rows = rows_of(blueprint)
    facts = [blueprint.subject.name if blueprint.subject else "", blueprint.grade.name if blueprint.grade else ""]
    line = " – ".join([*(fact for fact in facts if fact), _("%(minutes)s phút") % {"minutes": blueprint.minutes}])
    title = _("MA TRẬN ĐỀ KIỂM TRA") if kind == "ma-tran" else _("BẢN ĐẶC TẢ ĐỀ KIỂM TRA")
    listed = [
        {
            "topic": row.topic,
            "content": row.content,
            "outcomes_text": row.outcomes_text or (row.outcome.name if row.outcome else ""),
            "counts": row.counts,
        }
        for row in rows
    ]
    table = make(
        title=title, lines=[blueprint.name, line], parts=blueprint.parts, rows=listed, scale=blueprint.scale, sums=sums(blueprint, rows)
    )
    return write(table)
