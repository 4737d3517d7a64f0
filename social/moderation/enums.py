"""What is reported, what becomes of it, and the measures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access.enums import Role

# Who judges cases in its own unit.
JUDGES = (Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER)


class CaseSource(models.TextChoices):
    REPORT = "report", pgettext_lazy("case", "Có người báo")
    CRISIS = "crisis", pgettext_lazy("case", "Lời kêu cứu")


class Category(models.TextChoices):
    """What is wrong, in the words of who reports it."""

    BULLYING = "bullying", _("Trêu chọc, bắt nạt, xúc phạm")
    THREAT = "threat", _("Dọa nạt, rủ đánh nhau")
    SEXUAL = "sexual", _("Lời lẽ, hình ảnh không đứng đắn")
    HARM = "harm", _("Có người cần giúp đỡ ngay")
    PRIVACY = "privacy", _("Lộ chuyện riêng, ảnh chưa được phép")
    SCAM = "scam", _("Lừa đảo, quảng cáo, cờ bạc")
    FALSE = "false", _("Tin sai sự thật")
    OTHER = "other", _("Chuyện khác")


URGENT = frozenset({Category.THREAT, Category.SEXUAL, Category.HARM})


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Chờ xử lí")
    DECIDED = "decided", pgettext_lazy("case", "Đã xử lí")
    APPEALED = "appealed", pgettext_lazy("case", "Đang khiếu nại")
    CLOSED = "closed", pgettext_lazy("case", "Đã giải quyết khiếu nại")


RUNNING = (CaseState.OPEN, CaseState.APPEALED)


class Decision(models.TextChoices):
    """From the mildest to the strongest; all from `hide` on hide the thing. `helped` answers a cry for help."""

    NONE = "none", pgettext_lazy("decision", "Không vi phạm")
    HIDE = "hide", pgettext_lazy("decision", "Ẩn nội dung")
    WARN = "warn", pgettext_lazy("decision", "Ẩn và nhắc nhở")
    MUTE = "mute", pgettext_lazy("decision", "Ẩn và tạm dừng viết")
    SUSPEND = "suspend", pgettext_lazy("decision", "Ẩn và khoá viết")
    CLOSE = "close", pgettext_lazy("decision", "Ẩn và khoá viết không thời hạn")
    HELPED = "helped", pgettext_lazy("decision", "Đã gặp và giúp em")


FAULTS = (Decision.HIDE, Decision.WARN, Decision.MUTE, Decision.SUSPEND, Decision.CLOSE)


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("appeal", "Giữ quyết định")
    REVERSED = "reversed", pgettext_lazy("appeal", "Hủy quyết định")


class SanctionKind(models.TextChoices):
    WARN = "warn", pgettext_lazy("measure", "Nhắc nhở")
    MUTE = "mute", pgettext_lazy("measure", "Tạm dừng viết")
    SUSPEND = "suspend", pgettext_lazy("measure", "Khoá viết")
    CLOSE = "close", pgettext_lazy("measure", "Khoá viết không thời hạn")


class StepKind(models.TextChoices):
    """What happened to a case."""

    OPENED = "opened", pgettext_lazy("step", "Nhận báo cáo")
    REPORTED = "reported", pgettext_lazy("step", "Có thêm người báo")
    ESCALATED = "escalated", pgettext_lazy("step", "Quá hạn, chuyển lên cấp trên")
    DECIDED = "decided", pgettext_lazy("step", "Ra quyết định")
    APPEALED = "appealed", pgettext_lazy("step", "Khiếu nại")
    UPHELD = "upheld", pgettext_lazy("step", "Giữ quyết định")
    REVERSED = "reversed", pgettext_lazy("step", "Hủy quyết định")
    LIFTED = "lifted", pgettext_lazy("step", "Mở lại quyền viết")
