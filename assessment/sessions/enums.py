"""Choices of tests and attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TestState(models.TextChoices):
    """Draft → scheduled (packs and attempts prepared) → closed → released. Open is scheduled within its window."""

    __test__ = False

    DRAFT = "draft", pgettext_lazy("test", "Đang soạn")
    SCHEDULED = "scheduled", pgettext_lazy("test", "Đã giao")
    CLOSED = "closed", pgettext_lazy("test", "Đã đóng")
    RELEASED = "released", pgettext_lazy("test", "Đã trả bài")


class TestMode(models.TextChoices):
    """How a test behaves: an exam answers later; practice answers at once with hints; mastery repeats until it is learned."""

    __test__ = False

    EXAM = "exam", pgettext_lazy("test mode", "Kiểm tra")
    PRACTICE = "practice", pgettext_lazy("test mode", "Luyện tập")
    MASTERY = "mastery", pgettext_lazy("test mode", "Luyện đến thành thạo")


class Audience(models.TextChoices):
    """Who may take a test: the chosen classes; beside them whoever has the link, signed in (from the unit's tree, or anybody), or not."""

    CLASSES = "classes", pgettext_lazy("audience", "Các lớp đã chọn")
    UNIT = "unit", pgettext_lazy("audience", "Ai trong đơn vị có đường dẫn")
    EVERYBODY = "everybody", pgettext_lazy("audience", "Ai trong toàn tỉnh có đường dẫn (phải đăng nhập)")
    OPEN = "open", pgettext_lazy("audience", "Ai có đường dẫn, không cần đăng nhập")


class AttemptState(models.TextChoices):
    """Prepared → working → submitted (by the candidate, by the clock, by a proctor) → marked → released. Voided: does not count."""

    PREPARED = "prepared", pgettext_lazy("attempt", "Chưa vào")
    WORKING = "working", pgettext_lazy("attempt", "Đang làm")
    SUBMITTED = "submitted", pgettext_lazy("attempt", "Đã nộp")
    VOIDED = "voided", pgettext_lazy("attempt", "Đã huỷ")


class SubmitReason(models.TextChoices):
    CANDIDATE = "candidate", _("Tự nộp")
    TIME = "time", _("Hết giờ")
    PROCTOR = "proctor", _("Giám thị thu bài")
    FILE = "file", _("Nộp bằng tệp")
    MASTERED = "mastered", _("Đã thành thạo")


class Allowance(models.TextChoices):
    """Support a candidate has beside more time: for proctors to arrange; the player itself can be read aloud and enlarged by anybody."""

    READER = "reader", pgettext_lazy("allowance", "Có người đọc đề")
    SCRIBE = "scribe", pgettext_lazy("allowance", "Có người viết hộ")
    LARGE_PRINT = "large_print", pgettext_lazy("allowance", "Đề in chữ to")
    ROOM = "room", pgettext_lazy("allowance", "Phòng riêng")
    DEVICE = "device", pgettext_lazy("allowance", "Thiết bị hỗ trợ riêng")


class GradeBy(models.TextChoices):
    """Which of several attempts counts."""

    BEST = "best", _("Lần cao nhất")
    LAST = "last", _("Lần cuối")
    FIRST = "first", _("Lần đầu")
    AVERAGE = "average", _("Trung bình các lần")
