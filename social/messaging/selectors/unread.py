"""Who is in a conversation today, and what each has not read."""

from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.access.types import Actor
from core.organisations.models import Enrolment
from core.people.models import Guardianship, running
from social.groups.enums import Side

from ..enums import ABOUT, CHANNELS, ConversationKind, MessageState
from ..models import Conversation, Message, Participant
from ..policies import teaching, visible_conversations, working

FRESH = timedelta(days=14)  # of a channel somebody has never opened, only what is newer counts
KEPT_SECONDS = 60
MOST = 100


def people_of_chat(conversation: Conversation) -> set[int]:
    """Return the people of a conversation today; those of a channel by the roster. At most three queries."""
    if conversation.kind not in CHANNELS:
        people = set(conversation.participants.filter(left_at=None).values_list("person_id", flat=True))
        if conversation.kind == ConversationKind.GROUP:
            people &= set(working().filter(unit_id=conversation.unit_id or 0, person_id__in=people).values_list("person_id", flat=True))
        return people - _former_guardians(conversation) if conversation.kind in ABOUT else people
    staff = set(teaching([conversation.class_group_id]).values_list("person_id", flat=True))
    pupils = Enrolment.objects.filter(running(), class_group_id=conversation.class_group_id, state="studying")
    if conversation.kind == ConversationKind.CLASS:
        return staff | set(pupils.values_list("person_id", flat=True))
    ties = Guardianship.objects.filter(running(), child_id__in=pupils.values("person_id")).exclude(verified_at=None)
    return staff | set(ties.values_list("guardian_id", flat=True))


def _former_guardians(conversation: Conversation) -> set[int]:
    """Return the guardians of a conversation who no longer look after the child it is about."""
    ties = Guardianship.objects.filter(running(), child_id=conversation.child_id or 0).exclude(verified_at=None)
    gone = conversation.participants.filter(side=Side.GUARDIAN).exclude(person_id__in=ties.values("guardian_id"))
    return set(gone.values_list("person_id", flat=True))


def unread_messages(actor: Actor) -> "QuerySet[Message]":
    """Return the messages of the actor's conversations it has not read, its own and those taken back left out."""
    mark = Participant.objects.filter(conversation_id=OuterRef("conversation_id"), person_id=actor.person_id).values("read_to")[:1]
    rows = Message.objects.filter(conversation__in=visible_conversations(actor), arrived__isnull=False, state=MessageState.SENT)
    rows = rows.exclude(author_id=actor.person_id).annotate(mark=Subquery(mark))
    new = Q(mark__isnull=True, created_at__gt=timezone.now() - FRESH)
    return rows.filter(Q(arrived__gt=Subquery(mark)) | new)


def unread_counts(actor: Actor, conversations: list[Conversation]) -> dict[int, int]:
    """Return how many messages the actor has not read in each conversation, in one query."""
    rows = unread_messages(actor).filter(conversation__in=conversations)
    return dict(rows.order_by().values("conversation_id").annotate(count=Count("pk")).values_list("conversation_id", "count"))


def _stamp_key(person_id: int) -> str:
    return f"chat-unread:{person_id}"


def unread_chats(actor: Actor) -> int:
    """Return how many messages the actor has not read under its hat, up to 100; one query, kept for a minute.

    What is kept is dropped the moment the person reads or gets one: it stands under a stamp that `forget_unread` changes, so
    that a count begun before is never found after.
    """
    stamp = cache.get_or_set(_stamp_key(actor.person_id), lambda: uuid4().hex, None)
    key = f"{_stamp_key(actor.person_id)}:{stamp}:{actor.hat.key if actor.hat else ''}"
    known: int | None = cache.get(key)
    if known is None:
        known = unread_messages(actor).order_by()[:MOST].count()
        cache.set(key, known, KEPT_SECONDS)
    return known


def forget_unread(person_ids: set[int]) -> None:
    """Drop what is kept of the persons' counts, once the current transaction has committed."""
    stamps = {_stamp_key(person_id): uuid4().hex for person_id in person_ids}
    transaction.on_commit(lambda: cache.set_many(stamps, None) and None, robust=True)
