"""Writing: opening a conversation, sending, reading, recalling. Each locks what it changes."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.organisations.models import ClassGroup
from core.ports.live import broadcast_on_commit, person_group, topic_group
from social.files.services import bind
from social.groups.enums import Band, Side
from social.groups.policies import places_of
from social.groups.rules import band_of_age
from social.moderation.services.screening import check_flood, screen, words_of

from .enums import CHANNELS, ConversationKind, MessageKind, MessageState
from .errors import MessageRefused
from .models import Conversation, Message, Participant
from .policies import can_read, can_write, channel_condition, side_of, teaching
from .selectors import contacts_of, quiet_of, unread_key
from .types import Contact, Draft

LONGEST = 4000
URGENT_A_DAY = 3
RECALL = timedelta(minutes=10)


@transaction.atomic
def open_direct(*, actor: Actor, key: str) -> Conversation:
    """Open the conversation with one of the actor's contacts, or return the one there is. `AccessRefused` for anybody else.

    The homeroom teacher is in every conversation of a child with a teacher. Two who open it at once get the same.
    """
    contact = next((one for one in contacts_of(actor) if one.key == key), None)
    if contact is None:
        raise AccessRefused("open_direct")
    row, is_new = Conversation.objects.get_or_create(
        key=key,
        defaults={
            "kind": contact.kind, "child": contact.child, "class_group": contact.class_group,
            "unit_id": contact.unit_id, "created_by_id": actor.person_id,
        },
    )  # fmt: skip
    _take_in(row, actor, contact)
    if is_new:
        record(actor=actor, verb="social.conversation.opened", obj=row, subject_person_id=contact.person.pk)
    return row


def _take_in(row: Conversation, actor: Actor, contact: Contact) -> None:
    people: dict[int, str] = {actor.person_id: side_of(actor), contact.person.pk: contact.side}
    if row.kind == ConversationKind.PUPIL:
        homeroom = teaching([row.class_group_id]).filter(kind="homeroom").values_list("person_id", flat=True)
        people = {**dict.fromkeys(homeroom, Side.STAFF), **people}
    Participant.objects.bulk_create(
        [Participant(conversation=row, person_id=pk, side=side) for pk, side in people.items()], ignore_conflicts=True
    )


@transaction.atomic
def open_channels(*, actor: Actor) -> None:
    """Open the channels of the actor's classes that nobody has opened yet. Two queries when there is nothing to do."""
    if side_of(actor) != Side.STAFF:
        return
    mine = ClassGroup.objects.filter(teaching__person_id=actor.person_id, unit_id=actor.unit_id).distinct()
    known = set(Conversation.objects.filter(channel_condition(actor)).values_list("key", flat=True))
    missing = [
        Conversation(kind=kind, key=f"{kind}:{group.pk}", class_group=group, unit_id=group.unit_id)
        for group in mine
        for kind in CHANNELS
        if f"{kind}:{group.pk}" not in known
    ]
    Conversation.objects.bulk_create(missing, ignore_conflicts=True)


def send(*, actor: Actor, conversation: Conversation, draft: Draft) -> tuple[Message, bool]:
    """Keep a message under the next number of its conversation; returns it and whether it is new.

    The same `client_id` answers the same message. `MessageRefused` says why one is not taken: empty, too long, words, too many at
    once, urgent too often. What families and pupils write in a teacher's quiet time becomes visible when it ends.
    """
    known = Message.objects.filter(author_id=actor.person_id, client_id=draft.client_id).first()
    if known is not None:
        return _same(known, conversation), False
    require(can_write, actor, conversation)
    body = _checked(actor, draft)
    state = _screened(actor, conversation, body)
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        known = Message.objects.filter(author_id=actor.person_id, client_id=draft.client_id).first()
        if known is not None:
            return _same(known, conversation), False
        return _keep(actor, locked, draft, body, state), True


def _same(known: Message, conversation: Conversation) -> Message:
    if known.conversation_id != conversation.pk:
        raise MessageRefused("client_id", _("Tin này đã gửi ở cuộc trò chuyện khác."))
    return known


def _checked(actor: Actor, draft: Draft) -> str:
    body = "\n".join(tidy(line) for line in draft.body.replace("\x00", "").splitlines()).strip()
    if not body and not draft.file_uuids:
        raise MessageRefused("empty", _("Tin chưa có gì. Hãy viết vài chữ hoặc chọn ảnh."))
    if len(body) > LONGEST:
        raise MessageRefused("long", _("Tin dài quá %(limit)s chữ. Hãy gửi thành nhiều tin.") % {"limit": LONGEST})
    return body


def _screened(actor: Actor, conversation: Conversation, body: str) -> str:
    """Return the state the words earn; grown-ups' pass unless they are refused."""
    side = side_of(actor)
    band = _band(actor) if side == Side.LEARNER else Band.ADULT
    if wait := check_flood(person_id=actor.person_id, band=band, kind="message"):
        raise MessageRefused("flood", wait)
    verdict = screen(actor=actor, text=body, band=band, side=side, unit_id=conversation.unit_id, kind="message")
    if verdict.action == "refuse":
        raise MessageRefused("words", words_of(verdict) or _("Tin có lời chưa phù hợp. Hãy viết lại."))
    return MessageState.HELD if verdict.action == "hold" and side == Side.LEARNER else MessageState.SENT


def _band(actor: Actor) -> str:
    bands = [place.band for place in places_of(actor) if place.side == Side.LEARNER]
    return bands[0] if bands else band_of_age(None, timezone.localdate())


def _visible_at(actor: Actor, conversation: Conversation, draft: Draft) -> Any:
    if conversation.kind not in {ConversationKind.FAMILY, ConversationKind.PUPIL} or side_of(actor) == Side.STAFF:
        return None
    staff = conversation.participants.filter(side=Side.STAFF, left_at=None).values_list("person_id", flat=True)
    quiet = quiet_of(staff)
    if quiet is None or not draft.is_urgent:
        return quiet[0] if quiet else None
    today = Message.objects.filter(author_id=actor.person_id, is_urgent=True, created_at__date=timezone.localdate()).count()
    if today >= URGENT_A_DAY:
        raise MessageRefused("urgent", _("Hôm nay bạn đã nhắn gấp đủ %(limit)s lần. Hãy gọi cho nhà trường.") % {"limit": URGENT_A_DAY})
    return None


def _keep(actor: Actor, locked: Conversation, draft: Draft, body: str, state: str) -> Message:
    visible_at = _visible_at(actor, locked, draft)
    locked.last_seq += 1
    locked.last_at = timezone.now()
    locked.save(update_fields=["last_seq", "last_at"])
    reply = Message.objects.filter(conversation=locked, uuid=draft.reply_to).first() if draft.reply_to else None
    row = Message.objects.create(
        conversation=locked, seq=locked.last_seq, client_id=draft.client_id, author_id=actor.person_id, author_side=side_of(actor),
        body=body, state=state, is_urgent=draft.is_urgent, visible_at=visible_at, reply_to=reply,
    )  # fmt: skip
    files = bind(actor=actor, uuids=draft.file_uuids, holder=f"message:{row.pk}")
    if not files and not body:
        raise MessageRefused("empty", _("Không tìm thấy tệp đã chọn. Hãy chọn lại."))
    if files:
        row.kind = MessageKind(files[0].kind)
        row.save(update_fields=["kind"])
    if draft.is_urgent:
        record(actor=actor, verb="social.message.urgent", obj=locked, unit_path="")
    if row.state == MessageState.SENT and row.visible_at is None:
        _announce(locked, row)
    return row


def _announce(conversation: Conversation, row: Message) -> None:
    """Tell open pages that there is something to ask for; the words stay behind the policy of the list."""
    broadcast_on_commit(topic_group(conversation.topic), {"type": "message", "chat": str(conversation.uuid), "seq": row.seq})
    for person_id in conversation.participants.filter(left_at=None).exclude(person_id=row.author_id).values_list("person_id", flat=True):
        transaction.on_commit(lambda pk=person_id: cache.delete(unread_key(pk)), robust=True)  # type: ignore[misc]
        broadcast_on_commit(person_group(person_id), {"type": "chat", "chat": str(conversation.uuid)})


@transaction.atomic
def mark_read(*, actor: Actor, conversation: Conversation, seq: int) -> bool:
    """Note that the actor has read up to `seq`; never back, never past the last. Says whether anything changed."""
    require(can_read, actor, conversation)
    reached = min(seq, conversation.last_seq)
    row, is_new = Participant.objects.get_or_create(conversation=conversation, person_id=actor.person_id, defaults={"side": side_of(actor)})
    changed = Participant.objects.filter(pk=row.pk, last_read_seq__lt=reached).update(last_read_seq=reached, delivered_seq=reached)
    if changed:
        cache.delete(unread_key(actor.person_id))
        broadcast_on_commit(topic_group(conversation.topic), {"type": "read", "chat": str(conversation.uuid), "seq": reached})
    return bool(changed) or is_new


@transaction.atomic
def recall(*, actor: Actor, message: Message) -> None:
    """Take back one's own message within ten minutes: its words are gone for the others, the row stays."""
    if message.author_id != actor.person_id:
        raise AccessRefused("recall")
    require(can_read, actor, message.conversation)
    changed = Message.objects.filter(
        pk=message.pk, state__in=[MessageState.SENT, MessageState.HELD], created_at__gt=timezone.now() - RECALL
    ).update(state=MessageState.REMOVED)
    if not changed:
        raise MessageRefused("late", _("Chỉ thu hồi được tin trong 10 phút đầu."))
    record(actor=actor, verb="social.message.recalled", obj=message.conversation)
    broadcast_on_commit(topic_group(message.conversation.topic), {"type": "message", "seq": message.seq})
