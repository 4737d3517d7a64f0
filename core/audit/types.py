"""The words of the trail: every verb as a Vietnamese sentence after the name of who did it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

# `%(label)s` is what it was done to, `%(subject)s` whose record it concerns.
VERBS: dict[str, Any] = {
    "people.person.viewed": _("đã xem hồ sơ của %(subject)s"),
    "people.person.created": _("đã lập hồ sơ của %(subject)s"),
    "people.person.updated": _("đã sửa hồ sơ của %(subject)s"),
    "people.person.merged": _("đã gộp một hồ sơ trùng vào hồ sơ của %(subject)s"),
    "people.person.merged_away": _("đã đóng hồ sơ trùng %(label)s"),
    "people.account.created_by_code": _("đã tạo tài khoản phụ huynh %(subject)s bằng mã của nhà trường"),
    "people.consent.recorded": _("đã trả lời về việc đồng ý cho %(subject)s"),
    "people.guardian.joined": _("đã kết nối với %(subject)s bằng mã phụ huynh"),
    "people.guardian.verified": _("đã xác nhận phụ huynh của %(subject)s"),
    "people.guardian.updated": _("đã sửa quyền xem của phụ huynh của %(subject)s"),
    "people.guardian.ended": _("đã kết thúc quyền của một phụ huynh của %(subject)s"),
    "people.guardian_code.issued": _("đã cấp mã phụ huynh cho %(subject)s"),
    "people.guardian_code.revoked": _("đã huỷ mã phụ huynh của %(subject)s"),
    "organisations.unit.opened": _("đã mở đơn vị %(label)s"),
    "organisations.unit.renamed": _("đã đổi tên đơn vị thành %(label)s"),
    "organisations.unit.updated": _("đã sửa liên hệ của %(label)s"),
    "organisations.unit.moved": _("đã chuyển cơ quan quản lí của %(label)s"),
    "organisations.unit.merged": _("đã sáp nhập %(label)s"),
    "organisations.unit.closed": _("đã giải thể %(label)s"),
    "organisations.hat.granted": _("đã trao vai cho %(subject)s"),
    "organisations.hat.ended": _("đã thu hồi vai của %(subject)s"),
    "organisations.class.opened": _("đã mở lớp %(label)s"),
    "organisations.teaching.assigned": _("đã phân công giảng dạy cho %(subject)s"),
    "organisations.teaching.ended": _("đã kết thúc phân công của %(subject)s"),
    "organisations.enrolment.enrolled": _("đã xếp lớp cho %(subject)s"),
    "organisations.enrolment.class_changed": _("đã chuyển lớp cho %(subject)s"),
    "organisations.enrolment.transferred_out": _("đã cho %(subject)s chuyển đi"),
    "organisations.enrolment.received": _("đã tiếp nhận %(subject)s"),
    "organisations.enrolment.left": _("đã ghi nhận %(subject)s thôi học"),
    "organisations.enrolment.completed": _("đã ghi nhận %(subject)s hoàn thành chương trình"),
    "organisations.enrolment.uncompleted": _("đã rút lại ghi nhận %(subject)s hoàn thành chương trình"),
    "organisations.enrolment.suspended": _("đã ghi nhận %(subject)s bảo lưu"),
    "roster.uploaded": _("đã tải lên danh sách %(label)s"),
    "roster.started": _("đã bắt đầu nhập danh sách %(label)s"),
    "roster.imported": _("đã nhập danh sách %(label)s"),
    "roster.undone": _("đã hoàn tác lần nhập danh sách %(label)s"),
    "h5p.package.imported": _("đã nhập gói H5P %(label)s"),
    "h5p.package.replaced": _("đã thay gói H5P %(label)s"),
    "h5p.package.renamed": _("đã đổi tên gói H5P %(label)s"),
    "h5p.package.removed": _("đã gỡ gói H5P %(label)s"),
    "h5p.activity.package_chosen": _("đã chọn gói H5P cho %(label)s"),
    "lms.lesson.offline_set": _("đã đổi việc cho đọc khi mất mạng của %(label)s"),
    "lms.lesson.imported": _("đã nhập bài học %(label)s từ tệp"),
    "lms.lesson.published": _("đã mở bài học %(label)s"),
    "lms.lesson.scheduled": _("đã hẹn giờ mở %(label)s"),
    "lms.lesson.unscheduled": _("đã bỏ hẹn giờ mở %(label)s"),
    "lms.lesson.restored": _("đã khôi phục bản cũ của %(label)s"),
    "lms.lesson.commented": _("đã góp ý bài học %(label)s"),
    "records.credential.created": _("đã cấp quyền gửi dữ liệu học tập %(label)s"),
    "records.credential.revoked": _("đã thu hồi quyền gửi dữ liệu học tập %(label)s"),
}


def register_verbs(sentences: dict[str, Any]) -> None:
    """Add the sentences of a domain's own verbs (translatable); call it when the app is ready."""
    VERBS.update(sentences)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the trail is narrowed to. `person_ids` None: everybody; the same for `unit_ids`. Dates are local days, inclusive."""

    verb: str = ""
    person_ids: tuple[int, ...] | None = None
    unit_ids: tuple[int, ...] | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    after_id: int | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A record as the auditor reads it."""

    pk: int
    at: datetime
    who: str
    sentence: str
    hat: str
    unit_name: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the trail, latest first; `next_key` goes into `?sau=`."""

    items: list[AuditLine]
    next_key: str | None = None
    previous_key: str | None = None
