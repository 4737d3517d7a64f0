"""Choices of items and banks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemState(models.TextChoices):
    """Draft → in review → ready → retired; a rejected review returns to draft."""

    DRAFT = "draft", pgettext_lazy("item", "Nháp")
    IN_REVIEW = "in_review", pgettext_lazy("item", "Chờ duyệt")
    READY = "ready", pgettext_lazy("item", "Dùng được")
    RETIRED = "retired", pgettext_lazy("item", "Ngừng dùng")


class CognitiveLevel(models.TextChoices):
    """The four levels of old; the three of CV 7991/BGDĐT-GDTrH (2024) join the last two (`rules.three_levels`)."""

    NB = "nb", _("Nhận biết")
    TH = "th", _("Thông hiểu")
    VD = "vd", _("Vận dụng")
    VDC = "vdc", _("Vận dụng cao")


class BankAbility(models.TextChoices):
    """What a grant on a bank allows; each includes those before it."""

    USE = "use", pgettext_lazy("bank", "Dùng để ra đề")
    EDIT = "edit", pgettext_lazy("bank", "Soạn câu hỏi")
    REVIEW = "review", pgettext_lazy("bank", "Duyệt câu hỏi")
    MANAGE = "manage", pgettext_lazy("bank", "Quản lí ngân hàng")


class ReviewDecision(models.TextChoices):
    APPROVED = "approved", pgettext_lazy("review", "Duyệt")
    RETURNED = "returned", pgettext_lazy("review", "Trả lại")


class ImportState(models.TextChoices):
    READING = "reading", pgettext_lazy("import", "Đang đọc")
    READ = "read", pgettext_lazy("import", "Chờ xem lại")
    FAILED = "failed", pgettext_lazy("import", "Không đọc được")
    SAVED = "saved", pgettext_lazy("import", "Đã đưa vào ngân hàng")
    DISCARDED = "discarded", pgettext_lazy("import", "Đã bỏ")


class ImportLineState(models.TextChoices):
    GOOD = "good", pgettext_lazy("import line", "Ổn")
    LOOK = "look", pgettext_lazy("import line", "Cần xem")
    BAD = "bad", pgettext_lazy("import line", "Thiếu")
    SKIPPED = "skipped", pgettext_lazy("import line", "Bỏ qua")
    SAVED = "saved", pgettext_lazy("import line", "Đã lưu")
