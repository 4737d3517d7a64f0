"""Channels, states of what goes out, rhythms of the digest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """What carries a notification to a person. The inbox is the notification itself; the others are deliveries."""

    INBOX = "inbox", _("Trong hộp")
    EMAIL = "email", _("E-mail")
    PUSH = "push", _("Điện thoại, máy tính")
    OTT = "ott", _("Zalo, Telegram, Viber")


#: What channels are called where there is little room.
SHORT = {Channel.INBOX: _("Hộp thông báo"), Channel.EMAIL: _("E-mail"), Channel.PUSH: _("Hiện trên máy"), Channel.OTT: _("Nhắn tin")}

#: Channels that have deliveries, in the order people read them.
OUTSIDE = (Channel.PUSH, Channel.EMAIL, Channel.OTT)


class DeliveryState(models.TextChoices):
    """Where a delivery stands. The values are stored."""

    QUEUED = "queued", _("Đang chờ gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    DEAD = "dead", _("Đã thôi gửi")
    SKIPPED = "skipped", _("Không cần gửi nữa")


#: States in which somebody has to look.
TROUBLE = (DeliveryState.FAILED, DeliveryState.DEAD)


class DigestRhythm(models.TextChoices):
    """How often the digest comes."""

    OFF = "off", _("Không gửi")
    DAILY = "daily", _("Mỗi ngày")
    WEEKLY = "weekly", _("Mỗi tuần, chiều thứ Sáu")


class Gateway(models.TextChoices):
    """A messenger the platform can write to. The values are stored."""

    ZALO = "zalo", "Zalo"
    TELEGRAM = "telegram", "Telegram"
    VIBER = "viber", "Viber"


class KindGroup(models.TextChoices):
    """What a kind is about, in the order people look for it among the choices."""

    COMMUNITY = "community", _("Lớp và trường")
    MESSAGES = "messages", _("Tin nhắn và xin nghỉ")
    STUDY = "study", _("Học tập")
    RESULTS = "results", _("Kiểm tra và kết quả")
    TALK = "talk", _("Bình luận và nhắc tên")
    GROUPS = "groups", _("Nhóm và câu lạc bộ")
    SAFETY = "safety", _("An toàn và quyết định")
    DIGEST = "digest", _("Bản tin tổng hợp")
    ACCOUNT = "account", _("An toàn tài khoản")


#: Why the essential kinds of a group cannot be switched off.
ALWAYS = {
    KindGroup.SAFETY: _("Luôn bật: đây là tin chính thức, liên quan tới an toàn của các em và quyền khiếu nại của bạn."),
    KindGroup.ACCOUNT: _("Luôn bật: bạn cần biết ngay khi có điều gì chạm tới tài khoản hay dữ liệu của mình."),
}


class DigestSection(models.TextChoices):
    """The parts of a child's digest, in the order people read them."""

    DUE = "due", _("Sắp đến hạn")
    MISSING = "missing", _("Còn thiếu")
    RESULTS = "results", _("Kết quả mới trả")
    ABSENCES = "absences", _("Ngày nghỉ")
