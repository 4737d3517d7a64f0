"""Kinds of signals and states of the console."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignalKind(models.TextChoices):
    """What a player or the server may notice. None of them is a verdict."""

    BLUR = "blur", _("Rời khỏi màn hình làm bài")
    FULLSCREEN = "fullscreen", _("Thoát toàn màn hình")
    PASTE = "paste", _("Dán nội dung từ nơi khác")
    COPY = "copy", _("Sao chép đề")
    PRINT = "print", _("Mở hộp in")
    RELOAD = "reload", _("Tải lại trang")
    OFFLINE = "offline", _("Mất mạng")
    DEVICE = "device", _("Đổi sang thiết bị khác")
    ADDRESS = "address", _("Đổi địa chỉ mạng")
    CLOCK = "clock", _("Đồng hồ của máy bị chỉnh")


class Standing(models.TextChoices):
    """How a candidate stands, as the console shows it."""

    ABSENT = "absent", pgettext_lazy("candidate", "Chưa vào")
    WORKING = "working", pgettext_lazy("candidate", "Đang làm")
    LOST = "lost", pgettext_lazy("candidate", "Mất kết nối")
    LOCKED = "locked", pgettext_lazy("candidate", "Đang khoá")
    SUBMITTED = "submitted", pgettext_lazy("candidate", "Đã nộp")
