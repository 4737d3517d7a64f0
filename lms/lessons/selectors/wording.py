"""Vietnamese sentences for the codes that rules, services and the Word reader return."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TEXTS: dict[str, str] = {
    "publish.empty": gettext_noop("Bài học chưa có nội dung. Thêm ít nhất một khối rồi giao."),
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
    "lessons.conflict": gettext_noop("Bài này vừa được lưu ở nơi khác."),
}


def problem_text(code: str, params: dict[str, Any] | None = None) -> str:
    """Return the sentence for a code, in the reader's language; the code itself where there is none."""
    return _(TEXTS.get(code, code)) % (params or {}) if params else _(TEXTS.get(code, code))
