"""Closed choices of signing in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlipKind(models.TextChoices):
    PASSWORDS = "passwords", _("Mật khẩu dùng một lần")
    PICTURES = "pictures", _("Mã QR của lớp (chọn tên và hình)")
    GUARDIANS = "guardians", _("Mã phụ huynh")


class PictureAnswer(models.TextChoices):
    """What came of a picture code: signed in, wrong, must wait, closed until the teacher opens, none chosen yet."""

    OK = "ok"
    WRONG = "wrong"
    WAIT = "wait"
    CLOSED = "closed"
    NONE = "none"
