"""Why units, hats, classes and enrolments can't be changed as asked, in words."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "name_empty": _("Cần có tên đơn vị."),
    "key_taken": _("Mã đơn vị này đã có."),
    "key_empty": _("Cần có mã đơn vị."),
    "kind_misplaced": _("Loại đơn vị này không thể đặt dưới đơn vị đã chọn."),
    "unit_closed": _("Đơn vị đã giải thể hoặc sáp nhập nên không thay đổi được nữa."),
    "date_future": _("Ngày có hiệu lực không được ở tương lai; hãy thực hiện vào đúng ngày đó."),
    "date_early": _("Ngày có hiệu lực sớm hơn lần thay đổi trước của đơn vị."),
    "move_inside": _("Không thể chuyển một đơn vị vào trong chính nó."),
    "has_open_children": _("Đơn vị còn đơn vị trực thuộc đang hoạt động. Hãy chuyển hoặc đóng các đơn vị đó trước."),
    "has_learners": _("Đơn vị còn học sinh đang học. Hãy chuyển học sinh hoặc sáp nhập đơn vị."),
    "merge_nothing": _("Cần chọn ít nhất một đơn vị để sáp nhập."),
    "merge_itself": _("Không thể sáp nhập một đơn vị vào chính nó."),
    "merge_kinds": _("Chỉ sáp nhập được trường với trường, hoặc các đơn vị cùng loại."),
    "merged_elsewhere": _("Có đơn vị đã sáp nhập vào nơi khác hoặc đã giải thể."),
    "role_misfit": _("Vai này không dùng cho loại đơn vị này."),
    "role_by_enrolment": _("Vai học sinh có được khi xếp lớp, không trao bằng tay."),
    "own_hat": _("Không ai tự trao hoặc tự thu hồi vai của chính mình."),
    "hat_dates": _("Ngày kết thúc phải sau ngày bắt đầu."),
    "class_taken": _("Trường đã có lớp mang mã này trong năm học."),
    "class_other_unit": _("Lớp không thuộc cùng một trường."),
    "class_other_year": _("Lớp thuộc năm học khác."),
    "site_misplaced": _("Điểm trường không thuộc trường này."),
    "not_staff": _("Người này chưa có vai giáo viên ở trường."),
    "subject_needed": _("Cần chọn môn học."),
    "already_studying": _("Học sinh đang học ở một lớp khác của trường. Hãy dùng chuyển lớp."),
    "studying_elsewhere": _("Học sinh đang học ở trường khác. Trường đó cần cho chuyển đi trước."),
    "not_studying": _("Học sinh không còn học ở lớp này."),
    "not_last_grade": _("Chỉ lớp cuối cấp của trường mới hoàn thành chương trình."),
    "year_running": _("Năm học còn dài. Chỉ ghi nhận hoàn thành trong ba tháng cuối năm học hoặc sau đó."),
    "same_class": _("Học sinh đang ở chính lớp này."),
    "not_found": _("Không tìm thấy học sinh nào khớp cả mã và ngày sinh."),
    "person_unknown": _("Không tìm thấy ai khớp cả số định danh (hoặc mã Bộ) và ngày sinh."),
    "person_merged": _("Hồ sơ này đã được gộp vào hồ sơ khác."),
    "already_ended": _("Việc này đã kết thúc trước đó."),
}


class OrganisationError(Exception):
    """A change to units or places refused. `code` is stable; `str()` is a sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(MESSAGES.get(self.code, self.code))


class UnitRefused(OrganisationError):  # noqa: N818 (an answer about the request, not a fault)
    """A unit can't be opened, renamed, moved, merged or closed so."""


class HatRefused(OrganisationError):  # noqa: N818
    """A hat can't be granted or ended so."""


class ClassRefused(OrganisationError):  # noqa: N818
    """A class or a teaching duty can't be made so."""


class EnrolmentRefused(OrganisationError):  # noqa: N818
    """A learner can't be enrolled, moved or let go so."""
