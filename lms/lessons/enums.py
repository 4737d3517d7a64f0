"""Kinds of blocks and what they may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BlockType(models.TextChoices):
    HEADING = "heading", _("Tiêu đề")
    TEXT = "text", _("Văn bản")
    FORMULA = "formula", _("Công thức")
    PICTURE = "picture", _("Hình ảnh")
    AUDIO = "audio", _("Âm thanh")
    VIDEO = "video", _("Video")
    TABLE = "table", _("Bảng")
    CALLOUT = "callout", _("Khung nhấn")
    FILE = "file", _("Tệp")
    H5P = "h5p", _("H5P")
    CHECKPOINT = "checkpoint", _("Câu chốt")
    COLUMNS = "columns", _("Hai cột")


class CalloutTone(models.TextChoices):
    THEOREM = "theorem", _("Định lí")
    NOTE = "note", _("Lưu ý")
    REMEMBER = "remember", _("Ghi nhớ")
    WARNING = "warning", _("Cảnh báo")
    EXAMPLE = "example", _("Ví dụ")


class CheckpointKind(models.TextChoices):
    SINGLE = "single", _("Chọn một đáp án")
    MULTIPLE = "multiple", _("Chọn nhiều đáp án")
    TRUE_FALSE = "true_false", _("Đúng – Sai")
    TEXT = "text", _("Điền từ")
    NUMBER = "number", _("Điền số")
