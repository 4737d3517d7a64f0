"""What can be wrong with a roster file, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .types import Problem


class RosterFileError(Exception):
    """The file can't be read as a roster; nothing was saved. `code` picks the words."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value

    def __str__(self) -> str:
        return message_of(Problem(0, "", self.code, self.value))


MESSAGES = {
    "file.type": gettext_noop("Chỉ nhận tệp Excel (.xlsx) hoặc CSV; tệp “%(value)s” thuộc loại khác."),
    "file.old_excel": gettext_noop("Tệp “%(value)s” là Excel đời cũ (.xls). Hãy mở bằng Excel và lưu lại dạng .xlsx."),
    "file.broken": gettext_noop("Không mở được tệp “%(value)s”: tệp hỏng hoặc đang đặt mật khẩu."),
    "file.too_big": gettext_noop("Tệp quá lớn. Mỗi lần nhận nhiều nhất %(value)s."),
    "file.empty": gettext_noop("Tệp không có dòng dữ liệu nào."),
    "file.no_header": gettext_noop("Không tìm thấy dòng tiêu đề. Hãy giữ dòng tiêu đề của tệp mẫu, ví dụ “Họ và tên”, “Ngày sinh”."),
    "column.missing": gettext_noop("Thiếu cột bắt buộc “%(value)s”."),
    "column.twice": gettext_noop("Hai cột cùng được hiểu là “%(value)s”; hãy chọn lại một cột."),
    "required": gettext_noop("Chưa điền."),
    "name": gettext_noop("“%(value)s” không giống họ tên: cần ít nhất họ và tên, không có chữ số."),
    "date": gettext_noop("“%(value)s” không phải ngày dd/mm/yyyy."),
    "date.range": gettext_noop("Ngày sinh %(value)s không hợp với người đang học hoặc đang làm việc."),
    "sex": gettext_noop("“%(value)s” không hợp lệ; chỉ ghi “Nam” hoặc “Nữ”."),
    "personal_id.format": gettext_noop("Số định danh “%(value)s” phải có đúng 12 chữ số."),
    "personal_id.sex": gettext_noop("Số định danh %(value)s không khớp giới tính."),
    "personal_id.year": gettext_noop("Số định danh %(value)s không khớp năm sinh."),
    "personal_id.zero": gettext_noop("Số định danh thiếu số 0 ở đầu (Excel bỏ mất); đã hiểu là %(value)s."),
    "long": gettext_noop("Dài quá: ô này giữ được nhiều nhất %(value)s kí tự."),
    "moet_id": gettext_noop("Mã định danh Bộ GD&ĐT “%(value)s” phải có đúng 10 chữ số."),
    "phone": gettext_noop("“%(value)s” không phải số điện thoại; đã bỏ qua."),
    "email": gettext_noop("“%(value)s” không phải địa chỉ e-mail; đã bỏ qua."),
    "code": gettext_noop("“%(value)s” không có trong danh mục."),
    "year": gettext_noop("Năm sinh “%(value)s” không hợp lệ; đã bỏ qua."),
    "class.grade": gettext_noop("Không đoán được khối của lớp “%(value)s”. Hãy tạo lớp này trước."),
    "class.unknown": gettext_noop("Đơn vị chưa có lớp “%(value)s” trong năm học này."),
    "role": gettext_noop("Vị trí việc làm “%(value)s” không hợp lệ; ghi CBQL, GV hoặc NV."),
    "state": gettext_noop("Trạng thái “%(value)s” không hợp lệ."),
    "subject": gettext_noop("Môn “%(value)s” không có trong danh mục; đã bỏ qua phân công này."),
    "twice.personal_id": gettext_noop("Số định danh %(value)s đã có ở dòng khác trong tệp."),
    "twice.moet_id": gettext_noop("Mã định danh %(value)s đã có ở dòng khác trong tệp."),
    "twice.person": gettext_noop("Trùng với dòng %(value)s: cùng họ tên, ngày sinh và lớp."),
    "ambiguous": gettext_noop("Có nhiều người tên “%(value)s” cùng ngày sinh trong đơn vị; hãy điền số định danh."),
    "conflict": gettext_noop("Số định danh và mã định danh Bộ trỏ đến hai người khác nhau (%(value)s)."),
    "elsewhere": gettext_noop("Đang học ở %(value)s. Đánh dấu “Nhận học sinh chuyển đến” nếu nhà trường đã tiếp nhận."),
    "identity": gettext_noop("Số định danh này thuộc về %(value)s; họ tên và ngày sinh trong tệp khác hẳn."),
}


def message_of(problem: Problem) -> str:
    """Return the sentence for a problem in the current language."""
    return _(MESSAGES[problem.code]) % {"value": problem.value}
