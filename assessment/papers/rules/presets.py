"""Official patterns of tests. Parameters that a school may change are copied into its blueprint.

Sources: QĐ 764/QĐ-BGDĐT (8 Mar 2024) and TT 24/2024/TT-BGDĐT for the graduation exam from 2025: parts, counts, points.
CV 7991/BGDĐT-GDTrH (17 Dec 2024) for periodic tests: about 3/2/2/3 points by form and 4/3/3 by level.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartPattern:
    """A part: `count` items of `item_points` each; `answer_count` when fewer are answered than printed."""

    key: str
    form: str
    count: int
    item_points: float
    answer_count: int | None = None

    @property
    def points(self) -> float:
        return round((self.answer_count or self.count) * self.item_points, 3)


@dataclass(frozen=True, slots=True)
class Preset:
    """A pattern: `subjects` are keys of subjects it is for (empty: any), `source` the rule it follows.

    `whole_passages`: its questions stand under texts (reading in Ngữ văn and Ngoại ngữ), which are drawn whole.
    """

    key: str
    name: str
    minutes: int
    parts: tuple[PartPattern, ...]
    subjects: tuple[str, ...] = ()
    source: str = ""
    whole_passages: bool = False

    @property
    def points(self) -> float:
        return round(sum(part.points for part in self.parts), 3)

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


_EXAM = "QĐ 764/QĐ-BGDĐT 2024"
_TERM = "CV 7991/BGDĐT-GDTrH 2024"


def _exam(
    key: str,
    name: str,
    minutes: int,
    *counts: int,
    short_points: float = 0.25,
    answer_count: int | None = None,
    whole_passages: bool = False,
) -> Preset:
    one, two, three = counts
    parts = [PartPattern("I", "choice", one, 0.25)]
    if two:
        parts.append(PartPattern("II", "true_false", two, 1.0, answer_count))
    if three:
        parts.append(PartPattern("III", "short", three, short_points))
    return Preset(f"tn-{key}", name, minutes, tuple(parts), (key,), _EXAM, whole_passages)


PRESETS: tuple[Preset, ...] = (
    _exam("toan", "Thi tốt nghiệp THPT: Toán", 90, 12, 4, 6, short_points=0.5),
    _exam("vat_li", "Thi tốt nghiệp THPT: Vật lí", 50, 18, 4, 6),
    _exam("hoa_hoc", "Thi tốt nghiệp THPT: Hoá học", 50, 18, 4, 6),
    _exam("sinh_hoc", "Thi tốt nghiệp THPT: Sinh học", 50, 18, 4, 6),
    _exam("dia_li", "Thi tốt nghiệp THPT: Địa lí", 50, 18, 4, 6),
    _exam("lich_su", "Thi tốt nghiệp THPT: Lịch sử", 50, 24, 4, 0),
    _exam("gdktpl", "Thi tốt nghiệp THPT: Giáo dục kinh tế và pháp luật", 50, 24, 4, 0),
    _exam("cong_nghe_cn", "Thi tốt nghiệp THPT: Công nghệ (Công nghiệp)", 50, 24, 4, 0),
    _exam("cong_nghe_nn", "Thi tốt nghiệp THPT: Công nghệ (Nông nghiệp)", 50, 24, 4, 0),
    _exam("tin_hoc", "Thi tốt nghiệp THPT: Tin học", 50, 24, 6, 0, answer_count=4),
    _exam("ngoai_ngu", "Thi tốt nghiệp THPT: Ngoại ngữ", 50, 40, 0, 0, whole_passages=True),
    Preset(
        "tn-ngu_van",
        "Thi tốt nghiệp THPT: Ngữ văn",
        120,
        (PartPattern("I", "essay", 5, 0.8), PartPattern("II", "essay", 1, 2.0), PartPattern("III", "essay", 1, 4.0)),
        ("ngu_van",),
        _EXAM,
        whole_passages=True,
    ),
    Preset("15-phut", "Kiểm tra 15 phút: 20 câu trắc nghiệm", 15, (PartPattern("I", "choice", 20, 0.5),), (), "nhà trường"),
    Preset(
        "45-phut",
        "Kiểm tra định kì 45 phút (3 – 2 – 2 – 3)",
        45,
        (
            PartPattern("I", "choice", 12, 0.25),
            PartPattern("II", "true_false", 2, 1.0),
            PartPattern("III", "short", 4, 0.5),
            PartPattern("IV", "essay", 3, 1.0),
        ),
        (),
        _TERM,
    ),
    Preset(
        "90-phut",
        "Kiểm tra định kì 90 phút (3 – 2 – 2 – 3)",
        90,
        (
            PartPattern("I", "choice", 12, 0.25),
            PartPattern("II", "true_false", 2, 1.0),
            PartPattern("III", "short", 4, 0.5),
            PartPattern("IV", "essay", 3, 1.0),
        ),
        (),
        _TERM,
    ),
)


def preset(key: str) -> Preset | None:
    """Return the pattern called `key`."""
    return next((one for one in PRESETS if one.key == key), None)


PART_TITLES = {
    "choice": "Câu trắc nghiệm nhiều phương án lựa chọn",
    "true_false": "Câu trắc nghiệm đúng sai",
    "short": "Câu trắc nghiệm trả lời ngắn",
    "essay": "Tự luận",
    "mixed": "Câu hỏi",
}
INSTRUCTIONS = {
    "choice": "Mỗi câu hỏi thí sinh chỉ chọn một phương án.",
    "true_false": "Trong mỗi ý a), b), c), d) ở mỗi câu, thí sinh chọn đúng hoặc sai.",
    "short": "",
    "essay": "",
    "mixed": "",
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
