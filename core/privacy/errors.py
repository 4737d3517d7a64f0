"""Requests that can't take a step."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MESSAGES = {
    "open_already": gettext_noop("Đã có một yêu cầu như vậy đang chờ trả lời."),
    "ended": gettext_noop("Yêu cầu này đã kết thúc, có thể người khác vừa trả lời."),
    "extended_already": gettext_noop("Thời hạn chỉ được kéo dài một lần."),
    "words_missing": gettext_noop("Xin ghi rõ lí do hoặc nội dung, để người gửi hiểu."),
    "no_unit": gettext_noop("Chưa có đơn vị nào phụ trách dữ liệu này. Xin liên hệ nhà trường."),
    "package_gone": gettext_noop("Tệp đã hết hạn và đã được xoá. Xin gửi yêu cầu mới."),
    "asker_gone": gettext_noop("Người gửi không còn là người giám hộ đã xác minh của em, nên không thực hiện được. Hãy từ chối và nói rõ."),
    "days_too_few": gettext_noop("Thời gian lưu ngắn hơn mức tối thiểu."),
}


class RequestRefused(Exception):  # noqa: N818 (an answer, not a fault)
    """A step that isn't open. `code` is a key of `MESSAGES`; `str()` is a sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return _(MESSAGES[self.code])
