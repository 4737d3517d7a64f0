"""States of exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExportState(models.TextChoices):
    QUEUED = "queued", _("Đang chờ tới lượt")
    RUNNING = "running", _("Đang chuẩn bị")
    DONE = "done", pgettext_lazy("export", "Đã sẵn sàng")
    FAILED = "failed", pgettext_lazy("export", "Chưa làm được")
    CANCELLED = "cancelled", pgettext_lazy("export", "Đã hủy")
    EXPIRED = "expired", pgettext_lazy("export", "Đã xoá")


class ExportProblem(models.TextChoices):
    """Why an export was not made; a page says it."""

    NONE = "", ""
    LEFT = "left", _("Bạn không còn phụ trách nơi này nên bản sao không được làm tiếp.")
    STORAGE = "storage", _("Kho tệp đang đầy hoặc chưa ghi được. Bấm “Làm lại”; nếu vẫn vậy, hãy báo quản trị hệ thống.")
    BROKEN = "broken", _("Có trục trặc trong lúc chuẩn bị. Không có gì bị mất. Bấm “Làm lại”.")
    ERASED = "erased", _("Có người vừa được xoá dữ liệu nên bản sao này bị xoá theo. Bấm “Làm lại” để lấy bản mới.")
