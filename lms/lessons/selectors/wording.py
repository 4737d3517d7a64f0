"""Vietnamese sentences for the codes that rules, services and the Word reader return."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TEXTS: dict[str, str] = {
    "publish.empty": gettext_noop("Bài học chưa có nội dung. Thêm ít nhất một khối rồi mở."),
    "publish.past": gettext_noop("Giờ hẹn đã qua. Chọn một giờ sắp tới."),
    "checkpoint.no_prompt": gettext_noop("Câu chốt chưa có câu hỏi."),
    "checkpoint.few_options": gettext_noop("Câu chốt cần ít nhất hai đáp án có nội dung."),
    "checkpoint.no_right": gettext_noop("Câu chốt chưa chọn đáp án đúng."),
    "checkpoint.many_right": gettext_noop("Câu chốt chọn một đáp án mà có nhiều đáp án đúng."),
    "checkpoint.no_key": gettext_noop("Câu chốt chưa có đáp án."),
    "heading.empty": gettext_noop("Tiêu đề còn trống."),
    "heading.order": gettext_noop("Mục con đứng trước mục lớn đầu tiên. Thêm một mục lớn ở trên."),
    "picture.no_file": gettext_noop("Khối ảnh chưa có ảnh."),
    "picture.no_alt": gettext_noop("Ảnh chưa có lời mô tả. Học sinh khiếm thị không biết ảnh vẽ gì."),
    "picture.file_name_alt": gettext_noop("Lời mô tả ảnh giống tên tệp. Viết một câu nói ảnh vẽ gì."),
    "audio.no_file": gettext_noop("Khối âm thanh chưa có tệp."),
    "audio.no_transcript": gettext_noop("Bài nghe chưa có lời ghi cho học sinh không nghe được."),
    "video.no_file": gettext_noop("Khối video chưa có tệp."),
    "video.no_transcript": gettext_noop("Video chưa có phụ đề hoặc lời ghi."),
    "file.no_file": gettext_noop("Khối tệp chưa có tệp."),
    "h5p.no_package": gettext_noop("Khối H5P chưa chọn gói."),
    "table.no_header": gettext_noop("Bảng chưa có hàng hay cột tiêu đề."),
    "text.empty": gettext_noop("Khối chữ còn trống."),
    "text.long": gettext_noop("Đoạn văn dài %(words)s chữ. Tách ra cho dễ đọc trên điện thoại."),
    "formula.empty": gettext_noop("Khối công thức còn trống."),
    "formula.unknown": gettext_noop("Công thức có lệnh không đọc được: %(word)s"),
    "formula.unfinished": gettext_noop("Công thức viết dở hoặc thiếu ngoặc."),
    "formula.long": gettext_noop("Công thức quá dài. Tách thành nhiều công thức."),
    "content.shape": gettext_noop("Nội dung gửi lên không phải là bài học."),
    "content.block": gettext_noop("Khối thứ %(position)s thuộc loại không có trong bài học."),
    "content.too_many": gettext_noop("Bài học có quá %(limit)s khối. Tách thành hai bài."),
    "content.text_too_long": gettext_noop("Một khối chữ dài quá %(limit)s kí tự. Tách thành nhiều khối."),
    "docx.empty": gettext_noop("Tệp “%(name)s” trống."),
    "docx.large": gettext_noop("Tệp “%(name)s” nặng quá %(limit_mb)s MB. Giảm cỡ ảnh trong Word (Nén ảnh) rồi thử lại."),
    "docx.encrypted": gettext_noop("Tệp “%(name)s” đang đặt mật khẩu. Mở bằng Word, bỏ mật khẩu rồi thử lại."),
    "docx.old": gettext_noop("Tệp “%(name)s” là bản Word cũ (.doc). Mở bằng Word, chọn Lưu thành .docx rồi thử lại."),
    "docx.not_word": gettext_noop("Tệp “%(name)s” không phải tài liệu Word (.docx)."),
    "docx.broken": gettext_noop("Tệp “%(name)s” bị hỏng hoặc tải lên chưa trọn. Mở thử bằng Word rồi lưu lại."),
    "docx.macro": gettext_noop("Tệp “%(name)s” có macro (mã chạy được). Lưu lại thành .docx thường rồi thử lại."),
    "docx.bomb": gettext_noop("Tệp “%(name)s” bung ra quá lớn nên không đọc."),
    "docx.slow": gettext_noop("Tệp “%(name)s” quá dài để đọc một lần. Tách thành nhiều tệp rồi thử lại."),
    "docx.nothing": gettext_noop("Không thấy nội dung nào trong tệp “%(name)s”."),
    "picture.external": gettext_noop("Hình %(number)s nằm ở ngoài tệp Word nên không lấy được. Chép hình vào Word hoặc tải hình lên sau."),
    "picture.missing": gettext_noop("Hình %(number)s không còn trong tệp Word."),
    "picture.vector": gettext_noop(
        "Hình %(number)s ở dạng %(format)s, trình duyệt không vẽ được. Trong Word, chép hình rồi dán lại dạng PNG."
    ),
    "picture.too_many": gettext_noop("Hình %(number)s không lấy: mỗi lần chỉ nhận %(limit)s hình."),
    "picture.refused": gettext_noop("Hình %(number)s không lưu được: %(reason)s"),
    "object.formula": gettext_noop("Công thức MathType ở đoạn %(paragraph)s không đọc được. Gõ lại bằng khối công thức."),
    "object.formula_kept": gettext_noop("Công thức MathType ở đoạn %(paragraph)s được giữ dạng hình."),
    "object.other": gettext_noop("Đối tượng chèn ở đoạn %(paragraph)s (bảng tính, tệp nhúng) không lấy được."),
    "object.other_kept": gettext_noop("Đối tượng chèn ở đoạn %(paragraph)s được giữ dạng hình."),
    "object.chart": gettext_noop("Biểu đồ hoặc sơ đồ ở đoạn %(paragraph)s không lấy được. Trong Word, chép rồi dán lại dạng hình."),
    "table.merged": gettext_noop("Bảng %(number)s có ô gộp. Nội dung ô gộp được ghi lại vào từng ô, xem lại cho đúng."),
    "table.pictures": gettext_noop("Bảng %(number)s có hình trong ô. Hình được đặt ngay sau bảng."),
    "comment.empty": gettext_noop("Góp ý còn trống."),
    "lessons.conflict": gettext_noop("Bài này vừa được lưu ở nơi khác."),
}


def problem_text(code: str, params: dict[str, Any] | None = None) -> str:
    """Return the sentence for a code, in the reader's language; the code itself where there is none."""
    return _(TEXTS.get(code, code)) % (params or {}) if params else _(TEXTS.get(code, code))


def note_texts(notes: list[dict[str, Any]]) -> list[str]:
    """Return the sentences of a Word file's notes."""
    return [problem_text(note["code"], {"number": note["number"], **note["params"]}) for note in notes]
