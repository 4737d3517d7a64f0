"""Reading conversations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.vietnamese import word_lookups
from core.organisations.models import Membership, TeachingAssignment
from core.people.models import Guardianship, Person, running
from social.files.selectors import attachments_of
from social.groups.enums import Side

from .enums import CHANNELS, ConversationKind, MessageState
from .models import Conversation, Message, Participant, QuietHours
from .policies import shown_to, side_of, studying, teaching, visible_conversations, wards
from .rules import key_of_direct, kind_between, quiet_end
from .types import Chat, Contact, Line

PAGE = 50
_LEARNING = (Role.STUDENT, Role.LEARNER)


def find_conversation(actor: Actor, uuid: UUID) -> Conversation:
    """Return a conversation the actor reads, or raise `AccessRefused`."""
    found = visible_conversations(actor).select_related("child", "class_group", "unit").filter(uuid=uuid).first()
    if found is None:
        raise AccessRefused("conversation")
    return found


def name_of(person: Any) -> str:
    """Return what others read; somebody whose account is closed has no name any more."""
    account = getattr(person, "account", None)
    return _("Người dùng đã rời") if account is not None and not account.is_active else person.full_name


def contacts_of(actor: Actor) -> list[Contact]:
    """Return whom the actor may write to today, homeroom teachers first. A constant number of queries."""
    side = side_of(actor)
    if actor.hat is None:
        return []
    if side == Side.STAFF:
        return [*_families_of(actor), *_colleagues_of(actor)]
    if side == Side.GUARDIAN:
        children = [row.child for row in wards(actor.person_id).select_related("child")]
        own = [_contact(actor, child, Side.LEARNER, _("Con"), child=child) for child in children]
        return _teachers_of(actor, children) + own
    child = Person.objects.get(pk=actor.person_id)
    rows = Guardianship.objects.filter(running(), child=child).exclude(verified_at=None).select_related("guardian")
    return _teachers_of(actor, [child]) + [
        _contact(actor, row.guardian, Side.GUARDIAN, row.get_relation_display(), child=child) for row in rows
    ]


def _contact(actor: Actor, person: Any, side: str, label: str, *, child: Any = None, group: Any = None, unit_id: int = 0) -> Contact:
    kind = kind_between(side_of(actor), side)
    key = key_of_direct(kind, (actor.person_id, person.pk), child.pk if child else 0)
    return Contact(key, kind, person, side, label, child, group, unit_id or (group.unit_id if group else None))


def _teachers_of(actor: Actor, children: list[Any]) -> list[Contact]:
    by_id = {child.pk: child for child in children}
    places = list(studying(by_id).select_related("class_group"))
    duties: dict[int, list[Any]] = {}
    for duty in teaching([place.class_group_id for place in places]).select_related("person", "subject"):
        duties.setdefault(duty.class_group_id, []).append(duty)
    found: dict[str, Contact] = {}
    for place in places:
        for duty in sorted(duties.get(place.class_group_id, []), key=lambda row: row.kind != "homeroom"):
            name = place.class_group.name
            said = _("Chủ nhiệm %(name)s") if duty.kind == "homeroom" else f"{duty.subject.label if duty.subject else ''} %(name)s"
            contact = _contact(actor, duty.person, Side.STAFF, said % {"name": name}, child=by_id[place.person_id], group=place.class_group)
            found.setdefault(contact.key, contact)
    return list(found.values())


def _families_of(actor: Actor) -> list[Contact]:
    mine = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
    children = Person.objects.filter(enrolments__class_group_id__in=mine.values("class_group_id")).values("pk")
    places = {
        row.person_id: row
        for row in studying(children)
        .filter(class_group_id__in=mine.values("class_group_id"))
        .select_related("person", "class_group")
        .order_by("person__sort_key")
    }
    rows = Guardianship.objects.filter(running(), child_id__in=list(places)).exclude(verified_at=None).select_related("guardian")
    families = [
        _contact(actor, row.guardian, Side.GUARDIAN, row.get_relation_display(), child=place.person, group=place.class_group)
        for row in rows
        if (place := places[row.child_id])
    ]
    pupils = [
        _contact(actor, row.person, Side.LEARNER, row.class_group.name, child=row.person, group=row.class_group) for row in places.values()
    ]
    return families + pupils


def _colleagues_of(actor: Actor) -> list[Contact]:
    rows = Membership.objects.filter(running(), unit_id=actor.unit_id).exclude(role__in=_LEARNING).exclude(person_id=actor.person_id)
    people = {row.person_id: row for row in rows.select_related("person").order_by("sort_key")}
    return [_contact(actor, row.person, Side.STAFF, row.title or _("Đồng nghiệp"), unit_id=actor.unit_id) for row in people.values()]


def chats_of(actor: Actor, text: str = "", limit: int = 100) -> list[Chat]:
    """Return the actor's conversations, last written first; with `text` those of a person or with a message of these words."""
    rows = visible_conversations(actor).select_related("child", "class_group")
    for lookups in word_lookups(text):
        words = Q()
        for kind, word in lookups:
            words |= Q(**{f"participants__person__search_text__{kind}": word}) | Q(**{f"child__search_text__{kind}": word})
            heard = Message.objects.filter(shown_to(actor), state=MessageState.SENT, **{f"search_text__{kind}": word})
            words |= Q(pk__in=heard.values("conversation_id"))
        rows = rows.filter(words)
    conversations = list(rows.distinct().order_by(F("last_at").desc(nulls_last=True), "-id")[:limit])
    people = people_in(conversations)
    unread = _unread(actor, conversations)
    lasts = _last_words(actor, conversations)
    return [
        Chat(one, *heading(actor, one, people.get(one.pk, [])), *_last(actor, lasts.get(one.pk)), unread.get(one.pk, 0))
        for one in conversations
    ]


def people_in(conversations: Iterable[Conversation]) -> dict[int, list[Participant]]:
    """Return the participants of several conversations with their persons, in one query."""
    found: dict[int, list[Participant]] = {}
    rows = Participant.objects.filter(conversation__in=list(conversations)).select_related("person__account").order_by("id")
    for row in rows:
        found.setdefault(row.conversation_id, []).append(row)
    return found


def heading(actor: Actor, conversation: Conversation, people: list[Participant]) -> tuple[str, str, str]:
    """Return the name of a conversation, what stands under it, and the child it is about, as the actor reads them."""
    child = conversation.child.full_name if conversation.child else ""
    if conversation.kind in CHANNELS and conversation.class_group:
        return _("Lớp %(name)s") % {"name": conversation.class_group.name}, str(ConversationKind(conversation.kind).label), ""
    others = [row for row in people if row.person_id != actor.person_id]
    name = conversation.title or ", ".join(name_of(row.person) for row in others[:3])
    group = conversation.class_group.name if conversation.class_group else ""
    return name, group or str(ConversationKind(conversation.kind).label), child if conversation.kind == ConversationKind.FAMILY else ""


def _last_words(actor: Actor, conversations: list[Conversation]) -> dict[int, Message]:
    """Return the last message the actor sees of each conversation (one query: what waits for a teacher is passed over)."""
    rows = Message.objects.filter(shown_to(actor), conversation__in=conversations, seq__gte=F("conversation__last_seq") - 20)
    return {row.conversation_id: row for row in rows.order_by("conversation_id", "seq")}


def _last(actor: Actor, row: Message | None) -> tuple[str, datetime | None]:
    if row is None:
        return "", None
    body = _("Tin đã thu hồi") if row.state == MessageState.REMOVED else row.body or str(row.get_kind_display())
    return (_("Bạn: %(body)s") % {"body": body} if row.author_id == actor.person_id else body)[:120], row.created_at


def _unread(actor: Actor, conversations: list[Conversation]) -> dict[int, int]:
    marks = dict(Participant.objects.filter(person_id=actor.person_id).values_list("conversation_id", "last_read_seq"))
    counts: dict[int, int] = {}
    rows = Message.objects.filter(shown_to(actor), conversation__in=conversations, seq__gt=F("conversation__last_seq") - 100)
    for conversation_id, seq in rows.exclude(author_id=actor.person_id).values_list("conversation_id", "seq"):
        counts[conversation_id] = counts.get(conversation_id, 0) + (seq > marks.get(conversation_id, 0))
    return counts


def unread_key(person_id: int) -> str:
    """Return the key the badge of a person is cached under."""
    return f"chat-unread:{person_id}"


def unread_chats(actor: Actor) -> int:
    """Return how many messages of one's own conversations are unread, up to 100; one query, kept for a minute or until one is sent or read."""
    key = unread_key(actor.person_id)
    known: int | None = cache.get(key)
    if known is None:
        mine = Q(conversation__participants__person_id=actor.person_id, conversation__participants__left_at=None)
        rows = Message.objects.filter(mine, shown_to(actor), seq__gt=F("conversation__participants__last_read_seq"))
        known = rows.exclude(author_id=actor.person_id).order_by()[:100].count()
        cache.set(key, known, 60)
    return known


def lines_of(
    actor: Actor, conversation: Conversation, *, after: int | None = None, before: int | None = None, size: int = PAGE
) -> list[Line]:
    """Return up to `size` messages in the server's order: after a cursor, before one, or the last.

    What came late (its quiet time is over by now) comes again with `after`, though its place lies before the cursor. Five queries.
    """
    rows = Message.objects.filter(shown_to(actor), conversation=conversation).exclude(state=MessageState.HIDDEN)
    rows = rows.select_related("author__account", "reply_to__author")
    if after is not None:
        late = Q(visible_at__gt=timezone.now() - timedelta(days=2), visible_at__lte=timezone.now())
        found = list(rows.filter(Q(seq__gt=after) | late).order_by("seq")[:size])
    else:
        older = rows.filter(seq__lt=before) if before is not None else rows
        found = list(older.order_by("-seq")[:size])[::-1]
    files = attachments_of(f"message:{row.pk}" for row in found)
    others = conversation.participants.exclude(person_id=actor.person_id).values_list("last_read_seq", "delivered_seq")
    marks = list(others)
    return [_line(actor, row, tuple(files.get(f"message:{row.pk}", ())), marks) for row in found]


def _line(actor: Actor, row: Message, files: tuple[Any, ...], marks: list[tuple[int, int]]) -> Line:
    is_mine, is_gone = row.author_id == actor.person_id, row.state == MessageState.REMOVED
    waits = row.visible_at is not None and row.visible_at > timezone.now()
    read = sum(seen >= row.seq for seen, _got in marks)
    got = sum(delivered >= row.seq for _seen, delivered in marks)
    ticks = "" if not is_mine else "sent" if waits or not got else "read" if read else "delivered"
    notes: tuple[str, ...] = (_("Chờ duyệt"),) if row.state == MessageState.HELD else ()
    if is_mine and waits and row.visible_at:
        notes += (_("Tới nơi lúc %(time)s") % {"time": formats.time_format(timezone.localtime(row.visible_at))},)
    if row.is_urgent:
        notes += (_("Việc gấp"),)
    body = _("Tin đã thu hồi") if is_gone else row.body
    return Line(row, is_mine, name_of(row.author), body, () if is_gone else files, _day(row.created_at), ticks, notes)


def _day(at: datetime) -> str:
    day = timezone.localtime(at).date()
    days = (timezone.localdate() - day).days
    return _("Hôm nay") if days == 0 else _("Hôm qua") if days == 1 else str(formats.date_format(day, "DATE_FORMAT"))


def quiet_of(person_ids: Iterable[int], now: datetime | None = None) -> tuple[datetime, str] | None:
    """Return until when the teachers of a conversation want quiet and their hours in words; None while somebody is there."""
    local = timezone.localtime(now)
    ids = list(person_ids)
    kept = {row.person_id: row for row in QuietHours.objects.filter(person_id__in=ids)}
    found = []
    for person_id in ids:
        row = kept.get(person_id) or QuietHours(person_id=person_id)
        end = quiet_end(local, row.starts, row.ends) if row.is_on else None
        if end is None:
            return None
        found.append((end, f"{row.starts:%H:%M} – {row.ends:%H:%M}"))
    return min(found) if found else None
