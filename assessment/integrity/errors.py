"""What may go wrong in supervision."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "test.not_running": _("Bài kiểm tra này không đang diễn ra."),
    "test.paused": _("Bài kiểm tra đang tạm dừng."),
    "test.not_paused": _("Bài kiểm tra không đang tạm dừng."),
    "attempt.not_working": _("Em này không đang làm bài."),
    "attempt.not_locked": _("Bài làm này không bị khoá."),
    "attempt.other_test": _("Bài làm này thuộc bài kiểm tra khác."),
    "message.empty": _("Lời nhắn còn trống."),
    "message.long": _("Lời nhắn dài quá %(limit)s kí tự."),
    "minutes.bad": _("Số phút thêm phải từ 1 đến 180."),
    "incident.empty": _("Ghi chú còn trống."),
    "rooms.none": _("Chưa có phòng nào."),
    "rooms.bad": _("Dòng %(line)s: “%(text)s”. Ghi tên phòng, dấu phẩy, số chỗ; ví dụ: Phòng 1, 24."),
    "rooms.twice": _("Dòng %(line)s: phòng “%(name)s” đã có ở trên."),
    "rooms.few_seats": _("Các phòng có %(seats)s chỗ nhưng có %(candidates)s thí sinh."),
    "numbers.bad": _("Số báo danh bắt đầu phải là số, có từ %(least)s đến %(most)s chữ số."),
    "numbers.started": _("Đã có em vào làm bài; không đánh lại số báo danh được nữa."),
}


class IntegrityError(Exception):
    """Something asked of the supervision that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params
