"""What may go wrong with scores."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "mark.points": _("Điểm phải từ 0 đến %(most)s."),
    "mark.changed": _("%(name)s vừa chấm câu này. Xem lại rồi chấm tiếp; lời nhận xét của thầy cô vẫn ở đây."),
    "mark.own": _("Lần chấm thứ hai phải do người khác chấm."),
    "mark.released": _("Bài đã trả. Muốn sửa điểm, hãy dùng chấm lại hoặc phúc khảo."),
    "mark.unknown": _("Không thấy câu trả lời này."),
    "release.unmarked": _("Còn %(count)s câu chưa chấm. Chấm xong rồi trả, hoặc chọn trả cả khi chưa chấm hết."),
    "release.none": _("Chưa có bài nào nộp."),
    "release.done": _("Bài này đã trả rồi."),
    "release.reason": _("Hãy ghi lí do rút lại kết quả."),
    "release.not_done": _("Bài này chưa trả."),
    "key.position": _("Không có câu %(number)s trong đề."),
    "key.problems": _("Đáp án mới chưa dùng được: %(problems)s"),
    "key.reason": _("Hãy ghi lí do sửa đáp án."),
    "regrade.none": _("Chưa có gì để chấm lại."),
    "regrade.applied": _("Lần chấm lại này đã áp dụng."),
    "appeal.closed": _("Đã hết hạn phúc khảo."),
    "appeal.there": _("Đã có đơn phúc khảo đang xử lí cho bài này."),
    "appeal.reason": _("Hãy ghi lí do phúc khảo."),
    "appeal.state": _("Đơn này đã xử lí xong."),
    "appeal.marker": _("Người chấm phúc khảo phải khác người đã chấm."),
}


class ScoringError(Exception):
    """Something asked of scores that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params
