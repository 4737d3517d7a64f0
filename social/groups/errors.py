"""Why something about a space is not done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "name_empty": _("Hãy đặt tên cho nhóm."),
    "name_taken": _("Đơn vị đã có một nhóm tên này. Hãy đặt tên khác."),
    "last_owner": _("Nhóm cần ít nhất một quản trị. Hãy giao quyền cho người khác trước."),
    "no_account": _("Không tìm thấy thầy cô nào có tên đăng nhập, điện thoại hoặc thư điện tử này."),
    "not_staff": _("Chỉ mời được thầy cô và cán bộ. Học sinh do thầy cô dạy các em đưa vào câu lạc bộ."),
    "not_your_pupil": _("Bạn chỉ đưa vào được học sinh các lớp bạn đang dạy."),
    "archived": _("Nhóm đã đóng, chỉ còn để đọc."),
}


class SpaceRefused(Exception):  # noqa: N818 (an answer about a form)
    """Something that can't be done; `str()` is a translated sentence. `field` names the field of a form."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code, self.field = code, field

    def __str__(self) -> str:
        return str(MESSAGES[self.code])
