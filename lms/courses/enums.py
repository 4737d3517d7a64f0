"""States of courses and roles in them."""

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
