"""What may go wrong with scores."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "mark.points": _("Điểm phải từ 0 đến %(most)s."),
    "mark.step": _("Điểm cho từng nấc %(step)s điểm."),
    "mark.changed": _("%(name)s vừa lưu điểm cho câu này. Bài của thầy cô chưa bị mất: xem bản kia rồi quyết định."),
    "mark.own_changed": _("Thầy cô vừa lưu câu này ở một cửa sổ khác. Bản đang gõ vẫn còn đây: xem bản kia rồi quyết định."),
    "mark.other": _("Câu này do %(name)s chấm. Nhờ người giao bài nếu cần sửa."),
    "mark.own": _("Lần chấm này phải do người khác chấm."),
    "mark.round": _("Thầy cô không chấm lần này của câu trả lời."),
    "mark.released": _("Bài đã trả. Muốn sửa điểm, hãy dùng chấm lại hoặc phúc khảo."),
    "mark.unknown": _("Không thấy câu trả lời này."),
    "mark.machine": _("Câu này máy chấm. Muốn đổi điểm, hãy sửa đáp án rồi chấm lại."),
    "staff.person": _("Chỉ chọn được giáo viên đang công tác ở đơn vị."),
    "staff.owner": _("Người giao bài vốn đã chấm lần 1."),
    "script.anonymous": _("Bài này chấm giấu tên: bài làm và nhật kí kèm tên mở ra sau khi trả bài."),
    "release.unmarked": _("Còn %(count)s câu chưa chấm. Chấm xong rồi trả, hoặc chọn trả kèm ghi chú phần chưa chấm."),
    "release.open": _("Bài kiểm tra còn đang mở, chưa trả được."),
    "release.none": _("Chưa có bài nào nộp."),
    "release.done": _("Bài này đã trả rồi."),
    "release.when": _("Giờ trả bài phải ở phía trước."),
    "release.reason": _("Hãy ghi lí do rút lại kết quả."),
    "release.not_done": _("Bài này chưa trả."),
    "key.position": _("Không có câu %(number)s trong đề."),
    "key.problems": _("Đáp án mới chưa dùng được: %(problems)s"),
    "key.same": _("Đáp án chưa có gì thay đổi."),
    "key.reason": _("Hãy ghi lí do sửa đáp án."),
    "key.applied": _("Lần sửa này đã áp dụng, không bỏ được. Hãy sửa đáp án một lần nữa."),
    "regrade.applied": _("Lần chấm lại này đã áp dụng."),
    "regrade.running": _("Đang tính xem ai đổi điểm, chờ một lát."),
    "regrade.stale": _("Từ khi xem trước, đáp án hoặc bài làm đã thay đổi. Xem trước lại rồi áp dụng."),
    "appeal.closed": _("Đã hết hạn phúc khảo."),
    "appeal.there": _("Bài này đã có đơn phúc khảo."),
    "appeal.reason": _("Hãy ghi lí do phúc khảo."),
    "appeal.positions": _("Chọn những câu muốn phúc khảo."),
    "appeal.state": _("Đơn này đã xử lí xong."),
    "appeal.begun": _("Đơn đang được chấm, không rút được nữa."),
    "appeal.marker": _("Người chấm phúc khảo phải khác những người đã chấm bài này."),
    "appeal.unmarked": _("Còn câu chưa chấm phúc khảo: %(numbers)s."),
    "appeal.answer": _("Hãy ghi trả lời cho học sinh."),
}


class ScoringError(Exception):
    """Something asked of scores that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params
