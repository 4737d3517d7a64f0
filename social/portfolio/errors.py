"""Why something about a work is not done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "empty": _("Hãy viết vài chữ hoặc thêm ảnh của tác phẩm."),
    "title": _("Hãy đặt tên cho tác phẩm."),
    "long": _("Bài dài quá. Hãy rút ngắn hoặc gửi kèm thành tệp."),
    "word": _("Hãy nhắn em một lời: điều gì đã tốt, cần sửa gì."),
    "not_wanted": _("Em chưa muốn cho cả lớp xem tác phẩm này."),
    "no_consent": _("Tác phẩm có ảnh mà em hoặc gia đình chưa đồng ý đăng ảnh, nên chưa cho cả lớp xem được."),
    "not_approved": _("Chỉ tác phẩm đã duyệt mới cho cả lớp xem được."),
    "judged": _("Tác phẩm này vừa được trả lời rồi. Đây là kết quả."),
    "changed": _("Em vừa sửa tác phẩm này. Hãy xem lại bản mới rồi duyệt."),
    "no_class": _("Em cần đang học ở một lớp để thêm tác phẩm."),
}


class WorkRefused(Exception):  # noqa: N818 (an answer about a form)
    """Something that can't be done; `str()` is a translated sentence, `field` names the field of a form."""

    def __init__(self, code: str, field: str = "", message: str = "") -> None:
        super().__init__(code)
        self.code, self.field, self.message = code, field, message

    def __str__(self) -> str:
        return self.message or str(MESSAGES[self.code])
