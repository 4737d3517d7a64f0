"""Closed choices of roster imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RosterKind(models.TextChoices):
    STUDENTS = "students", pgettext_lazy("list", "Học sinh")
    STAFF = "staff", _("Cán bộ, giáo viên, nhân viên")


class RosterState(models.TextChoices):
    UPLOADED = "uploaded", _("Đã tải lên")
    CHECKED = "checked", _("Đã kiểm tra")
    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    UNDONE = "undone", _("Đã hoàn tác")
    FAILED = "failed", _("Bị dừng")


class EntryAction(models.TextChoices):
    CREATED = "created", _("Thêm mới")
    UPDATED = "updated", _("Cập nhật")
    UNCHANGED = "unchanged", _("Không đổi")
    CLASS_TRANSFER = "class_transfer", _("Chuyển lớp")
    TRANSFER_IN = "transfer_in", _("Chuyển đến")
    LEFT = "left", _("Rời đi")
    REFUSED = "refused", _("Bị từ chối")
