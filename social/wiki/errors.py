"""Why the page of a space is not saved."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "title": _("Hãy đặt tên cho trang."),
    "long": _("Trang dài quá. Hãy rút ngắn hoặc để phần dài thành tệp."),
    "conflict": _("Trong lúc bạn viết, người khác đã lưu trang này. Cả hai bản đều ở trang này: hãy gộp lại rồi lưu."),
}


class WikiRefused(Exception):  # noqa: N818 (an answer about a form)
    """Something that is not saved; `str()` is a translated sentence. With `conflict`, `newest` is what somebody else saved meanwhile."""

    def __init__(self, code: str, field: str = "", message: str = "", newest: Any = None) -> None:
        super().__init__(code)
        self.code, self.field, self.message, self.newest = code, field, message, newest

    def __str__(self) -> str:
        return self.message or str(MESSAGES[self.code])
