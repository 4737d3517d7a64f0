"""What was changed, in the words of the forms: fields, states and dates as people read them, never as they are stored.

The trail keeps everything (`AuditRecord.changes`); here stands what a line of the page says of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

# Keys of rows and digests of files: kept as evidence, no words for a reader.
MACHINE = frozenset(
    {
        "clears", "first", "keys", "mode", "outcome", "package", "path", "person", "person_ids", "revision", "rows", "section", "sha256",
        "source", "to_index", "unit",
    }
)  # fmt: skip
# A private value is written as this: that it changed is known, to what is not.
VEILED = "…"
# Numbers of official lists, which only their list can name.
CODED = frozenset({"ethnic_group", "nationality"})

FIELDS: dict[str, Any] = {
    "address": lazy("Địa chỉ"),
    "birth_place": lazy("Nơi sinh"),
    "born_on": lazy("Ngày sinh"),
    "class": lazy("Lớp"),
    "class_transfers": lazy("Chuyển lớp"),
    "classes": lazy("Số lớp"),
    "closed_on": lazy("Kết thúc từ ngày"),
    "contacts": lazy("Số điện thoại của giáo viên"),
    "count": lazy("Số lượng"),
    "counts": lazy("Kết quả"),
    "created": lazy("Tạo mới"),
    "decision": lazy("Trả lời"),
    "disability": lazy("Khuyết tật"),
    "document": lazy("Tệp"),
    "email": lazy("E-mail"),
    "ethnic_group": lazy("Dân tộc"),
    "extra": lazy("Thông tin thêm"),
    "family_name": lazy("Họ"),
    "fields": lazy("Thông tin lấy thêm"),
    "file": lazy("Tệp"),
    "given_name": pgettext_lazy("person", "Tên"),
    "go_live_at": lazy("Giờ mở"),
    "home_town": lazy("Quê quán"),
    "is_active": lazy("Dùng được tài khoản"),
    "kept": pgettext_lazy("count", "Giữ lại"),
    "kind": lazy("Loại"),
    "leavers": lazy("Thôi học"),
    "may_see": lazy("Được xem"),
    "merged": lazy("Gộp hồ sơ"),
    "middle_name": lazy("Đệm"),
    "minutes": lazy("Số phút"),
    "moet_id": lazy("Mã định danh Bộ GD&ĐT"),
    "name": lazy("Tên gọi"),
    "nationality": lazy("Quốc tịch"),
    "new": lazy("Lớp mới"),
    "new_classes": lazy("Lớp mới"),
    "offline": lazy("Cho đọc khi mất mạng"),
    "old": lazy("Lớp cũ"),
    "parent": lazy("Cơ quan quản lí"),
    "people": lazy("Số người"),
    "personal_id": lazy("Số định danh cá nhân"),
    "phone": lazy("Số điện thoại"),
    "policy_group": lazy("Đối tượng chính sách"),
    "poverty": lazy("Hoàn cảnh kinh tế"),
    "purpose": lazy("Mục đích"),
    "reason": lazy("Lí do"),
    "refused": lazy("Dòng bị từ chối"),
    "relation": lazy("Quan hệ với học sinh"),
    "religion": lazy("Tôn giáo"),
    "role": lazy("Vai"),
    "rows": lazy("Số dòng"),
    "seconds": lazy("Số giây"),
    "set": lazy("Đã có"),
    "sex": lazy("Giới tính"),
    "state": lazy("Trạng thái"),
    "successor": lazy("Sáp nhập vào"),
    "title": lazy("Tên"),
    "totals": lazy("Kết quả"),
    "transfers_in": lazy("Chuyển đến"),
    "unchanged": lazy("Không đổi"),
    "undone": pgettext_lazy("count", "Hoàn tác"),
    "updated": lazy("Cập nhật"),
    "usernames": lazy("Tên đăng nhập"),
    "valid_to": lazy("Đến hết ngày"),
    "version": lazy("Bản số"),
    "voice": lazy("Người trả lời"),
}

# What a stored value of a field means; values that are not here are read as they stand.
VALUES: dict[str, Mapping[str, Any]] = {
    "role": {
        "student": lazy("Học sinh"), "teacher": lazy("Giáo viên"), "leader": lazy("Ban giám hiệu"), "unit_admin": lazy("Quản trị đơn vị"),
        "officer": lazy("Chuyên viên"), "auditor": lazy("Kiểm tra nhật ký"), "staff": lazy("Nhân viên"), "learner": lazy("Học viên"),
        "guardian": lazy("Phụ huynh"),
    },
    "relation": {
        "father": lazy("Bố"), "mother": lazy("Mẹ"), "grandparent": lazy("Ông bà"), "sibling": lazy("Anh chị"),
        "guardian": lazy("Người giám hộ"),
    },
    "sex": {"male": lazy("Nam"), "female": lazy("Nữ")},
    "purpose": {
        "photo": lazy("Đăng ảnh và tên của học sinh"), "social": lazy("Dùng mạng xã hội nhà trường"),
        "analytics": lazy("Phân tích việc học để gợi ý"),
    },
    "decision": {"given": lazy("Đồng ý"), "withdrawn": lazy("Rút lại")},
    "voice": {"child": lazy("Học sinh"), "guardian": lazy("Phụ huynh"), "self": lazy("Người đã trưởng thành")},
    "may_see": {"progress": lazy("Việc học và tiến độ"), "marks": lazy("Điểm và nhận xét"), "contacts": lazy("Số điện thoại của giáo viên")},
    "state": {"draft": lazy("Bản nháp"), "published": lazy("Đã mở"), "archived": lazy("Đã cất")},
    "reason": {
        "password": lazy("Sai mật khẩu"), "pictures": lazy("Chọn sai hình"), "second factor": lazy("Sai mã của bước hai"),
    },
    "set": {"True": pgettext_lazy("contact", "có"), "False": pgettext_lazy("contact", "chưa có")},
}  # fmt: skip


def register_fields(labels: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Add the words of a domain's own fields (translatable) and of their values; call it when the app is ready."""
    FIELDS.update(labels)
    for field, words in (values or {}).items():
        VALUES[field] = {**VALUES.get(field, {}), **words}


def field_label(key: str) -> str:
    """Return what people call a field; one nobody named reads as plain words."""
    return str(FIELDS[key]) if key in FIELDS else key.replace("_", " ")


def in_words(changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (field, before, after) of what is worth reading, in the order it was written; nothing of what did not change."""
    lines = []
    for key, value in changes.items():
        if key in MACHINE:
            continue
        old, new = value if isinstance(value, list) and len(value) == 2 else (None, value)
        if VEILED in (old, new) or key in CODED:
            lines.append((field_label(key), "", _("đã đổi")))
            continue
        before, after = value_in_words(key, old), value_in_words(key, new)
        if before != after:
            lines.append((field_label(key), before, after or _("bỏ trống")))
    return lines


def value_in_words(key: str, value: Any) -> str:
    """Return a stored value as people read it: 'Có', '24/11/2026', 'Mẹ', 'Tạo mới 3, Cập nhật 1'; nothing stays nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{field_label(part)} {value_in_words(part, number)}" for part, number in value.items() if number)
    if isinstance(value, list):
        return ", ".join(field_label(part) if key == "fields" else value_in_words(key, part) for part in value)
    words = VALUES.get(key, {}).get(str(value))
    if words is not None:
        return str(words)
    if value is True or value is False:
        return _("Có") if value else _("Không")
    return _day(str(value)) if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    return str(formats.number_format(value, use_l10n=True, force_grouping=True)) if get_language() else str(value)


def _day(text: str) -> str:
    try:
        if len(text) == len("2026-11-24"):
            return str(formats.date_format(date.fromisoformat(text), "DATE_FORMAT"))
        if len(text) >= len("2026-11-24T07:00:00") and text[10] in "T ":
            moment = datetime.fromisoformat(text)
            return str(formats.date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "DATETIME_FORMAT"))
    except ValueError:
        pass
    return text
