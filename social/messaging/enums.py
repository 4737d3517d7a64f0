"""Kinds of conversations and messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConversationKind(models.TextChoices):
    FAMILY = "family", _("Gia đình và thầy cô")
    PUPIL = "pupil", _("Học sinh và thầy cô")
    HOME = "home", _("Trong gia đình")
    STAFF = "staff", _("Đồng nghiệp")
    GROUP = "group", _("Nhóm thầy cô")
    PARENTS = "parents", _("Kênh phụ huynh của lớp")
    CLASS = "class", _("Kênh của lớp")


CHANNELS = frozenset({ConversationKind.PARENTS, ConversationKind.CLASS})


class MessageKind(models.TextChoices):
    TEXT = "text", _("Tin nhắn")
    PICTURE = "picture", pgettext_lazy("message", "Ảnh")
    VOICE = "voice", pgettext_lazy("message", "Tin thoại")
    FILE = "file", pgettext_lazy("message", "Tệp")
    SYSTEM = "system", _("Tin tự động")


class MessageState(models.TextChoices):
    SENT = "sent", pgettext_lazy("message", "Đã gửi")
    HELD = "held", pgettext_lazy("message", "Chờ duyệt")
    HIDDEN = "hidden", pgettext_lazy("message", "Đã ẩn")
    REMOVED = "removed", pgettext_lazy("message", "Đã thu hồi")
