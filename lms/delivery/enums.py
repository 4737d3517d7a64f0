"""States of a learner in an activity."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgressState(models.TextChoices):
    NOT_STARTED = "not_started", _("Chưa vào")
    IN_PROGRESS = "in_progress", _("Đang làm")
    COMPLETED = "completed", _("Xong")
