"""Choices of scoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ScoreSource(models.TextChoices):
    MACHINE = "machine", _("Máy chấm")
    MARKER = "marker", _("Người chấm")
    RECONCILED = "reconciled", _("Thống nhất hai người chấm")
    REGRADE = "regrade", _("Chấm lại")
    APPEAL = "appeal", _("Phúc khảo")
    WAITING = "waiting", _("Chờ chấm")


class MarkRound(models.TextChoices):
    FIRST = "first", pgettext_lazy("marking", "Chấm lần 1")
    SECOND = "second", pgettext_lazy("marking", "Chấm lần 2")
    RECONCILE = "reconcile", pgettext_lazy("marking", "Thống nhất")
    APPEAL = "appeal", pgettext_lazy("marking", "Phúc khảo")


class AppealState(models.TextChoices):
    OPEN = "open", pgettext_lazy("appeal", "Chờ xử lí")
    MARKING = "marking", pgettext_lazy("appeal", "Đang chấm phúc khảo")
    KEPT = "kept", pgettext_lazy("appeal", "Giữ điểm")
    CHANGED = "changed", pgettext_lazy("appeal", "Đã sửa điểm")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Đã rút")
