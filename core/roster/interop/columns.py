"""The columns we know, as the sector template and SMAS-like systems head them.

Source: the student template of the sector database (docs/standards/roster.md lists the headings and where they come from).
"""

import re
from dataclasses import dataclass

from core.lib.vietnamese import fold


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading in our template, other headings people use, whether it must be there."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    width: int = 16


STUDENT_COLUMNS: tuple[Column, ...] = (
    Column("number", "STT", ("so thu tu", "tt"), width=6),
    Column("class_key", "Mã lớp", ("lop", "ten lop", "lop hoc", "ma lop hoc"), is_required=True, width=10),
    Column(
        "moet_id", "Mã định danh Bộ GD&ĐT", ("ma dinh danh", "ma hoc sinh", "ma hs", "ma dinh danh bo gddt", "ma dinh danh bo"), width=18
    ),
    Column(
        "name", "Họ và tên", ("ho ten", "ten hoc sinh", "ho va ten hoc sinh", "ho ten hoc sinh", "hoc sinh"), is_required=True, width=28
    ),
    Column("family_middle", "Họ đệm", ("ho va ten dem", "ho dem", "ho va dem", "ho lot")),
    Column("given", "Tên", ("ten",)),
    Column("born_on", "Ngày sinh", ("ngay thang nam sinh", "sinh ngay", "ngay sinh dd mm yyyy"), is_required=True, width=12),
    Column("sex", "Giới tính", ("gioi", "nam nu", "phai"), is_required=True, width=10),
    Column("ethnic_group", "Dân tộc", ("ma dan toc", "ten dan toc"), width=12),
    Column("nationality", "Quốc tịch", ("ten quoc tich",), width=12),
    Column(
        "personal_id",
        "Số ĐDCN",
        (
            "so dinh danh ca nhan",
            "so cccd",
            "cccd",
            "cmnd cccd",
            "so ddcn cmt",
            "so dinh danh",
            "ddcn cccd",
            "ddcn",
            "can cuoc cong dan",
            "so cmnd cccd",
        ),
        width=16,
    ),
    Column("province", "Tỉnh", ("tinh thanh pho", "tinh tp", "tinh thanh"), width=16),
    Column("district", "Huyện", ("quan huyen",), width=12),
    Column("commune", "Xã", ("xa phuong", "phuong xa", "xa phuong thi tran"), width=16),
    Column(
        "address",
        "Thường trú",
        ("dia chi", "dia chi thuong tru", "ho khau thuong tru", "noi thuong tru", "thon xom", "cho o hien nay", "cho o"),
        width=28,
    ),
    Column("birth_place", "Nơi sinh", (), width=18),
    Column("home_town", "Quê quán", ("que",), width=18),
    Column("religion", "Tôn giáo", (), width=12),
    Column("policy_group", "Đối tượng chính sách", ("doi tuong", "dien chinh sach"), width=18),
    Column("disability", "Khuyết tật", ("loai khuyet tat", "dang khuyet tat"), width=14),
    Column("phone", "SĐT", ("so dien thoai", "dien thoai", "sdt hoc sinh", "so dien thoai lien he", "dien thoai lien he"), width=14),
    Column("email", "Email", ("thu dien tu", "e mail"), width=20),
    Column("father_name", "Họ tên cha", ("ho va ten cha", "ho ten bo", "ten cha", "ho va ten bo"), width=24),
    Column("father_year", "Năm sinh cha", ("nam sinh bo", "ngay sinh cha"), width=12),
    Column("father_phone", "SĐT cha", ("dien thoai cha", "so dien thoai cha", "sdt bo", "so dien thoai bo"), width=14),
    Column("mother_name", "Họ tên mẹ", ("ho va ten me", "ten me"), width=24),
    Column("mother_year", "Năm sinh mẹ", ("ngay sinh me",), width=12),
    Column("mother_phone", "SĐT mẹ", ("dien thoai me", "so dien thoai me"), width=14),
    Column("guardian_name", "Họ tên người giám hộ", ("nguoi giam ho", "ho va ten nguoi giam ho", "ten nguoi giam ho"), width=24),
    Column("guardian_phone", "SĐT người giám hộ", ("dien thoai nguoi giam ho", "so dien thoai nguoi giam ho"), width=14),
    Column("state", "Trạng thái", ("trang thai hoc sinh", "trang thai", "tinh trang"), width=14),
)

STAFF_COLUMNS: tuple[Column, ...] = (
    Column("number", "STT", ("so thu tu", "tt"), width=6),
    Column("moet_id", "Mã định danh Bộ GD&ĐT", ("ma dinh danh", "ma giao vien", "ma can bo", "ma gv", "ma dinh danh bo gddt"), width=18),
    Column(
        "name",
        "Họ và tên",
        ("ho ten", "ten giao vien", "ho ten giao vien", "ho va ten can bo", "ho ten can bo"),
        is_required=True,
        width=28,
    ),
    Column("family_middle", "Họ đệm", ("ho dem", "ho va ten dem")),
    Column("given", "Tên", ("ten",)),
    Column("born_on", "Ngày sinh", ("ngay thang nam sinh", "sinh ngay"), is_required=True, width=12),
    Column("sex", "Giới tính", ("gioi", "nam nu"), is_required=True, width=10),
    Column("ethnic_group", "Dân tộc", ("ten dan toc",), width=12),
    Column("religion", "Tôn giáo", (), width=12),
    Column(
        "personal_id",
        "Số CCCD",
        ("so ddcn", "so dinh danh ca nhan", "cccd", "so cmnd cccd", "cmnd cccd", "can cuoc cong dan", "so dinh danh"),
        width=16,
    ),
    Column("phone", "SĐT", ("so dien thoai", "dien thoai", "dien thoai di dong"), width=14),
    Column("email", "Email", ("thu dien tu", "e mail"), width=24),
    Column("home_town", "Quê quán", ("que",), width=18),
    Column("address", "Địa chỉ", ("thuong tru", "cho o", "dia chi thuong tru"), width=28),
    Column("role", "Vị trí việc làm", ("vi tri", "loai can bo", "nhom chuc vu", "vi tri viec lam"), is_required=True, width=16),
    Column("title", "Chức vụ", ("chuc danh",), width=18),
    Column("subject", "Môn dạy", ("mon", "mon giang day", "day mon"), width=16),
    Column("teaches", "Dạy lớp", ("lop day", "phan cong lop", "cac lop day"), width=18),
    Column("homeroom_of", "Chủ nhiệm lớp", ("chu nhiem", "gvcn lop", "lop chu nhiem"), width=14),
    Column("team", "Tổ", ("to chuyen mon", "to bo mon"), width=18),
    Column("qualification", "Trình độ chuyên môn", ("trinh do", "trinh do dao tao"), width=18),
    Column("state", "Trạng thái", ("tinh trang",), width=14),
)

COLUMNS: dict[str, tuple[Column, ...]] = {"students": STUDENT_COLUMNS, "staff": STAFF_COLUMNS}
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def heading_key(heading: str) -> str:
    """Return a heading folded to plain words: `Họ và tên (*)` becomes `ho va ten`."""
    return _NOT_WORD.sub(" ", re.sub(r"\(.*?\)", " ", fold(heading))).strip()


def known_headings(kind: str) -> dict[str, str]:
    """Return folded heading to column key, for `students` or `staff`."""
    known: dict[str, str] = {}
    for column in COLUMNS[kind]:
        for heading in (heading_key(column.title), *column.aliases):
            known.setdefault(heading, column.key)
    return known


def guess_mapping(kind: str, headers: tuple[str, ...]) -> dict[int, str]:
    """Return column index to column key for the headings we recognise; the first of two equal ones wins."""
    known = known_headings(kind)
    mapping: dict[int, str] = {}
    for index, heading in enumerate(headers):
        key = known.get(heading_key(heading))
        if key and key not in mapping.values():
            mapping[index] = key
    return mapping


def missing_columns(kind: str, mapping: dict[int, str]) -> list[str]:
    """Return the titles of required columns that `mapping` lacks (Họ đệm and Tên together stand for Họ và tên)."""
    have = set(mapping.values())
    if {"family_middle", "given"} <= have:
        have.add("name")
    return [column.title for column in COLUMNS[kind] if column.is_required and column.key not in have]
