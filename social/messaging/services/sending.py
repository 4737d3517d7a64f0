"""Sending a message."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from social.files.services import bind
from social.groups.enums import Band, Side
from social.groups.policies import places_of
from social.groups.rules import band_of_age
from social.moderation.services.screening import check_flood, screen, words_of

from ..enums import HUSHED, ConversationKind, MessageKind, MessageState
from ..errors import MessageRefused
from ..models import Conversation, Message
from ..policies import can_write, shown_to, side_of
from ..selectors.quiet import URGENT_A_DAY, quiet_of, urgent_left
from ..types import Draft, Quiet
from .arriving import locked_conversation, note_changes
from .holding import ask_judges
from .opening import keep_company
from .quieting import answer_for_teachers

LONGEST = 4000


def send(*, actor: Actor, conversation: Conversation, draft: Draft, kind: MessageKind = MessageKind.TEXT) -> tuple[Message, bool]:
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
        locked = locked_conversation(conversation.pk)
        known = Message.objects.filter(author_id=actor.person_id, client_id=draft.client_id).first()
        if known is not None:
            return _same(known, conversation), False
        return _keep(actor, locked, draft, body, state, kind), True


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
    """Return the state the words earn; grown-ups' pass unless they are refused, and nobody stands between a child and its own family."""
    side = side_of(actor)
    band = _band(actor) if side == Side.LEARNER else Band.ADULT
    if wait := check_flood(person_id=actor.person_id, band=band, kind="message"):
        raise MessageRefused("flood", wait)
    verdict = screen(actor=actor, text=body, band=band, side=side, unit_id=conversation.unit_id, kind="message")
    if verdict.action == "refuse":
        raise MessageRefused("words", words_of(verdict) or _("Tin có lời chưa phù hợp. Hãy viết lại."))
    waits = verdict.action == "hold" and side == Side.LEARNER and conversation.kind != ConversationKind.HOME
    return MessageState.HELD if waits else MessageState.SENT


def _band(actor: Actor) -> str:
    bands = [place.band for place in places_of(actor) if place.side == Side.LEARNER]
    return bands[0] if bands else band_of_age(None, timezone.localdate())


def _quiet(actor: Actor, conversation: Conversation, draft: Draft) -> tuple[Quiet | None, bool]:
    """Return the quiet time the message has to wait for, and whether it passes as urgent: only in a quiet time, so that nobody is woken
    otherwise. `MessageRefused` when that is once too often today."""
    if conversation.kind not in HUSHED or side_of(actor) == Side.STAFF:
        return None, False
    quiet = quiet_of(conversation.participants.filter(side=Side.STAFF, left_at=None).values_list("person_id", flat=True))
    if quiet is None or not draft.is_urgent:
        return quiet, False
    if urgent_left(actor) <= 0:
        raise MessageRefused("urgent", _("Hôm nay bạn đã nhắn gấp đủ %(limit)s lần. Hãy gọi cho nhà trường.") % {"limit": URGENT_A_DAY})
    return None, True


def _keep(actor: Actor, locked: Conversation, draft: Draft, body: str, state: str, kind: MessageKind) -> Message:
    keep_company(locked)
    quiet, is_urgent = _quiet(actor, locked, draft)
    locked.last_seq += 1
    locked.last_at = timezone.now()
    reply = Message.objects.filter(shown_to(actor), conversation=locked, uuid=draft.reply_to).first() if draft.reply_to else None
    row = Message.objects.create(
        conversation=locked, seq=locked.last_seq, client_id=draft.client_id, author_id=actor.person_id, author_side=side_of(actor),
        kind=kind, body=body, state=state, is_urgent=is_urgent, visible_at=quiet.ends_at if quiet else None, reply_to=reply,
    )  # fmt: skip
    files = bind(actor=actor, uuids=draft.file_uuids, holder=f"message:{row.pk}")
    if not files and not body:
        raise MessageRefused("empty", _("Không tìm thấy tệp đã chọn. Hãy chọn lại."))
    if files and kind == MessageKind.TEXT:
        row.kind = MessageKind(files[0].kind)
    if is_urgent:
        record(actor=actor, verb="social.message.urgent", obj=locked, unit_path="")
    note_changes(locked, [row], "kind")
    if state == MessageState.HELD:
        ask_judges(row)
    if quiet and state == MessageState.SENT:
        answer_for_teachers(locked, quiet)
    return row
