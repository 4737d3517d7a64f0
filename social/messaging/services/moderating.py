"""Judging messages: what a queue of moderators does with one that is held or reported."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy

from ..enums import MessageState
from ..models import Message
from ..policies import can_judge
from .arriving import locked_conversation, note_changes


def judge_message(*, actor: Actor, message: Message, approves: bool, reason: str = "") -> bool:
    """Let a held message out to the others, or give it back to its author with a reason; says whether it was still held."""
    state = MessageState.SENT if approves else MessageState.REJECTED
    verb = "social.message.approved" if approves else "social.message.rejected"
    return _turn(actor, message, {MessageState.HELD}, state, verb, tidy(reason)[:300])


def hide_message(*, actor: Actor, message: Message, hides: bool) -> bool:
    """Hide a message from everybody, or show a hidden one again; says whether anything changed."""
    if hides:
        return _turn(actor, message, {MessageState.SENT, MessageState.HELD}, MessageState.HIDDEN, "social.message.hidden")
    return _turn(actor, message, {MessageState.HIDDEN}, MessageState.SENT, "social.message.restored")


@transaction.atomic
def _turn(actor: Actor, message: Message, before: set[MessageState], after: MessageState, verb: str, note: str = "") -> bool:
    """Move a message from one of the states `before`; two judges at once move it once."""
    require(can_judge, actor, message)
    locked = locked_conversation(message.conversation_id)
    row = Message.objects.select_for_update(of=("self",)).select_related("author__account").get(pk=message.pk)
    if row.state not in before:
        return False
    row.state, row.note = after, note
    note_changes(locked, [row], "state", "note")
    record(actor=actor, verb=verb, obj=locked, subject_person_id=row.author_id, changes={"message": str(row.uuid), "reason": note})
    return True
