"""What can be wrong with people's data, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from .types import Problem

MESSAGES = {
    "required": _("Cần điền mục này."),
    "personal_id_format": _("Số định danh cá nhân gồm đúng 12 chữ số."),
    "personal_id_sex": _("Số định danh không khớp giới tính (chữ số thứ tư)."),
    "personal_id_year": _("Số định danh không khớp năm sinh (chữ số thứ tư đến thứ sáu)."),
    "personal_id_taken": _("Số định danh này đã thuộc về một người khác."),
    "moet_id_format": _("Mã định danh Bộ GD&ĐT gồm đúng 10 chữ số."),
    "moet_id_taken": _("Mã định danh Bộ GD&ĐT này đã thuộc về một người khác."),
    "phone_format": _("Số điện thoại không hợp lệ; ví dụ 0912345678."),
    "email_format": _("Địa chỉ e-mail không hợp lệ."),
    "born_on_range": _("Ngày sinh không hợp lí."),
    "unknown_code": _("Giá trị này không có trong danh mục."),
    "similar": _("Đã có người trùng họ tên và ngày sinh. Hãy xem lại trước khi tạo hồ sơ mới."),
    "extra_unknown": _("Mục này không được phép sửa."),
    "code_unknown": _("Mã hoặc ngày sinh không đúng. Hãy xem lại phiếu của nhà trường."),
    "code_used_up": _("Mã này đã dùng hết lượt. Hãy xin nhà trường mã mới."),
    "code_throttled": _("Bạn đã thử sai nhiều lần. Xin đợi 15 phút rồi thử lại."),
    "code_own": _("Bạn không thể làm phụ huynh của chính mình."),
    "guardians_full": _("Học sinh này đã có đủ 10 người giám hộ. Hãy liên hệ nhà trường."),
    "already_guardian": _("Người này đã là phụ huynh của học sinh."),
    "phone_taken": _("Số điện thoại này đã có tài khoản. Hãy đăng nhập rồi nhập mã."),
    "password_weak": _("Mật khẩu chưa đủ mạnh."),
    "identifiers_differ": _("Hai hồ sơ có số định danh hoặc mã Bộ khác nhau: có thể là hai người khác nhau."),
    "merge_self": _("Không thể gộp một hồ sơ với chính nó."),
    "already_merged": _("Hồ sơ này đã được gộp vào một hồ sơ khác."),
    "voice_wrong": _("Ở độ tuổi này, ý kiến này phải do người khác trả lời."),
    "may_see_unknown": _("Quyền xem không hợp lệ."),
}


def message(code: str) -> str:
    """Return the words for a problem's code."""
    return str(MESSAGES.get(code, code))


class PeopleError(Exception):
    """People's data refused. `code` is stable; `str()` is a sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return message(self.code)


class PersonInvalid(PeopleError):  # noqa: N818 (an answer about data, not a fault)
    """A record that can't be saved, with every problem by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("invalid")
        self.problems = list(problems)

    def __str__(self) -> str:
        return " ".join(f"{problem.field}: {message(problem.code)}" for problem in self.problems)


class JoinRefused(PeopleError):  # noqa: N818
    """A joining code that doesn't work (unknown, used up, throttled)."""


class ConsentRefused(PeopleError):  # noqa: N818
    """A word in the consent ledger that isn't this person's to give."""


class MergeRefused(PeopleError):  # noqa: N818
    """Two records that can't be made one."""
