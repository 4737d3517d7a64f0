"""Kinds and states of requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """What somebody wants done with the data."""

    ACCESS = "access", _("Xem dữ liệu đang lưu")
    EXPORT = "export", _("Nhận một bản dữ liệu")
    CORRECT = "correct", _("Sửa thông tin sai")
    RESTRICT = "restrict", _("Dừng dùng dữ liệu ngoài việc học")
    ERASE = "erase", _("Xoá dữ liệu")


class RequestState(models.TextChoices):
    """Where a request stands. Legal steps: new → working → done or refused; new or working → withdrawn."""

    NEW = "new", _("Mới gửi")
    WORKING = "working", _("Đang làm")
    DONE = "done", _("Đã xong")
    REFUSED = "refused", _("Không thực hiện được")
    WITHDRAWN = "withdrawn", _("Đã rút")
