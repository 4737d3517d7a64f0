"""What may go wrong with blueprints and papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "paper.title": _("Đề cần có tên."),
    "paper.frozen": _("Đề đã chốt, không sửa được nữa. Hãy tạo bản sao để sửa."),
    "paper.not_frozen": _("Chốt đề trước đã."),
    "paper.empty": _("Đề chưa có câu nào."),
    "paper.changed": _(
        "Đề vừa được sửa ở nơi khác; dưới đây là bản mới nhất. Việc vừa làm chưa được ghi: xem lại rồi làm lần nữa, chữ đã gõ còn nguyên."
    ),
    "paper.assigned": _("Đề đã giao cho học sinh, không xoá được."),
    "paper.no_points": _("Câu %(number)s chưa có điểm."),
    "paper.parts": _("Đề cần ít nhất một phần."),
    "entry.twice": _("Câu %(key)s đã có trong đề."),
    "entry.not_ready": _("Câu %(key)s chưa dùng được."),
    "entry.friends": _("Hai câu %(key)s và %(other)s thuộc nhóm không đi cùng nhau."),
    "entry.unknown": _("Không thấy câu này trong đề."),
    "entry.unfit": _("Câu vừa chọn không còn hợp với chỗ này. Chọn câu khác trong danh sách."),
    "entry.none_other": _("Không còn câu nào khác phù hợp để đổi."),
    "part.unknown": _("Không có phần “%(key)s”."),
    "part.form_unknown": _("Chọn dạng câu của phần."),
    "part.too_many": _("Một đề có nhiều nhất %(count)s phần."),
    "part.title": _("Phần cần có tên."),
    "part.minutes": _("Thời gian của phần từ 1 đến 600 phút, hoặc để trống."),
    "part.answer_count": _("Số câu phải làm từ 1 đến %(count)s, hoặc để trống."),
    "part.full": _("Phần %(key)s còn câu. Chuyển hoặc bỏ hết câu rồi hãy xoá phần."),
    "part.form": _("Câu %(key)s không cùng dạng với phần %(part)s."),
    "points.bad": _("Điểm phải là số từ 0 đến 100."),
    "order.bad": _("Thứ tự gửi lên không khớp với đề. Tải lại trang rồi xếp lại."),
    "blueprint.name": _("Ma trận cần có tên."),
    "blueprint.changed": _("Ma trận vừa được người khác sửa. Bản đang gõ còn nguyên bên dưới; so với bản đã lưu rồi hãy lưu đè."),
    "blueprint.rows": _("Ma trận chưa có dòng nào có số câu."),
    "blueprint.count": _("Hàng %(row)s, cột %(column)s: “%(text)s” không phải số câu từ 0 đến 200."),
    "blueprint.topic": _("Hàng %(row)s: chưa ghi chủ đề."),
    "blueprint.outcome": _("Hàng %(row)s: không thấy “%(text)s” trong chương trình. Chọn một dòng trong danh sách, hoặc để trống."),
    "blueprint.spread": _("Mức lệch độ khó là số từ 0,005 đến 0,5."),
    "draw.short": _("Chưa đủ câu để rút: %(cells)s."),
    "draw.conflict": _("Không rút được đề thoả mọi ô cùng lúc; xem lại: %(cells)s."),
    "draw.late": _(
        "Máy chưa tìm xong trong thời gian cho phép; như vậy không có nghĩa là không rút được. Thử lại, hoặc rút với ít mong muốn hơn."
    ),
    "draw.passages": _("Không rút được khi phải lấy trọn câu của từng ngữ liệu. Bỏ yêu cầu đó trong ma trận, hoặc xem lại: %(cells)s."),
    "draw.banks": _("Chọn ít nhất một ngân hàng để rút câu."),
    "codes.count": _("Có %(given)s mã nhưng cần %(count)s mã đề."),
    "codes.form": _("“%(text)s” không phải mã đề: mã có 3 hoặc 4 chữ số."),
    "codes.twice": _("Mã %(text)s bị lặp."),
    "codes.number": _("Số mã đề từ 1 đến 48."),
    "codes.there": _("Mã đề %(text)s đã có."),
    "export.kind": _("Không có bản in “%(kind)s”."),
    "export.no_sheet": _("Đề này chỉ có câu tự luận, không cần phiếu trả lời trắc nghiệm."),
    "export.sheet_full": _("Đề có nhiều câu hơn một tờ phiếu chứa được. Chia đề thành hai, hoặc in phiếu của Bộ."),
    "export.failed": _("Không in được bản này. Thử lại; nếu vẫn vậy, hãy báo người quản trị."),
}


class PaperError(Exception):
    """Something asked of a blueprint or paper that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params
