"""Why something about safety is not done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "changed": _("Người khác vừa xử lí việc này. Trang đã tải lại, hãy xem kết quả."),
    "reason": _("Hãy viết lí do, ít nhất vài chữ. Người liên quan sẽ đọc được."),
    "decision": _("Hãy chọn một cách xử lí."),
    "days": _("Số ngày từ 1 đến %(most)s."),
    "category": _("Hãy chọn điều đang xảy ra."),
    "nobody": _("Chưa có nhà trường nào trông coi cuộc trò chuyện này. Có việc nguy hiểm, hãy gọi 111 hoặc 113."),
    "bound": _(
        "Thầy cô không chặn được học sinh và gia đình của lớp mình, và ngược lại, vì có việc phải báo cho nhau. "
        "Bạn tắt thông báo của cuộc trò chuyện được, hoặc báo điều không ổn cho nhà trường."
    ),
    "own": _("Đây là bài của bạn. Bạn có thể tự gỡ."),
    "appeal_text": _("Hãy viết vì sao bạn thấy quyết định chưa đúng."),
    "appeal_late": _("Đã quá hạn khiếu nại."),
    "nothing_chosen": _("Hãy chọn ít nhất một mục."),
    "word_long": _("“%(word)s” dài quá. Mỗi dòng một từ hoặc một cụm ngắn."),
    "words_many": _("Nhiều nhất 200 dòng."),
    "duty": _("Chỉ chọn được thầy cô, cán bộ của đơn vị."),
    "times": _("Giờ bắt đầu và giờ kết thúc phải khác nhau."),
    "minutes": _("Từ 10 đến 300 phút mỗi ngày, hoặc để trống."),
    "not_picture": _("Chỉ gắn tên trên ảnh."),
    "not_here": _("Chỉ gắn tên người trong nhóm."),
}


class SafetyRefused(Exception):  # noqa: N818 (an answer about a form)
    """Something that is not done; `str()` is a translated sentence, `field` names the field of a form."""

    def __init__(self, code: str, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.params if self.params else str(MESSAGES[self.code])
