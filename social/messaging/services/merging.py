"""Two records of one human: its conversations become one as well."""

from django.db import transaction
from django.db.models import F, Q

from core.people.services.moving import move_rows, move_sent
from core.ports.live import broadcast_on_commit, topic_group

from ..enums import DIRECT
from ..models import AbsenceRequest, Conversation, JoinedConversation, Message, Participant, QuietHours
from ..rules import key_of_direct, pair_of
from ..selectors.unread import forget_unread

_MARKS = ("read_to", "told_read_to", "delivered_to")


@transaction.atomic
def merge_people(*, person_id: int, duplicate_id: int) -> None:
    """Give conversations, messages and absences to the record that stays. What both said with the same person about the same child
    becomes one conversation, in the order it was written."""
    to, of = person_id, duplicate_id
    move_sent(Message, "author", to=to, of=of)
    mine = Q(pk__in=Participant.objects.filter(person_id=of).values("conversation_id")) | Q(child_id=of)
    for row in Conversation.objects.filter(mine, kind__in=DIRECT).order_by("pk"):
        _move_direct(row, to, of)
    move_rows(Participant, "person", to=to, of=of, once=("conversation_id",), join=_join_participants)
    for model, field in (
        (Conversation, "child"), (Conversation, "created_by"), (AbsenceRequest, "child"), (AbsenceRequest, "decided_by"),
    ):  # fmt: skip
        move_rows(model, field, to=to, of=of)
    move_rows(QuietHours, "person", to=to, of=of, once=())
    forget_unread({to, of})


def _move_direct(row: Conversation, to: int, of: int) -> None:
    low, high = (to if pk == of else pk for pk in pair_of(row.key))
    if low == high:  # both records talked to each other: it stays to be read, nobody writes to itself
        return
    child_id = to if row.child_id == of else row.child_id or 0
    key = key_of_direct(row.kind, (low, high), child_id)
    other = Conversation.objects.filter(key=key).exclude(pk=row.pk).first()
    if other is None:
        Conversation.objects.filter(pk=row.pk).update(key=key)
        return
    locked = {one.pk: one for one in Conversation.objects.select_for_update(no_key=True).filter(pk__in=[row.pk, other.pk]).order_by("pk")}
    _join_conversations(locked[other.pk], locked[row.pk], to, of)


def _join_conversations(kept: Conversation, spare: Conversation, to: int, of: int) -> None:
    """Put what was said in `spare` into `kept`, where all of it is numbered anew: devices get it as changes. Both are locked."""
    ends = {one.pk: _last_arrived(one) for one in (kept, spare)}
    beyond = kept.last_seq + spare.last_seq + 1
    Message.objects.filter(conversation=kept).update(seq=F("seq") + beyond)
    Message.objects.filter(conversation=spare).update(seq=F("seq") + 2 * beyond)
    rows = list(Message.objects.filter(conversation__in=[kept, spare]).order_by("created_at", "pk"))
    for number, row in enumerate(rows, 1):
        kept.last_change += 1
        row.seq, row.changed = number, kept.last_change
        if row.conversation_id == spare.pk:
            row.conversation, row.arrived = kept, None if row.arrived is None else kept.last_change
    Message.objects.bulk_update(rows, ["conversation", "seq", "changed", "arrived"], batch_size=500)
    kept.last_seq = len(rows)
    kept.last_at = max((at for at in (kept.last_at, spare.last_at) if at), default=None)
    kept.save(update_fields=["last_seq", "last_change", "last_at"])
    _join_marks(kept, spare, ends, to, of)
    JoinedConversation.objects.filter(conversation=spare).update(conversation=kept)
    JoinedConversation.objects.create(uuid=spare.uuid, conversation=kept)
    spare.delete()
    broadcast_on_commit(topic_group(kept.topic), {"type": "message", "chat": str(kept.uuid), "change": kept.last_change})


def _last_arrived(conversation: Conversation) -> int:
    """Return the greatest number with which a message of the conversation arrived."""
    return (
        Message.objects.filter(conversation=conversation)
        .exclude(arrived=None)
        .order_by("-arrived")
        .values_list("arrived", flat=True)
        .first()
        or 0
    )


def _join_marks(kept: Conversation, spare: Conversation, ends: dict[int, int], to: int, of: int) -> None:
    """Who had read both to their end has read all; for anybody else what came in counts as new: rather told twice than missed."""
    end = _last_arrived(kept)
    here = {(to if row.person_id == of else row.person_id): row for row in kept.participants.all()}
    for row in spare.participants.order_by("pk"):
        person_id = to if row.person_id == of else row.person_id
        own = here.get(person_id)
        if own is None:
            values = {name: end if getattr(row, name) >= ends[spare.pk] and not ends[kept.pk] else 0 for name in _MARKS}
            here[person_id] = Participant.objects.create(
                conversation=kept, person_id=person_id, side=row.side, left_at=row.left_at, **values
            )
            continue
        for name in _MARKS:
            if getattr(own, name) >= ends[kept.pk] and getattr(row, name) >= ends[spare.pk]:
                setattr(own, name, end)
        own.left_at = own.left_at and row.left_at
        own.save()
    forget_unread(set(here))


def _join_participants(kept: Participant, spare: Participant) -> None:
    """The same conversation under both records: in as long as one is in, read as far as either has read."""
    for name in _MARKS:
        setattr(kept, name, max(getattr(kept, name), getattr(spare, name)))
    if kept.left_at is not None and spare.left_at is None:
        kept.left_at, kept.side = None, spare.side
    kept.save()
