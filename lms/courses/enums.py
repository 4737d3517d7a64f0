"""Closed choices of courses: states, roles, completion rules, kinds of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã mở")
    ARCHIVED = "archived", _("Đã cất")


class CourseRole(models.TextChoices):
    OWNER = "owner", _("Phụ trách")
    EDITOR = "editor", _("Cùng soạn")


class CompletionRule(models.TextChoices):
    SEEN = "seen", _("Xem đến cuối")
    CHECKPOINTS = "checkpoints", _("Trả lời hết câu chốt")
    FINISHED = "finished", _("Làm xong hoạt động")
    SCORE = "score", _("Đạt điểm tối thiểu")
    SELF = "self", _("Tự đánh dấu đã xong")


class FileKind(models.TextChoices):
    IMAGE = "image", _("Hình ảnh")
    AUDIO = "audio", _("Âm thanh")
    VIDEO = "video", _("Video")
    DOCUMENT = "document", _("Tài liệu")
    OTHER = "other", _("Tệp khác")


class PreviewState(models.TextChoices):
    NONE = "none", _("Không có bản xem trước")
    WAITING = "waiting", _("Đang chuẩn bị bản xem trước")
    READY = "ready", _("Xem trước được")
    FAILED = "failed", _("Không tạo được bản xem trước")
