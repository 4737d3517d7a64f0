"""Numbering what happens in a conversation, bringing messages to the others, and letting out what waited for a quiet time to end."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from core.jobs.selectors import set_aside
from core.jobs.services import each
from core.notifications.services import notify
from core.ports.live import broadcast_on_commit, person_group, topic_group
from social.groups.enums import Side

from ..enums import CHANNELS, HUSHED, MessageKind, MessageState
from ..models import Conversation, Message, Participant
from ..selectors.headings import name_of
from ..selectors.quiet import awake_of
from ..selectors.unread import forget_unread, people_of_chat

BATCH = 500
RELEASING, SHOWING = "social.release_messages", "social.show_marks"


def locked_conversation(conversation_id: int) -> Conversation:
    """Return the conversation with its row locked until the transaction ends; who is new in it, and marks, wait for nobody."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation_id)


def note_changes(locked: Conversation, rows: Sequence[Message], *fields: str) -> None:
    """Number a change of each row of a locked conversation, keep it, and tell open pages to ask for it.

    A row the others may see by now arrives: it gets its `arrived`, once, and they are told.
    """
    for row in rows:
        locked.last_change += 1
        row.changed = locked.last_change
        arrives = row.arrived is None and row.state == MessageState.SENT and (row.visible_at is None or row.visible_at <= timezone.now())
        if arrives:
            row.arrived = locked.last_change
        row.save(update_fields=["changed", "arrived", *fields])
        if arrives:
            _tell(locked, row)
    locked.save(update_fields=["last_change", "last_seq", "last_at"])
    broadcast_on_commit(topic_group(locked.topic), {"type": "message", "chat": str(locked.uuid), "change": locked.last_change})


def _tell(conversation: Conversation, row: Message) -> None:
    """Let badges and lists of the others change, and notify them: once until they read, in a channel once an hour; each urgent
    message by itself, also those who muted the conversation.

    The words stay behind the policy of the conversation; neither live messages nor notifications carry them.
    """
    people = people_of_chat(conversation) - {row.author_id}
    forget_unread(people)
    for person_id in people:
        broadcast_on_commit(person_group(person_id), {"type": "chat", "chat": str(conversation.uuid)})
    if row.kind == MessageKind.SYSTEM:
        return
    marks = dict(conversation.participants.values_list("person_id", "read_to"))
    data: dict[str, Any] = {"name": name_of(row.author, row.author_side), "about": ""}
    if conversation.child:
        data |= {"about": conversation.child.full_name, "child_ids": [conversation.child_id]}
    groups: dict[str, list[int]] = defaultdict(list)
    hour = f"{timezone.now():%Y%m%d%H}"
    for person_id in people:
        groups[hour if conversation.kind in CHANNELS else str(marks.get(person_id, 0))].append(person_id)
    for stamp, ids in groups.items():
        key = f"chat:{conversation.pk}:{row.pk if row.is_urgent or row.kind == MessageKind.ABSENCE else stamp}"
        notify(
            recipient_ids=ids,
            kind=kind_of(conversation, row),
            data=data,
            url=conversation.url,
            dedupe_key=key,
            topic=conversation.topic,
            urgent=row.is_urgent,
        )


def kind_of(conversation: Conversation, row: Message) -> str:
    """Return the kind of notification a message makes."""
    if row.kind == MessageKind.ABSENCE:
        return "social.absence.asked"
    return "social.message.about" if conversation.child_id else "social.message"


def release_due() -> int:
    """Bring messages whose quiet time is over to the others, and show what teachers read in theirs; returns how many messages.

    Conversation after conversation, each under its lock, so that two workers bring a message once.
    """
    waiting = Message.objects.filter(arrived=None, state=MessageState.SENT, visible_at__lte=timezone.now())
    due = waiting.exclude(conversation_id__in=set_aside(RELEASING)).order_by().values_list("conversation_id", flat=True).distinct()

    def release(conversation_id: int) -> int:
        locked = locked_conversation(conversation_id)
        rows = list(waiting.filter(conversation=locked).select_related("author__account").order_by("seq"))
        if rows:
            note_changes(locked, rows)
        return len(rows)

    released = each(RELEASING, list(due[:BATCH]), release)
    unseen = Participant.objects.filter(told_read_to__lt=F("read_to"), side=Side.STAFF, conversation__kind__in=HUSHED)
    people = unseen.exclude(person_id__in=set_aside(SHOWING)).order_by().values_list("person_id", flat=True).distinct()
    each(SHOWING, awake_of(people)[:BATCH], lambda person_id: _show_marks(unseen.filter(person_id=person_id)))
    return released


def _show_marks(rows: "QuerySet[Participant]") -> int:
    marks = list(rows.select_related("conversation", "person"))
    Participant.objects.filter(pk__in=[row.pk for row in marks]).update(told_read_to=F("read_to"), delivered_to=F("read_to"))
    for row in marks:
        tell_marks(row.conversation, row, read=row.read_to)
    return len(marks)


def tell_marks(conversation: Conversation, row: Participant, **marks: int) -> None:
    """Tell open pages how far somebody has `read` or `got` a conversation; whose pages they are takes no notice of its own."""
    message = {"type": "read", "chat": str(conversation.uuid), "person": str(row.person.uuid), **marks}
    broadcast_on_commit(topic_group(conversation.topic), message)
