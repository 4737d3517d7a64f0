"""The list of conversations, and finding one."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.vietnamese import fold, word_lookups
from core.notifications.selectors import muted_topics
from core.organisations.models import Enrolment

from ..enums import CHANNELS, MessageState
from ..models import Conversation, Message
from ..policies import find_visible, shown_to, visible_conversations
from ..types import Chat, Heading
from .headings import Headings
from .unread import unread_counts


def find_conversation(actor: Actor, uuid: UUID) -> Conversation:
    """Return a conversation the actor reads, or raise `AccessRefused`."""
    found = find_visible(actor, uuid)
    if found is None:
        raise AccessRefused("conversation")
    return found


def unit_of(conversation: Conversation) -> int | None:
    """Return the unit that answers for a conversation: its own, within a family that of the child's class, its last one."""
    if conversation.unit_id is not None or conversation.child_id is None:
        return conversation.unit_id
    places = Enrolment.objects.filter(person_id=conversation.child_id, valid_from__lte=timezone.localdate())
    return places.order_by("-valid_from", "-id").values_list("class_group__unit_id", flat=True).first()


def chats_of(actor: Actor, text: str = "", limit: int = 100) -> list[Chat]:
    """Return the actor's conversations, last written first; with `text` those of a person or with a message of these words, which
    then stands in place of the last one.

    Words are found with and without diacritics. A constant number of queries, at most eleven; one more with `text`.
    """
    rows = visible_conversations(actor).select_related("child", "class_group")
    conversations = list(_matching(rows, actor, text).order_by(F("last_at").desc(nulls_last=True), "-id")[:limit])
    headings = Headings(actor, conversations)
    unread = unread_counts(actor, conversations)
    lasts, muted = _last_words(actor, conversations), muted_topics(actor, "chat")
    unnamed = [one for one in conversations if not all(word in fold(_words_of(headings.of(one))) for word in fold(text).split())]
    found = _last_words(actor, unnamed, text) if text else {}
    return [
        Chat(
            one,
            headings.of(one),
            *_last(actor, found.get(one.pk) or lasts.get(one.pk)),
            unread.get(one.pk, 0),
            one.topic in muted,
            one.pk in found,
        )
        for one in conversations
        if one.kind not in CHANNELS or one.last_seq or not text
    ]


def _words_of(heading: Heading) -> str:
    return f"{heading.name} {heading.child} {heading.chip}"


def _matching(rows: "QuerySet[Conversation]", actor: Actor, text: str) -> "QuerySet[Conversation]":
    for lookups in word_lookups(text):
        words = Q()
        for kind, word in lookups:
            people = rows.filter(participants__left_at=None, **{f"participants__person__search_text__{kind}": word})
            words |= Q(pk__in=people.values("pk")) | Q(**{f"child__search_text__{kind}": word}) | Q(**{f"title__{kind}": word})
            heard = Message.objects.filter(shown_to(actor), state=MessageState.SENT, **{f"search_text__{kind}": word})
            words |= Q(pk__in=heard.values("conversation_id"))
        rows = rows.filter(words)
    return rows


def _last_words(actor: Actor, conversations: list[Conversation], text: str = "") -> dict[int, Message]:
    """Return the last message the actor sees of each conversation, or the last with all the words of `text`, in one query."""
    rows = Message.objects.filter(shown_to(actor), conversation_id=OuterRef("pk"))
    for lookups in word_lookups(text):
        rows = rows.filter(reduce(or_, (Q(**{f"search_text__{kind}": word}) for kind, word in lookups)), state=MessageState.SENT)
    seen = rows.order_by("-seq").values("pk")[:1]
    newest = Conversation.objects.filter(pk__in=[one.pk for one in conversations]).values(last=Subquery(seen))
    return {row.conversation_id: row for row in Message.objects.filter(pk__in=newest)}


def _last(actor: Actor, row: Message | None) -> tuple[str, datetime | None]:
    if row is None:
        return "", None
    body = gone(row) or row.body or str(row.get_kind_display())
    is_mine = row.author_id == actor.person_id and row.kind != "system"
    return (_("Bạn: %(body)s") % {"body": body} if is_mine else body)[:120], row.created_at


def gone(row: Message) -> str:
    """Return what stands in the place of a message that is gone; "" for one that is there."""
    return {MessageState.REMOVED: _("Tin đã thu hồi"), MessageState.HIDDEN: _("Tin đã được ẩn")}.get(MessageState(row.state), "")
