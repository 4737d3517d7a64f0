"""What can go wrong in courses, each with a stable code and words for the person who did it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FILE_MESSAGES = {
    "empty": _("Tệp “%(name)s” trống, không có nội dung."),
    "too_large": _("Tệp “%(name)s” nặng %(size_mb)s MB, quá mức %(limit_mb)s MB cho loại tệp này."),
    "extension": _("Chưa nhận tệp “%(name)s”. Các loại tệp dùng được: %(allowed)s."),
    "svg": _("Tệp “%(name)s” là ảnh SVG, có thể chứa mã chạy được. Hãy lưu ảnh dưới dạng PNG rồi tải lên lại."),
    "mismatch": _("Nội dung của tệp “%(name)s” không đúng với đuôi .%(suffix)s. Hãy mở tệp trên máy, lưu lại đúng loại rồi tải lên."),
    "broken": _("Tệp “%(name)s” bị hỏng hoặc tải lên chưa trọn. Hãy mở thử trên máy rồi tải lên lại."),
    "encrypted": _("Tệp “%(name)s” đang đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."),
    "macro": _("Tệp “%(name)s” có macro (mã chạy được). Hãy lưu lại dưới dạng không có macro, ví dụ .docx, .xlsx, .pptx."),
    "bomb": _("Tệp “%(name)s” bung ra quá lớn nên không thể nhận."),
    "pixels": _("Ảnh “%(name)s” quá lớn: hơn %(limit_mpx)s triệu điểm ảnh. Hãy thu nhỏ ảnh rồi tải lên lại."),
    "frames": _("Ảnh động “%(name)s” dài hơn %(limit)s khung hình. Hãy dùng video thay cho ảnh động."),
    "encoding": _("Tệp chữ “%(name)s” không ở bảng mã UTF-8. Hãy lưu lại với bảng mã UTF-8."),
    "captions": _("Tệp phụ đề “%(name)s” phải bắt đầu bằng dòng WEBVTT."),
    "daily_limit": _("Hôm nay bạn đã tải lên quá %(limit_mb)s MB. Mai bạn tải tiếp nhé."),
}

COURSE_MESSAGES = {
    "title_missing": _("Hãy đặt tên, tên không được để trống."),
    "title_long": _("Tên dài quá 200 kí tự. Hãy rút gọn lại."),
    "not_in_course": _("Mục này không thuộc khoá học đang mở. Hãy tải lại trang."),
    "nothing_to_publish": _("Khoá học chưa có hoạt động nào. Hãy thêm ít nhất một hoạt động rồi mở khoá học."),
    "never_published": _("Khoá học chưa được mở lần nào nên chưa có bản để trở về."),
    "archived": _("Khoá học đã cất. Hãy lấy lại khoá học trước khi sửa."),
    "template_unassignable": _("Khoá học mẫu không giao cho lớp. Hãy tạo một bản sao rồi giao bản sao."),
    "other_unit_class": _("Lớp %(class)s không thuộc đơn vị của khoá học."),
    "unknown_kind": _("Loại hoạt động này hiện không dùng được."),
    "completion_rule": _("Loại hoạt động này không dùng được cách tính hoàn thành đã chọn."),
    "score_range": _("Điểm phải nằm trong khoảng từ 0 đến 100 phần trăm."),
    "score_missing": _("Hãy cho biết điểm tối thiểu."),
    "minutes_range": _("Thời lượng phải từ 1 đến 600 phút."),
    "due_before_open": _("Hạn làm bài phải sau thời điểm mở."),
    "after_itself": _("Một hoạt động không thể chờ chính nó."),
    "after_elsewhere": _("Hoạt động phải làm trước không thuộc khoá học này."),
    "after_cycle": _("Các hoạt động chờ nhau thành vòng: %(titles)s. Hãy chọn hoạt động khác."),
    "last_owner": _("Khoá học cần một người phụ trách. Hãy giao cho người khác phụ trách trước."),
    "not_a_teacher": _("%(name)s không có vai giáo viên đang dùng ở đơn vị của khoá học."),
    "nobody_found": _("Không tìm thấy ai có mã hoặc tên đăng nhập “%(typed)s” trong phạm vi của bạn."),
    "content_not_ready": _("“%(title)s”: %(problem)s"),
    "link_scheme": _("Địa chỉ phải bắt đầu bằng https:// và có tên miền."),
    "file_missing": _("Hãy chọn một tệp đã tải lên trong khoá học này."),
    "page_empty": _("Trang chưa có nội dung."),
}


class CourseRefused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """A change to a course that its rules do not allow. `code` is stable, `str()` is for people, `field` names the form field."""

    messages = COURSE_MESSAGES

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    def __str__(self) -> str:
        return str(self.messages[self.code]) % self.params


class FileRefused(CourseRefused):
    """An upload that is not accepted; nothing was kept."""

    messages = FILE_MESSAGES
