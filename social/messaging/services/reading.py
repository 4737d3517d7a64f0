"""Noting how far somebody has got and read a conversation."""

from django.db import transaction
from django.db.models import F

from core.access.policies import require
from core.access.types import Actor
from social.groups.enums import Side

from ..enums import HUSHED
from ..models import Conversation, Participant
from ..policies import can_read, side_of, visible_conversations
from ..selectors.quiet import quiet_of
from ..selectors.unread import forget_unread
from .arriving import tell_marks


def is_hushed(actor: Actor, conversation: Conversation) -> bool:
    """Say whether the others must not learn what the actor does here: a teacher in its own quiet time."""
    return conversation.kind in HUSHED and side_of(actor) == Side.STAFF and quiet_of([actor.person_id]) is not None


@transaction.atomic
def mark_read(*, actor: Actor, conversation: Conversation, to: int) -> bool:
    """Note that the actor has read up to a change; never back, never past the last. Says whether anything changed.

    A teacher's reading in its quiet time is told when that ends.
    """
    require(can_read, actor, conversation)
    row, reached = _mark(actor, conversation), min(to, conversation.last_change)
    changed = Participant.objects.filter(pk=row.pk, read_to__lt=reached).update(read_to=reached)
    if changed:
        forget_unread({actor.person_id})
    if is_hushed(actor, conversation):
        return bool(changed)
    told = Participant.objects.filter(pk=row.pk, told_read_to__lt=reached).update(told_read_to=reached)
    Participant.objects.filter(pk=row.pk, delivered_to__lt=reached).update(delivered_to=reached)
    if told:
        tell_marks(conversation, row, read=reached)
    return bool(changed)


@transaction.atomic
def mark_delivered(*, actor: Actor, conversation: Conversation, to: int) -> bool:
    """Note that a device of the actor has got a conversation up to a change; says whether anything changed."""
    require(can_read, actor, conversation)
    if is_hushed(actor, conversation):
        return False
    row, reached = _mark(actor, conversation), min(to, conversation.last_change)
    changed = Participant.objects.filter(pk=row.pk, delivered_to__lt=reached).update(delivered_to=reached)
    if changed:
        tell_marks(conversation, row, got=reached)
    return bool(changed)


def mark_all_delivered(*, actor: Actor, limit: int = 50) -> int:
    """Note that a device of the actor has heard of what is new in all its conversations; returns in how many something changed."""
    behind = visible_conversations(actor).exclude(
        pk__in=Participant.objects.filter(person_id=actor.person_id, delivered_to__gte=F("conversation__last_change")).values(
            "conversation_id"
        )
    )
    return sum(mark_delivered(actor=actor, conversation=row, to=row.last_change) for row in behind.filter(last_change__gt=0)[:limit])


def _mark(actor: Actor, conversation: Conversation) -> Participant:
    row, _is_new = Participant.objects.select_related("person").get_or_create(
        conversation=conversation, person_id=actor.person_id, defaults={"side": side_of(actor)}
    )
    return row
