"""Who may read and write a conversation. The roster answers each time; nothing of it is stored."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.lib.once import once
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.organisations.selectors.classes import reading_places
from core.people.models import Guardianship, running
from core.people.selectors import known_wards
from social.groups.enums import Side
from social.groups.policies import consent_limit, posting_limit
from social.moderation.policies import is_blocked

from .enums import ABOUT, CHANNELS, DIRECT, HUSHED, OUT, AbsenceState, ConversationKind, MessageKind, MessageState
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
    return _places().filter(person_id__in=person_ids)


def _places() -> "QuerySet[Enrolment]":
    return Enrolment.objects.filter(running(), state="studying", class_group__school_year__ends_on__gte=timezone.localdate())


def listening(person_ids: Any) -> "QuerySet[Enrolment]":
    """Return the places of `studying`, and for a while those of who completed the last grade: what was said in the class stays readable."""
    return Enrolment.objects.filter(
        reading_places(), Q(state="completed") | Q(class_group__school_year__ends_on__gte=timezone.localdate()), person_id__in=person_ids
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
        return (ConversationKind.PARENTS,), listening(children).values("class_group_id")
    return (ConversationKind.CLASS,), listening([actor.person_id]).values("class_group_id")


def channel_condition(actor: Actor) -> Q:
    """Return the condition for the channels of classes the actor is in today."""
    kinds, class_ids = channels_of(actor)
    return Q(kind__in=kinds, class_group_id__in=class_ids)


def visible_conversations(actor: Actor) -> "QuerySet[Conversation]":
    """Return the conversations the actor reads under its hat: its own (as staff while it works or teaches at their school, where it only
    listens while it leads the child's class; those about a child while it is a guardian of that child), and the channels of its classes today. Nobody reads other people's; on a shared device nobody opens its own."""
    if actor.hat is None:
        return Conversation.objects.none()
    if actor.is_shared_device:
        return Conversation.objects.filter(channel_condition(actor))
    own = Participant.objects.filter(person_id=actor.person_id, left_at=None, side=side_of(actor)).values("conversation_id")
    here = Q()
    if side_of(actor) == Side.STAFF:
        here = _here_as_staff(actor.person_id)
    elif side_of(actor) == Side.GUARDIAN:
        here = ~Q(kind__in=ABOUT) | Q(child_id__in=wards(actor.person_id).values("child_id"))
    return Conversation.objects.filter((Q(pk__in=own) & ~Q(kind__in=CHANNELS) & here) | channel_condition(actor))


def _here_as_staff(person_id: int) -> Q:
    """Return the condition for conversations of schools the person works or teaches at today; a pupil's with another teacher while it leads the class."""
    duties = TeachingAssignment.objects.filter(running(), person_id=person_id)
    works = Q(unit_id__in=working().filter(person_id=person_id).values("unit_id"))
    teaches = Q(unit_id__in=duties.values("class_group__unit_id")) & ~Q(kind=ConversationKind.GROUP)
    led = _places().filter(class_group_id__in=duties.filter(kind="homeroom").values("class_group_id"))
    is_written_to = Q(key__contains=f":{person_id}:")  # one of the two the key of a direct conversation names
    return (works | teaches) & (~Q(kind=ConversationKind.PUPIL) | is_written_to | Q(child_id__in=led.values("person_id")))


def can_read(actor: Actor, conversation: Conversation) -> bool:
    """Say whether the actor reads the conversation; the same rule as `visible_conversations`. Asked once a page."""
    key = ("reads", actor.person_id, actor.hat, conversation.pk)
    return once(key, lambda: visible_conversations(actor).filter(pk=conversation.pk).exists())


def find_visible(actor: Actor, uuid: UUID) -> Conversation | None:
    """Return a conversation the actor reads, with child, class and unit, by its name or that of one that was joined to it; the page that
    found it need not ask `can_read` again."""
    rows = visible_conversations(actor).select_related("child", "class_group", "unit")
    found = rows.filter(uuid=uuid).first() or rows.filter(joined__uuid=uuid).first()
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

    Relatives and colleagues of whom one blocked the other don't write to each other; those a class joins can't be blocked. A child whose
    writing is stopped for a while, or outside the time its family has set, still reaches its teachers and guardians. Asked once a page.
    """
    return once(("writes", actor.person_id, actor.hat, conversation.pk), lambda: _can_write(actor, conversation))


def writing_limit(actor: Actor, conversation: Conversation) -> str:
    """Return why the actor may only read here for now, translated; "" when nothing of its own stops it."""
    is_lifeline = conversation.kind in {ConversationKind.PUPIL, ConversationKind.HOME} and side_of(actor) == Side.LEARNER
    return consent_limit(actor) if is_lifeline else posting_limit(actor)


def _can_write(actor: Actor, conversation: Conversation) -> bool:
    if not can_read(actor, conversation) or writing_limit(actor, conversation):
        return False
    pair = pair_of(conversation.key)
    if conversation.kind in DIRECT - HUSHED and actor.person_id in pair and is_blocked(*pair):
        return False
    if conversation.kind in CHANNELS:
        return _in_class(actor, conversation.class_group_id).exists()
    if side_of(actor) == Side.STAFF and conversation.kind in {ConversationKind.STAFF, ConversationKind.GROUP}:
        return actor.unit_id == conversation.unit_id and _knows_each_other(conversation)
    if (
        side_of(actor) == Side.STAFF
        and conversation.kind == ConversationKind.PUPIL
        and not _teaches([actor.person_id], conversation.child_id or 0)
    ):
        return False
    return _knows_each_other(conversation)


def _in_class(actor: Actor, class_id: int | None) -> "QuerySet[TeachingAssignment]":
    """Return who teaches the class today; nobody for a pupil or a guardian whose place there has ended."""
    rows, side = teaching([class_id]), side_of(actor)
    if side == Side.STAFF:
        return rows
    people = wards(actor.person_id).values("child_id") if side == Side.GUARDIAN else [actor.person_id]
    return rows.filter(Exists(studying(people).filter(class_group_id=OuterRef("class_group_id"))))


def shown_to(actor: Actor) -> Q:
    """Return the condition for messages the actor sees: its own, and those of others that have reached it or whose waiting is over."""
    due = Q(state="sent", visible_at__lte=timezone.now())
    return Q(author_id=actor.person_id) | (Q(state__in=OUT) & (Q(arrived__isnull=False) | due))


def can_see_message(actor: Actor, message: Message) -> bool:
    """Say whether the actor sees a message that is neither recalled nor hidden."""
    shown = Message.objects.filter(shown_to(actor), pk=message.pk).exclude(state__in=["removed", "hidden"]).exists()
    return shown and can_read(actor, message.conversation)


def can_report_recalled(actor: Actor, message: Message) -> bool:
    """Say whether the actor may still report a message that was taken back: it had reached the others, and was not the actor's own."""
    is_recalled = message.state == MessageState.REMOVED and message.arrived is not None and message.author_id != actor.person_id
    return is_recalled and can_read(actor, message.conversation)


def minders(conversation_id: Any, child_id: Any) -> "QuerySet[TeachingAssignment]":
    """Return who looks after what a child writes to a teacher: its teachers of today who are in the conversation, and who leads its class."""
    here = Participant.objects.filter(conversation_id=conversation_id, side=Side.STAFF, left_at=None)
    led_or_here = Q(kind="homeroom") | Q(person_id__in=here.values("person_id"))
    return teaching(_places().filter(person_id=child_id).values("class_group_id")).filter(led_or_here)


def _minders() -> "QuerySet[TeachingAssignment]":
    """Return `minders` of the message of an outer query."""
    return minders(OuterRef(OuterRef("conversation_id")), OuterRef(OuterRef("conversation__child_id")))


def minded_by(person_id: int) -> Q:
    """Return the condition for messages of pupils to teachers the person looks after."""
    return Q(Exists(_minders().filter(person_id=person_id)), conversation__kind=ConversationKind.PUPIL)


def under_heads(path: str) -> Q:
    """Return the condition for messages the heads of a unit judge without a case: in channels of classes, and where a pupil wrote to a teacher
    and nobody is left who looks after it. Words of two people are not theirs to read otherwise."""
    left = Q(~Exists(_minders()), conversation__kind=ConversationKind.PUPIL)
    return (Q(conversation__kind__in=CHANNELS) | left) & Q(conversation__unit__path__startswith=path)


def can_judge(actor: Actor, message: Message) -> bool:
    """Say whether the actor may let a held message out, hide one or show it again: teachers who are in the conversation; heads of the school
    in channels, and where nobody else is left (`under_heads`). Nobody judges its own words."""
    if actor.is_system:
        return True
    if message.author_id == actor.person_id:
        return False
    this = Message.objects.filter(pk=message.pk)
    if actor.has_role(Role.LEADER, Role.UNIT_ADMIN) and this.filter(under_heads(actor.unit_path)).exists():
        return True
    if message.conversation.kind == ConversationKind.PUPIL:
        is_minder = side_of(actor) == Side.STAFF and message.author_side != Side.STAFF
        return is_minder and this.filter(minded_by(actor.person_id)).exists()
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
