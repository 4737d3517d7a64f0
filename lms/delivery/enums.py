"""States of a learner in an activity, kinds of changes, states of a pupil on the board."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgressState(models.TextChoices):
    NOT_STARTED = "not_started", _("Chưa vào")
    IN_PROGRESS = "in_progress", _("Đang làm")
    COMPLETED = "completed", _("Xong")


class ChangeKind(StrEnum):
    """What can happen on a phone. The values are stored and sent."""

    SEEN = "seen"
    POSITION = "position"
    ANSWER = "answer"
    NOTE = "note"
    HELP = "help"
    TIME = "time"
    FINISH = "finish"


class SeatState(models.TextChoices):
    """A pupil on the class board."""

    DONE = "done", _("Xong")
    IN = "in", _("Đang làm")
    HELP = "help", pgettext_lazy("seat", "Cần giúp")
    NOT = "not", pgettext_lazy("seat", "Chưa vào")
