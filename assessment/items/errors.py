"""What may go wrong with banks and items."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "bank.archived": _("Ngân hàng này đã được cất; chỉ xem, không sửa được."),
    "bank.name": _("Ngân hàng cần có tên."),
    "bank.key": _("Mã “%(key)s” đã có ngân hàng khác dùng."),
    "bank.key_form": _("Mã chỉ gồm chữ không dấu, số, dấu gạch ngang."),
    "folder.name": _("Thư mục cần có tên."),
    "folder.other_bank": _("Thư mục này thuộc ngân hàng khác."),
    "folder.inside_itself": _("Không đưa được thư mục vào chính nó."),
    "folder.deep": _("Thư mục lồng nhau nhiều nhất %(limit)s lớp."),
    "kind.unknown": _("Không có dạng câu hỏi “%(kind)s”."),
    "item.retired": _("Câu hỏi này đã ngừng dùng. Hãy dùng lại trước khi sửa."),
    "item.changed": _("%(name)s vừa lưu câu này lúc %(time)s. Cả hai bản đều được giữ; hãy xem rồi chọn."),
    "item.in_review": _("Câu hỏi đang chờ duyệt. Rút về nháp trước khi sửa."),
    "item.not_in_review": _("Câu hỏi này không ở trạng thái chờ duyệt."),
    "item.problems": _("Câu hỏi chưa dùng được: %(problems)s"),
    "item.missing": _("Còn thiếu: %(missing)s."),
    "item.needs_review": _("Ngân hàng này yêu cầu có người khác duyệt trước khi dùng."),
    "item.own_review": _("Người soạn không tự duyệt câu của mình."),
    "item.changed_since": _("Câu này vừa được sửa sau khi thầy cô mở ra. Hãy xem lại bản mới rồi quyết định."),
    "item.one_of_many": _("%(key)s: %(why)s Chưa câu nào được đổi."),
    "item.version_elsewhere": _("Bản này thuộc câu hỏi khác."),
    "item.seal_past": _("Hãy chọn thời điểm mở niêm phong ở tương lai."),
    "meta.changed": _("Có người vừa sửa thông tin câu này. Các ô vẫn giữ điều thầy cô điền; lưu lần nữa là dùng bản này."),
    "item.in_papers": _("Câu hỏi đã có trong đề; chỉ ngừng dùng được, không xoá được."),
    "item.stimulus_other_bank": _("Ngữ liệu phải ở cùng ngân hàng."),
    "item.stimulus_kind": _("“%(key)s” không phải ngữ liệu."),
    "review.remark": _("Hãy ghi lí do trả lại."),
    "meta.difficulty": _("Độ khó từ 0 đến 1."),
    "meta.level": _("Không có mức độ “%(level)s”."),
    "meta.field": _("%(name)s: %(why)s"),
    "meta.tag": _("Nhãn dài quá %(limit)s kí tự."),
    "file.empty": _("Tệp “%(name)s” trống."),
    "file.kind": _("Tệp “%(name)s” không phải hình hay âm thanh dùng được trong câu hỏi."),
    "file.large": _("Tệp “%(name)s” nặng quá %(limit)s MB."),
    "file.broken": _("Không đọc được tệp “%(name)s”."),
    "outcome.other_subject": _("Yêu cầu cần đạt này thuộc môn khác."),
    "grant.one": _("Chọn một người hoặc một đơn vị."),
}


class ItemError(Exception):
    """Something asked of banks or items that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params


class EditConflict(ItemError):  # noqa: N818 (an answer, not a failure)
    """Somebody else saved in between: `content` and `revision` are what is stored now, `by` who saved it."""

    def __init__(self, *, revision: int, content: dict[str, Any], by: str, time: str) -> None:
        super().__init__("item.changed", name=by, time=time)
        self.revision, self.content, self.by = revision, content, by
