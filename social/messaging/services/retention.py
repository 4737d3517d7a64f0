"""Messages that go by age."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from social.moderation.services.retention import OldThings

from ..enums import MessageKind
from ..models import Message


class OldMessages(OldThings):
    """Messages with their files; the conversation stays, and numbers go on. Absence requests stay: they are records of the school."""

    key, label, kind = "social.messages", _("Tin nhắn và tệp trong tin nhắn"), "message"

    def rows(self, before: datetime) -> "QuerySet[Message]":
        return Message.objects.filter(created_at__lt=before).exclude(kind=MessageKind.ABSENCE)
