"""Why an attachment is not taken."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "type": _("%(name)s: loại tệp này chưa nhận được. Hãy gửi ảnh, Word, Excel, PowerPoint, PDF, âm thanh hoặc văn bản."),
    "mismatch": _("%(name)s: nội dung không đúng với đuôi tệp."),
    "size": _("%(name)s: tệp lớn quá, nhiều nhất %(limit_mb)s MB."),
    "svg": _("%(name)s: ảnh SVG có thể chứa mã lệnh. Hãy lưu thành PNG."),
    "macro": _("%(name)s: tệp có macro. Hãy lưu lại thành tệp không có macro."),
    "encrypted": _("%(name)s: tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
    "pixels": _("%(name)s: ảnh lớn quá %(limit_mpx)s triệu điểm ảnh."),
    "frames": _("%(name)s: ảnh động có quá %(limit)s khung hình."),
    "empty": _("%(name)s: tệp trống."),
    "daily": _("Hôm nay bạn đã gửi đủ %(limit_mb)s MB. Hãy gửi tiếp vào ngày mai."),
    "broken": _("%(name)s: tệp hỏng hoặc dở dang, không mở được. Hãy chọn lại."),
    "banned": _("%(name)s: ảnh này đã bị gỡ theo quyết định của nhà trường nên không đăng lại được."),
    "video": _("%(name)s: video gửi qua bài học hoặc thư viện. Ở đây nhận ảnh, tin thoại và tệp."),
}
MESSAGES["extension"] = MESSAGES["type"]  # what `core.lib.filetypes` says of an ending it doesn't know


class AttachmentRefused(Exception):  # noqa: N818 (an answer about a file)
    """An upload that is not taken; `str()` is a translated sentence that names the file."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        message = MESSAGES.get(self.code, MESSAGES["broken"])
        try:
            return str(message) % self.params
        except KeyError:
            return str(MESSAGES["broken"]) % {"name": self.params.get("name", "")}
