"""What was changed, in the words of the forms: fields, states and dates as people read them, never as they are stored.

The trail keeps everything (`AuditRecord.changes`); here stands what a line of the page says of it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

# Keys of rows and digests of files: kept as evidence, no words for a reader.
MACHINE = frozenset(
    {
        "clears", "first", "keys", "mode", "outcome", "package", "path", "person", "person_ids", "revision", "rows", "section", "sha256",
        "source", "to_index", "unit",
    }
)  # fmt: skip
# A private value is written as this: that it changed is known, to what is not.
VEILED = "…"
# Fields whose value is a list of things. Where such a field has no lists (or nothing) for old and new, the row is one from before lists were
# kept as `[None, [...]]`, and two things in it are two things.
LISTS: set[str] = {"fields", "may_see", "person_ids", "usernames"}
# Numbers of official lists, which only their list can name.
CODED = frozenset({"ethnic_group", "nationality"})

FIELDS: dict[str, Any] = {
    "address": gettext_lazy("Địa chỉ"),
    "birth_place": gettext_lazy("Nơi sinh"),
    "born_on": gettext_lazy("Ngày sinh"),
    "channel": gettext_lazy("Kênh"),
    "class": gettext_lazy("Lớp"),
    "class_transfers": gettext_lazy("Chuyển lớp"),
    "classes": gettext_lazy("Số lớp"),
    "closed_on": gettext_lazy("Kết thúc từ ngày"),
    "contacts": gettext_lazy("Số điện thoại của giáo viên"),
    "count": gettext_lazy("Số lượng"),
    "counts": gettext_lazy("Kết quả"),
    "created": gettext_lazy("Tạo mới"),
    "decision": gettext_lazy("Trả lời"),
    "disability": gettext_lazy("Khuyết tật"),
    "document": gettext_lazy("Tệp"),
    "email": gettext_lazy("E-mail"),
    "ethnic_group": gettext_lazy("Dân tộc"),
    "extra": gettext_lazy("Thông tin thêm"),
    "family_name": gettext_lazy("Họ"),
    "fields": gettext_lazy("Thông tin lấy thêm"),
    "file": gettext_lazy("Tệp"),
    "given_name": pgettext_lazy("person", "Tên"),
    "go_live_at": gettext_lazy("Giờ mở"),
    "home_town": gettext_lazy("Quê quán"),
    "is_active": gettext_lazy("Dùng được tài khoản"),
    "kept": pgettext_lazy("count", "Giữ lại"),
    "kind": gettext_lazy("Loại"),
    "leavers": gettext_lazy("Thôi học"),
    "may_see": gettext_lazy("Được xem"),
    "merged": gettext_lazy("Gộp hồ sơ"),
    "method": gettext_lazy("Cách đăng nhập"),
    "middle_name": gettext_lazy("Đệm"),
    "minutes": gettext_lazy("Số phút"),
    "moet_id": gettext_lazy("Mã định danh Bộ GD&ĐT"),
    "name": gettext_lazy("Tên gọi"),
    "nationality": gettext_lazy("Quốc tịch"),
    "new": gettext_lazy("Lớp mới"),
    "new_classes": gettext_lazy("Lớp mới"),
    "offline": gettext_lazy("Cho đọc khi mất mạng"),
    "old": gettext_lazy("Lớp cũ"),
    "parent": gettext_lazy("Cơ quan quản lí"),
    "people": gettext_lazy("Số người"),
    "personal_id": gettext_lazy("Số định danh cá nhân"),
    "phone": gettext_lazy("Số điện thoại"),
    "policy_group": gettext_lazy("Đối tượng chính sách"),
    "poverty": gettext_lazy("Hoàn cảnh kinh tế"),
    "purpose": gettext_lazy("Mục đích"),
    "reason": gettext_lazy("Lí do"),
    "refused": gettext_lazy("Dòng bị từ chối"),
    "relation": gettext_lazy("Quan hệ với học sinh"),
    "religion": gettext_lazy("Tôn giáo"),
    "role": gettext_lazy("Vai"),
    "rows": gettext_lazy("Số dòng"),
    "seconds": gettext_lazy("Số giây"),
    "set": gettext_lazy("Đã có"),
    "sex": gettext_lazy("Giới tính"),
    "shared_device": gettext_lazy("Máy dùng chung"),
    "state": gettext_lazy("Trạng thái"),
    "successor": gettext_lazy("Sáp nhập vào"),
    "title": gettext_lazy("Tên"),
    "totals": gettext_lazy("Kết quả"),
    "transfers_in": gettext_lazy("Chuyển đến"),
    "unchanged": gettext_lazy("Không đổi"),
    "undone": pgettext_lazy("count", "Hoàn tác"),
    "updated": gettext_lazy("Cập nhật"),
    "usernames": gettext_lazy("Tên đăng nhập"),
    "valid_to": gettext_lazy("Đến hết ngày"),
    "version": gettext_lazy("Bản số"),
    "voice": gettext_lazy("Người trả lời"),
}

# What a stored value of a field means; values that are not here are read as they stand.
VALUES: dict[str, Mapping[str, Any]] = {
    "role": {
        "student": gettext_lazy("Học sinh"), "teacher": gettext_lazy("Giáo viên"), "leader": gettext_lazy("Ban giám hiệu"), "unit_admin": gettext_lazy("Quản trị đơn vị"),
        "officer": gettext_lazy("Chuyên viên"), "auditor": gettext_lazy("Kiểm tra nhật kí"), "staff": gettext_lazy("Nhân viên"), "learner": gettext_lazy("Học viên"),
        "guardian": gettext_lazy("Phụ huynh"),
    },
    "relation": {
        "father": gettext_lazy("Bố"), "mother": gettext_lazy("Mẹ"), "grandparent": gettext_lazy("Ông bà"), "sibling": gettext_lazy("Anh chị"),
        "guardian": gettext_lazy("Người giám hộ"),
    },
    "sex": {"male": gettext_lazy("Nam"), "female": gettext_lazy("Nữ")},
    "purpose": {
        "photo": gettext_lazy("Đăng ảnh và tên của học sinh"), "social": gettext_lazy("Dùng mạng xã hội nhà trường"),
        "analytics": gettext_lazy("Phân tích việc học để gợi ý"),
    },
    "decision": {"given": gettext_lazy("Đồng ý"), "withdrawn": gettext_lazy("Rút lại")},
    "voice": {"child": gettext_lazy("Học sinh"), "guardian": gettext_lazy("Phụ huynh"), "self": gettext_lazy("Người đã trưởng thành")},
    "may_see": {"progress": gettext_lazy("Việc học và tiến độ"), "marks": gettext_lazy("Điểm và nhận xét"), "contacts": gettext_lazy("Số điện thoại của giáo viên")},
    "state": {"draft": gettext_lazy("Bản nháp"), "published": gettext_lazy("Đã mở"), "archived": gettext_lazy("Đã cất")},
    "reason": {
        "password": gettext_lazy("Sai mật khẩu"), "pictures": gettext_lazy("Chọn sai hình"), "second factor": gettext_lazy("Sai mã của bước hai"),
    },
    "method": {
        "password": gettext_lazy("Mật khẩu"), "mfa": gettext_lazy("Xác thực hai lớp"), "oidc": gettext_lazy("Tài khoản của đơn vị"),
        "picture": gettext_lazy("Chọn hình"),
    },
    "set": {"True": pgettext_lazy("contact", "có"), "False": pgettext_lazy("contact", "chưa có")},
}  # fmt: skip


def register_fields(labels: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]] | None = None, *, lists: Iterable[str] = ()) -> None:
    """Add the words of a domain's own fields (translatable) and of their values; call it when the app is ready.

    `lists` names the fields whose value is a list of things (see `LISTS`).
    """
    FIELDS.update(labels)
    LISTS.update(lists)
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
        old, new = _old_and_new(key, value)
        if VEILED in (old, new) or key in CODED:
            lines.append((field_label(key), "", _("đã đổi")))
            continue
        before, after = value_in_words(key, old), value_in_words(key, new)
        if before != after:
            lines.append((field_label(key), before, after or _("bỏ trống")))
    return lines


def _old_and_new(key: str, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        return None, value
    if key in LISTS and not all(part is None or isinstance(part, list) for part in value):
        return None, value
    return value[0], value[1]


def value_in_words(key: str, value: Any) -> str:
    """Return a stored value as people read it: 'Có', '24/11/2026', 'Mẹ', 'Tạo mới 3, Cập nhật 1'; nothing stays nothing."""
    if value in (None, "", "None", [], {}):
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
