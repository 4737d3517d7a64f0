"""Taking a message back."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..enums import MessageState
from ..errors import MessageRefused
from ..models import Message
from ..policies import can_read, can_recall
from .arriving import locked_conversation, note_changes


@transaction.atomic
def recall(*, actor: Actor, message: Message) -> None:
    """Take back one's own message within ten minutes: its words and files are gone for everybody, the row stays.

    One that still waits for a quiet time to end never arrives.
    """
    if message.author_id != actor.person_id:
        raise AccessRefused("recall")
    require(can_read, actor, message.conversation)
    locked = locked_conversation(message.conversation_id)
    row = Message.objects.select_for_update().get(pk=message.pk)
    if not can_recall(actor, row):
        raise MessageRefused("late", _("Chỉ thu hồi được tin trong 10 phút đầu."))
    row.state = MessageState.REMOVED
    note_changes(locked, [row], "state")
    record(actor=actor, verb="social.message.recalled", obj=locked)
