"""Choices of papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PaperState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("paper", "Đang soạn")
    FROZEN = "frozen", pgettext_lazy("paper", "Đã chốt")


class PartForm(models.TextChoices):
    """The official item forms (CV 7991/BGDĐT-GDTrH 2024); `mixed` for own tests."""

    CHOICE = "choice", _("Nhiều lựa chọn")
    TRUE_FALSE = "true_false", _("Đúng – sai")
    SHORT = "short", _("Trả lời ngắn")
    ESSAY = "essay", _("Tự luận")
    MIXED = "mixed", pgettext_lazy("part", "Hỗn hợp")


class LevelScale(models.TextChoices):
    FOUR = "four", _("Bốn mức (NB, TH, VD, VDC)")
    THREE = "three", _("Ba mức (Biết, Hiểu, Vận dụng)")
