"""What may go wrong with tests and attempts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "test.title": _("Bài kiểm tra cần có tên."),
    "test.no_paper": _("Chọn đề cho bài kiểm tra."),
    "test.paper_open": _("Đề chưa chốt. Chốt đề rồi mới giao được."),
    "test.no_class": _("Chọn ít nhất một lớp."),
    "test.window": _("Giờ đóng phải sau giờ mở."),
    "test.minutes": _("Thời gian làm bài từ 1 đến 300 phút."),
    "test.not_draft": _("Bài kiểm tra đã giao; chỉ đổi được giờ đóng và vài thiết đặt."),
    "test.state": _("Bài kiểm tra đang ở trạng thái không làm được việc này."),
    "test.started": _("Đã có em làm bài, không thu hồi được nữa."),
    "test.changed": _("Bài kiểm tra vừa được sửa ở nơi khác. Tải lại trang rồi làm tiếp."),
    "grading.bounds": _("Mức “đang hình thành” phải trên 0%% và dưới mức “vững”; mức “vững” không quá 100%%."),
    "network.bad": _("“%(text)s” không phải dải địa chỉ mạng; ví dụ 192.168.1.0/24."),
    "openness.bounds": _("Số khách từ 1 đến %(guests)s, số ngày giữ tên từ 1 đến %(days)s."),
    "guest.name": _("Ghi tên bằng chữ, nhiều nhất %(limit)s kí tự; biệt danh cũng được."),
    "guest.group": _("Lớp hoặc tổ: chỉ chữ và số, nhiều nhất %(limit)s kí tự."),
    "guest.off": _("Đơn vị chưa cho làm bài kiểm tra mà không đăng nhập."),
    "guest.full": _("Bài đã đủ số khách. Em hãy đăng nhập, hoặc báo thầy cô."),
    "guest.removed": _("Thầy cô đã gỡ em khỏi bài này."),
    "guest.code": _("Không có mã quay lại này trong bài."),
    "guest.none": _("Người này đã đăng nhập, không phải khách."),
    "guest.cookies": _("Trình duyệt chưa cho lưu cookie nên không giữ được bài của em. Bật cookie, tải lại trang rồi thử lại."),
    "entry.early": _("Chưa đến giờ vào làm bài."),
    "entry.closed": _("Đã hết giờ vào làm bài."),
    "entry.not_candidate": _("Em không có tên trong danh sách làm bài này."),
    "entry.used_up": _("Em đã dùng hết số lần làm bài."),
    "entry.code": _("Mã vào phòng chưa đúng."),
    "entry.network": _("Bài này chỉ làm được trong mạng của nhà trường."),
    "entry.guard": _("%(why)s"),
    "entry.paused": _("Bài kiểm tra đang tạm dừng, em chờ một lát."),
    "entry.preparing": _("Bài kiểm tra đang được chuẩn bị, em thử lại sau ít giây."),
    "attempt.locked": _("Bài làm đang bị khoá. Em hãy gọi giám thị."),
    "attempt.other_device": _("Bài đang mở trên máy khác. Giám thị cần mở khoá."),
    "attempt.not_working": _("Bài này đã nộp."),
    "change.bad": _("Không đọc được câu trả lời gửi lên."),
    "change.large": _("Câu trả lời dài quá; rút gọn rồi lưu lại."),
    "file.large": _("Tệp “%(name)s” nặng quá %(limit)s MB."),
    "file.kind": _("Không nhận loại tệp này: “%(name)s”."),
    "file.many": _("Em đã nộp đủ số tệp cho bài này."),
    "sealed.bad": _("Không mở được tệp bài làm này: %(why)s"),
    "sealed.other": _("Tệp bài làm này thuộc bài kiểm tra khác."),
    "override.attempts": _("Số lần làm thêm từ 0 đến %(limit)s."),
    "override.window": _("Giờ vào cuối cùng phải sau giờ mở."),
    "override.nobody": _("Lớp này chưa có thí sinh trong bài; giao bài trước đã."),
    "override.minutes": _("Số phút thêm từ 0 đến 300."),
    "practice.off": _("Bài này không xem đáp án trong khi làm."),
    "practice.settled": _("Câu này đã xong, không cần gợi ý nữa."),
    "practice.empty": _("Em trả lời rồi hãy bấm Kiểm tra."),
    "practice.by_person": _("Câu này thầy cô chấm, em cứ làm tiếp."),
    "sections.open": _("Đề có phần tính giờ riêng: ghi thời gian cho mọi phần, hoặc ghi thời gian làm cả bài."),
    "sections.long": _("Các phần của đề cần %(planned)s phút, dài hơn thời gian làm bài là %(total)s phút."),
}


class SessionError(Exception):
    """Something asked of a test or attempt that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params
