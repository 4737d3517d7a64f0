"""Sample people and numbers of the style guide. Nothing here comes from the database."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from core.access.enums import Role
from core.access.types import Actor, Hat
from frontend.hooks import Place
from frontend.shell.types import Shell, ShellPerson

LONG_NAME = "Nguyễn Hoàng Phương Thảo Nguyên"
TONES = ("math", "lit", "eng", "sci", "his", "pe")
COLOURS = (
    *("bg", "surface", "surface-2", "border", "text", "text-2", "text-3", "primary", "primary-strong", "primary-soft"),
    *("accent", "accent-soft", "danger", "danger-soft", "info", "info-soft", "ok", "ok-soft"),
)


def _places(current: str, counts: dict[str, int]) -> list[Place]:
    rows = [
        ("today", "Hôm nay", "today"),
        ("class", "Lớp học", "class"),
        ("test", "Kiểm tra", "test"),
        ("library", "Thư viện", "library"),
        ("feed", "Bảng tin", "feed"),
    ]
    return [
        Place(key, label, icon, f"/styleguide/#{key}" if key != current else "/styleguide/", count=counts.get(key, 0))
        for key, label, icon in rows
    ]


def _manage() -> list[Place]:
    rows = [
        ("marks", "Sổ điểm", "marks"),
        ("timetable", "Thời khoá biểu", "cal"),
        ("meetings", "Họp trực tuyến", "meet"),
        ("office", "Công văn", "stamp"),
    ]
    return [Place(key, label, icon, f"/styleguide/#{key}", group="manage") for key, label, icon in rows]


def sample_shell(who: str, path: str, place: str = "today", *, dense: bool = False) -> Any:
    """Return the shell of a sample person: `teacher`, `student` or `parent`."""
    hats = {
        "teacher": [
            Hat("m1", Role.TEACHER, 1, "/1", "Trường THCS Tân Trào", "TT", "Giáo viên · Chủ nhiệm 9A2"),
            Hat("m2", Role.STUDENT, 2, "/2", "Sở Giáo dục và Đào tạo", "SG", "Học viên", detail="Lớp “Bài học số”"),
            Hat("g", Role.GUARDIAN, 0, "", "Trường Tiểu học Tân Trào", "TH", "Phụ huynh em Ma Minh An"),
        ],
        "student": [Hat("m3", Role.STUDENT, 1, "/1", "THCS Tân Trào", "TT", "Học sinh 8A")],
        "parent": [
            Hat("g", Role.GUARDIAN, 0, "", "Khuê và Bảo", "PH", "Phụ huynh"),
            Hat("m4", Role.TEACHER, 3, "/3", "THCS Minh Thanh", "MT", "Giáo viên Tin học"),
        ],
    }[who]
    people = {
        "teacher": ("Ma Thị Thu Hà", "TH", "sci"),
        "student": ("Nông Minh Khuê", "MK", "lit"),
        "parent": ("Hoàng Thị Nhung", "TN", "pe"),
    }
    shell = Shell(
        actor=Actor.visitor(),
        person=ShellPerson(*people[who]),
        hat=hats[0],
        hats=hats,
        places=_places(place, {"test": 47} if who == "teacher" else {"feed": 2}),
        manage=_manage() if who == "teacher" else [],
        unread=5 if who == "teacher" else 3,
        path="/styleguide/",
    )
    tools = [Place("messages", "Tin nhắn", "chat", "/styleguide/#messages", count=2)]
    return SimpleNamespace(**{**vars(replace(shell, path=path)), "tools": tools, "dense": dense, "path": "/styleguide/"})


def component_samples() -> dict[str, Any]:
    """Return the data behind the components page."""
    return {
        "long_name": LONG_NAME,
        "tones": TONES,
        "colours": COLOURS,
        "subjects": [
            "Toán",
            "Ngữ văn",
            "Tiếng Anh",
            "Khoa học tự nhiên",
            "Lịch sử và Địa lí",
            "Giáo dục thể chất",
            "Tin học",
            "Âm nhạc",
            "Mĩ thuật",
            "Giáo dục công dân",
            "Công nghệ",
            "Sinh hoạt lớp",
        ],
        "marks": [7.0, 6.5, 6.0, 5.0, 4.5],
        "marks_up": [5.5, 6.0, 6.5, 7.5, 8.0],
        "parts": [100, 100, 32, 0, 0],
        "stack": [(9, "done", "xong"), (22, "mid", "đang làm"), (4, "warn", "cần giúp"), (5, "idle", "chưa vào")],
        "tabs": [
            {"label": "Lớp 8A", "url": "#a", "current": True},
            {"label": "Trường", "url": "#b", "count": 3},
            {"label": "CLB Đọc sách", "url": "#c"},
        ],
        "steps": [
            {"label": "Đã gửi", "detail": "19:37", "state": "done"},
            {"label": "Cô duyệt", "detail": "đang chờ", "state": "now"},
            {"label": "Báo bộ môn", "state": "next"},
        ],
        "page": SimpleNamespace(next_key="20", previous_key="1"),
        "pupils": [
            {"name": "Bàn Văn Dũng", "marks": [7, 6.5, 6, 5, 4.5], "average": 4.8, "late": 3},
            {"name": LONG_NAME, "marks": [8, 8, 8.5, 9, 9.5], "average": 8.9, "late": 0},
            {"name": "Phàn Thị Mùi", "marks": [6.5, 7, 6.5, 6, 6], "average": 6.4, "late": 1},
        ],
        "heat_rows": [
            ("8–10", [97, 100, 98, 94, 41, 36]),
            ("6,5–7,9", [91, 100, 94, 86, 36, 45]),
            ("5–6,4", [78, 100, 84, 68, 31, 53]),
            ("dưới 5", [56, 100, 65, 42, 28, 58]),
        ],
    }


def screen_samples() -> dict[str, Any]:
    """Return the data behind the drawn screens."""
    return {
        "days": [("T2", "done"), ("T3", "done"), ("T4", "done"), ("T5", "now"), ("T6", ""), ("T7", ""), ("CN", "")],
        "periods": [
            ("Ngữ văn", "Văn", "7:15", "past"),
            ("Tiếng Anh", "Anh", "8:05", "past"),
            ("Khoa học tự nhiên", "KHTN", "9:10", "live"),
            ("Toán", "Toán", "10:00", ""),
            ("Giáo dục thể chất", "GDTC", "10:50", ""),
        ],
        "ticks": ["y"] * 6 + ["c"] + ["y"] * 4 + [""] * 9,
        "numbers": [(number, number <= 11 and number != 7, number == 7, number in (4, 9)) for number in range(1, 21)],
        "options": [
            ("A", "<mi>x</mi><mo>−</mo><mn>3</mn>", "<mi>x</mi><mo>+</mo><mn>3</mn>", True),
            ("B", "<mi>x</mi><mo>+</mo><mn>3</mn>", "<mi>x</mi><mo>−</mo><mn>3</mn>", False),
            ("D", "<mo>−</mo><mn>9</mn>", "<mn>6</mn><mi>x</mi><mo>+</mo><mn>9</mn>", False),
        ],
        "watch": [
            ("Bàn Văn Dũng", "9A2", "3 bài chưa nộp", "bad", [7, 6.5, 6, 5, 4.5]),
            ("Triệu Minh Quân", "9A2", "Điểm giảm 3 bài liền", "warn", [8, 8, 7, 6.5, 5.5]),
            ("Phàn Thị Mùi", "9A1", "Nghỉ 2 buổi không phép", "warn", [6.5, 7, 6.5, 6, 6]),
        ],
        "todo": [
            ("Bài 15 phút: Căn bậc hai", "9A1 · 36/38 em đã nộp · bài đầu tiên chờ 4 ngày", 14, 36),
            ("Phiếu học tập: Đo chiều cao bằng bóng nắng", "9A2 · 41/42 em đã nộp · hạn 22/11", 23, 41),
            ("Bài về nhà: Định lí Thalès trong tam giác", "8A3 · phần trắc nghiệm máy đã chấm, còn câu tự luận", 33, 40),
        ],
        "kid_days": [
            ("T2", "✓", "", "có mặt"),
            ("T3", "✓", "", "có mặt"),
            ("T4", "✓", "", "có mặt"),
            ("T5", "✓", "today", "hôm nay, có mặt"),
            ("T6", "P", "off plan", "đã xin nghỉ"),
            ("T7", "", "next", "chưa tới"),
        ],
    }
