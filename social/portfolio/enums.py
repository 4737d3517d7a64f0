"""States of works."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkState(models.TextChoices):
    WAITING = "waiting", _("Chờ thầy cô xem")
    APPROVED = "approved", _("Đã vào góc của em")
    RETURNED = "returned", _("Thầy cô nhắn sửa")
    HIDDEN = "hidden", pgettext_lazy("work", "Đã ẩn")
    REMOVED = "removed", pgettext_lazy("work", "Đã gỡ")
