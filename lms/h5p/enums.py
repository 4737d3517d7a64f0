"""States of packages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PackageState(models.TextChoices):
    READY = "ready", _("Dùng được")
    REMOVED = "removed", _("Đã bỏ khỏi kho")
