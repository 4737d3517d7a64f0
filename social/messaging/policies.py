"""Who may read and write a conversation. The roster answers each time; nothing of it is stored."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.access.enums import Role
from core.access.rules import covers
from core.access.types import Actor
from core.lib.once import once
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.people.models import Guardianship, running
from core.people.selectors import known_wards
from social.groups.enums import Side
from social.groups.policies import consent_limit, posting_limit
from social.moderation.policies import is_blocked

from .enums import CHANNELS, DIRECT, HUSHED, OUT, AbsenceState, ConversationKind, MessageKind, MessageState
from .models import AbsenceRequest, Conversation, Message, Participant
from .rules import pair_of

_LEARNING = (Role.STUDENT, Role.LEARNER)
RECALL = timedelta(minutes=10)


def uses_messages(actor: Actor, obj: Any = None) -> bool:
    """Permit everybody with a running hat."""
    return actor.hat is not None


def side_of(actor: Actor) -> Side:
    """Return what the actor is in its conversations, by its hat."""
    if actor.has_role(Role.GUARDIAN):
        return Side.GUARDIAN
    return Side.LEARNER if actor.role in _LEARNING else Side.STAFF


def keeps_quiet_hours(actor: Actor, obj: Any = None) -> bool:
    """Permit teachers and other staff: they have quiet hours."""
    return actor.hat is not None and side_of(actor) == Side.STAFF


def wards(guardian_id: int) -> "QuerySet[Guardianship]":
    """Return the guardianships that count: verified and running."""
    return Guardianship.objects.filter(running(), guardian_id=guardian_id).exclude(verified_at=None)


def studying(person_ids: Any) -> "QuerySet[Enrolment]":
    """Return the places in classes the persons have today, of years that are not over."""
    return Enrolment.objects.filter(
        running(), state="studying", person_id__in=person_ids, class_group__school_year__ends_on__gte=timezone.localdate()
    )


def teaching(class_ids: Any) -> "QuerySet[TeachingAssignment]":
    """Return who teaches the classes today, homeroom duties included."""
    return TeachingAssignment.objects.filter(running(), class_group_id__in=class_ids)


def working() -> "QuerySet[Membership]":
    """Return the places of those who work somewhere today: who left a school is in none of its groups any more."""
    return Membership.objects.filter(running()).exclude(role__in=_LEARNING)


def channels_of(actor: Actor) -> tuple[tuple[str, ...], Any]:
    """Return the kinds of channels the actor is in today, and a query of the ids of their classes, by the roster."""
    side = side_of(actor)
    if side == Side.STAFF:
        mine = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
        return tuple(sorted(CHANNELS)), mine.values("class_group_id")
    if side == Side.GUARDIAN:
        children = wards(actor.person_id).values("child_id")
        return (ConversationKind.PARENTS,), studying(children).values("class_group_id")
    return (ConversationKind.CLASS,), studying([actor.person_id]).values("class_group_id")


def channel_condition(actor: Actor) -> Q:
    """Return the condition for the channels of classes the actor is in today."""
    kinds, class_ids = channels_of(actor)
    return Q(kind__in=kinds, class_group_id__in=class_ids)


def visible_conversations(actor: Actor) -> "QuerySet[Conversation]":
    """Return the conversations the actor reads under its hat: its own (groups while it works at their school), and the channels of its
    classes today. Nobody reads other people's."""
    if actor.hat is None:
        return Conversation.objects.none()
    own = Participant.objects.filter(person_id=actor.person_id, left_at=None, side=side_of(actor)).values("conversation_id")
    here = ~Q(kind=ConversationKind.GROUP) | Q(unit_id__in=working().filter(person_id=actor.person_id).values("unit_id"))
    return Conversation.objects.filter((Q(pk__in=own) & ~Q(kind__in=CHANNELS) & here) | channel_condition(actor))


def can_read(actor: Actor, conversation: Conversation) -> bool:
    """Say whether the actor reads the conversation; the same rule as `visible_conversations`. Asked once a page."""
    key = ("reads", actor.person_id, actor.hat, conversation.pk)
    return once(key, lambda: visible_conversations(actor).filter(pk=conversation.pk).exists())


def find_visible(actor: Actor, uuid: UUID) -> Conversation | None:
    """Return a conversation the actor reads, with child, class and unit; the page that found it need not ask `can_read` again."""
    found = visible_conversations(actor).select_related("child", "class_group", "unit").filter(uuid=uuid).first()
    if found is not None:
        once(("reads", actor.person_id, actor.hat, found.pk), lambda: True)
    return found


def _teaches(person_ids: list[int], child_id: int) -> bool:
    classes = studying([child_id]).values("class_group_id")
    return teaching(classes).filter(person_id__in=person_ids).exists()


def _looks_after(guardian_id: int, child_id: int) -> bool:
    return any(ward.child_id == child_id for ward in known_wards(guardian_id))


def people_in(conversation: Conversation) -> list[Participant]:
    """Return who is in a conversation and has not left it, with their accounts. One query, once a page."""
    rows = Participant.objects.filter(conversation=conversation, left_at=None).select_related("person__account").order_by("id")
    return once(("people in", conversation.pk), lambda: list(rows))


def _knows_each_other(conversation: Conversation) -> bool:
    """Say whether the roster still joins the people of a direct conversation."""
    rows = [(one.person_id, one.side) for one in people_in(conversation)]
    staff = [pk for pk, side in rows if side == Side.STAFF]
    families = [pk for pk, side in rows if side == Side.GUARDIAN]
    child_id = conversation.child_id or 0
    if conversation.kind == ConversationKind.FAMILY:
        return bool(families) and _looks_after(families[0], child_id) and _teaches(staff, child_id)
    if conversation.kind == ConversationKind.PUPIL:  # the homeroom teacher who listens does not stand in for the one who was written to
        return _teaches([pk for pk in staff if pk in pair_of(conversation.key)] or staff, child_id)
    if conversation.kind == ConversationKind.HOME:
        return bool(families) and _looks_after(families[0], child_id)
    return working().filter(unit_id=conversation.unit_id or 0, person_id__in=staff).values("person_id").distinct().count() > 1


def can_write(actor: Actor, conversation: Conversation) -> bool:
    """Say whether the actor may write: it reads, and the roster still joins those in it. A channel needs a teacher in its class.

    Two people of whom one blocked the other don't write to each other; in a channel of the roster nobody can be blocked. A child whose
    writing is stopped for a while, or outside the time its family has set, still reaches its teachers and guardians. Asked once a page.
    """
    return once(("writes", actor.person_id, actor.hat, conversation.pk), lambda: _can_write(actor, conversation))


def _can_write(actor: Actor, conversation: Conversation) -> bool:
    is_lifeline = conversation.kind in {ConversationKind.PUPIL, ConversationKind.HOME} and side_of(actor) == Side.LEARNER
    if not can_read(actor, conversation) or (consent_limit(actor) if is_lifeline else posting_limit(actor)):
        return False
    pair = pair_of(conversation.key)
    if conversation.kind in DIRECT and actor.person_id in pair and is_blocked(*pair):
        return False
    if conversation.kind in CHANNELS:
        return teaching([conversation.class_group_id]).exists()
    if side_of(actor) == Side.STAFF and conversation.kind in {ConversationKind.STAFF, ConversationKind.GROUP}:
        return actor.unit_id == conversation.unit_id and _knows_each_other(conversation)
    if (
        side_of(actor) == Side.STAFF
        and conversation.kind == ConversationKind.PUPIL
        and not _teaches([actor.person_id], conversation.child_id or 0)
    ):
        return False
    return _knows_each_other(conversation)


def shown_to(actor: Actor) -> Q:
    """Return the condition for messages the actor sees: its own, and those of others that have reached it or whose waiting is over."""
    due = Q(state="sent", visible_at__lte=timezone.now())
    return Q(author_id=actor.person_id) | (Q(state__in=OUT) & (Q(arrived__isnull=False) | due))


def can_see_message(actor: Actor, message: Message) -> bool:
    """Say whether the actor sees a message that is neither recalled nor hidden."""
    shown = Message.objects.filter(shown_to(actor), pk=message.pk).exclude(state__in=["removed", "hidden"]).exists()
    return shown and can_read(actor, message.conversation)


def can_judge(actor: Actor, message: Message) -> bool:
    """Say whether the actor may let a held message out, hide one or show it again: teachers who are in the conversation, heads of its school.

    Nobody judges its own words. That heads come only through a case is the business of moderation.
    """
    if actor.is_system:
        return True
    if message.author_id == actor.person_id:
        return False
    unit = message.conversation.unit
    if unit is not None and actor.has_role(Role.LEADER, Role.UNIT_ADMIN) and covers(actor.unit_path, unit.path):
        return True
    if message.author_side == Side.STAFF or message.conversation.kind not in HUSHED | CHANNELS:
        return False
    return side_of(actor) == Side.STAFF and can_read(actor, message.conversation)


def homeroom_classes(actor: Actor) -> "QuerySet[TeachingAssignment]":
    """Return the duties of the actor as a homeroom teacher today, under its hat."""
    return TeachingAssignment.objects.filter(running(), person_id=actor.person_id, kind="homeroom", class_group__unit_id=actor.unit_id)


def visible_absences(actor: Actor) -> "QuerySet[AbsenceRequest]":
    """Return the requests the actor reads: a guardian's of its children, a homeroom teacher's that have arrived, of others' classes the confirmed."""
    if actor.hat is None or actor.role in _LEARNING:
        return AbsenceRequest.objects.none()
    if actor.has_role(Role.GUARDIAN):
        return AbsenceRequest.objects.filter(child_id__in=wards(actor.person_id).values("child_id"))
    taught = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
    arrived = Q(class_group_id__in=homeroom_classes(actor).values("class_group_id"), message__arrived__isnull=False)
    confirmed = Q(class_group_id__in=taught.values("class_group_id"), state=AbsenceState.CONFIRMED)
    return AbsenceRequest.objects.filter(arrived | confirmed)


def can_ask_absence(actor: Actor, conversation: Conversation) -> bool:
    """Say whether the actor may ask leave in the conversation: a guardian who may write, to the homeroom teacher of the child."""
    if conversation.kind != ConversationKind.FAMILY or side_of(actor) != Side.GUARDIAN:
        return False
    leads = teaching(studying([conversation.child_id]).values("class_group_id")).filter(
        kind="homeroom", person_id__in=pair_of(conversation.key)
    )
    return leads.exists() and can_write(actor, conversation)


def can_decide_absence(actor: Actor, request: AbsenceRequest) -> bool:
    """Say whether the actor may answer a request: who leads the class today."""
    return homeroom_classes(actor).filter(class_group_id=request.class_group_id).exists()


def can_withdraw_absence(actor: Actor, request: AbsenceRequest) -> bool:
    """Say whether the actor may withdraw a request: who asked, while it is a guardian of the child."""
    own = request.message.author_id == actor.person_id and side_of(actor) == Side.GUARDIAN
    return own and wards(actor.person_id).filter(child_id=request.child_id).exists()


def has_absences(actor: Actor, obj: Any = None) -> bool:
    """Say whether the list of absence requests is for the actor: guardians and staff of schools."""
    return actor.hat is not None and actor.role not in _LEARNING


def can_recall(actor: Actor, message: Message) -> bool:
    """Say whether the actor may still take the message back: its own words, sent in the last ten minutes. A request is withdrawn instead."""
    is_words = message.kind not in {MessageKind.SYSTEM, MessageKind.ABSENCE}
    is_out = message.state in {MessageState.SENT, MessageState.HELD}
    return message.author_id == actor.person_id and is_words and is_out and message.created_at > timezone.now() - RECALL


def colleagues_of(actor: Actor) -> "QuerySet[Membership]":
    """Return the places of those who work in the actor's unit today, without itself."""
    return working().filter(unit_id=actor.unit_id).exclude(person_id=actor.person_id)
