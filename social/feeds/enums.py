"""Kinds and states of posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PostKind(models.TextChoices):
    POST = "post", _("Bài viết")
    ANNOUNCEMENT = "announcement", _("Thông báo")
    POLL = "poll", _("Bình chọn")
    EVENT = "event", _("Sự kiện")
    PRAISE = "praise", _("Khen ngợi")
    HOMEWORK = "homework", _("Dặn dò hôm nay")


class PostState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("post", "Nháp")
    SCHEDULED = "scheduled", pgettext_lazy("post", "Hẹn giờ")
    HELD = "held", pgettext_lazy("post", "Chờ duyệt")
    PUBLISHED = "published", pgettext_lazy("post", "Đã đăng")
    REJECTED = "rejected", pgettext_lazy("post", "Không được duyệt")
    HIDDEN = "hidden", pgettext_lazy("post", "Đã ẩn")
    REMOVED = "removed", pgettext_lazy("post", "Đã gỡ")


class AnswerKind(models.TextChoices):
    """What an announcement asks for."""

    NONE = "none", pgettext_lazy("answer", "Không cần trả lời")
    SEEN = "seen", pgettext_lazy("answer", "Bấm “Đã hiểu”")
    CONSENT = "consent", pgettext_lazy("answer", "Đồng ý hoặc không đồng ý")


class ReactionKind(models.TextChoices):
    """A small, kind set."""

    LIKE = "like", _("Thích")
    LOVE = "love", _("Yêu quý")
    CLAP = "clap", _("Hoan hô")
    THANKS = "thanks", _("Cảm ơn")
    WOW = "wow", _("Ngạc nhiên")


FACES: dict[str, str] = {
    ReactionKind.LIKE: "❤️", ReactionKind.LOVE: "🥰", ReactionKind.CLAP: "👏", ReactionKind.THANKS: "🙏", ReactionKind.WOW: "😮",
}  # fmt: skip


class EntryKind(models.TextChoices):
    HOME = "home", _("Đăng ở đây")
    SHARED = "shared", _("Chia sẻ tới đây")
    SENT_DOWN = "sent_down", _("Cấp trên gửi xuống")


class Coming(models.TextChoices):
    """What people say to an event."""

    YES = "yes", pgettext_lazy("event", "Tôi đến")
    MAYBE = "maybe", pgettext_lazy("event", "Có thể")
    NO = "no", pgettext_lazy("event", "Không đến")
