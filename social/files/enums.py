"""Kinds of attachments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentKind(models.TextChoices):
    PICTURE = "picture", _("Ảnh")
    VOICE = "voice", _("Tin thoại")
    FILE = "file", _("Tệp")
