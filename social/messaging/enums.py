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
    ABSENCE = "absence", _("Đơn xin nghỉ học")
    SYSTEM = "system", _("Tin tự động")


class MessageState(models.TextChoices):
    SENT = "sent", pgettext_lazy("message", "Đã gửi")
    HELD = "held", pgettext_lazy("message", "Chờ duyệt")
    REJECTED = "rejected", pgettext_lazy("message", "Không được duyệt")
    HIDDEN = "hidden", pgettext_lazy("message", "Đã ẩn")
    REMOVED = "removed", pgettext_lazy("message", "Đã thu hồi")


class AbsenceState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("absence", "Chờ trả lời")
    CONFIRMED = "confirmed", pgettext_lazy("absence", "Đã duyệt")
    REFUSED = "refused", pgettext_lazy("absence", "Chưa đồng ý")
    WITHDRAWN = "withdrawn", pgettext_lazy("absence", "Đã rút")


class Session(models.TextChoices):
    MORNING = "morning", pgettext_lazy("session", "Buổi sáng")
    AFTERNOON = "afternoon", pgettext_lazy("session", "Buổi chiều")


WEEKDAYS = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))

#: Those of two people (a homeroom teacher may listen in).
DIRECT = frozenset({ConversationKind.FAMILY, ConversationKind.PUPIL, ConversationKind.HOME, ConversationKind.STAFF})
#: Those a guardian is in because of a child: without the guardianship it neither reads them nor hears of them.
ABOUT = frozenset({ConversationKind.FAMILY, ConversationKind.HOME})
#: Where a teacher's quiet hours count.
HUSHED = frozenset({ConversationKind.FAMILY, ConversationKind.PUPIL})
#: What others still find in its place once it had reached them: the words, or that they are gone.
OUT = (MessageState.SENT, MessageState.REMOVED, MessageState.HIDDEN)
