"""What a conversation is called, what stands under its name, and which child it is about."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.access.types import Actor
from core.organisations.models import TeachingAssignment
from core.people.models import Guardianship, running
from core.people.selectors import known_wards
from social.groups.enums import Side

from ..enums import CHANNELS, ConversationKind
from ..models import Conversation, Participant
from ..policies import people_in, side_of, studying
from ..types import Heading


def name_of(person: Any, side: str = "") -> str:
    """Return what others read, teachers with the word people address them by; whose account is closed has no name any more."""
    account = getattr(person, "account", None)
    if account is not None and not account.is_active:
        return _("Người dùng đã rời")
    if side == Side.STAFF and person.sex in {"female", "male"}:
        return (_("Cô %(name)s") if person.sex == "female" else _("Thầy %(name)s")) % {"name": person.full_name}
    return str(person.full_name)


def duty_label(duty: TeachingAssignment) -> str:
    """Return what a teacher is in a class: "Chủ nhiệm 8A", "Toán 8A"."""
    if duty.kind == "homeroom":
        return _("Chủ nhiệm %(name)s") % {"name": duty.class_group.name}
    return f"{duty.subject.label if duty.subject else ''} {duty.class_group.name}".strip()


class Headings:
    """The headings of several conversations as the actor reads them. At most five queries, however many there are."""

    def __init__(self, actor: Actor, conversations: Iterable[Conversation]) -> None:
        self.actor, self.rows = actor, list(conversations)
        self.people: dict[int, list[Participant]] = {}
        several = Participant.objects.filter(conversation__in=self.rows, left_at=None).select_related("person__account").order_by("id")
        for row in people_in(self.rows[0]) if len(self.rows) == 1 else several:
            self.people.setdefault(row.conversation_id, []).append(row)
        self._classes = self._class_names()
        self._duties = self._duty_labels()
        self._ties = self._relations()

    def _class_names(self) -> dict[int, str]:
        ids = {row.child_id for row in self.rows if row.child_id}
        self._wards: dict[int, list[str]] = {}
        if side_of(self.actor) == Side.GUARDIAN:
            own = {ward.child_id: ward.child.given_name for ward in known_wards(self.actor.person_id)}
            ids |= set(own)
        names = {}
        for place in studying(ids).select_related("class_group") if ids else ():
            names[place.person_id] = place.class_group.name
            if side_of(self.actor) == Side.GUARDIAN and place.person_id in own:
                self._wards.setdefault(place.class_group_id, []).append(own[place.person_id])
        return names

    def _duty_labels(self) -> dict[tuple[int, int], str]:
        class_ids = {row.class_group_id for row in self.rows if row.class_group_id and row.kind not in CHANNELS}
        if not class_ids or side_of(self.actor) == Side.STAFF:
            return {}
        duties = TeachingAssignment.objects.filter(running(), class_group_id__in=class_ids).select_related("subject", "class_group")
        found: dict[tuple[int, int], str] = {}
        for duty in sorted(duties, key=lambda row: (row.kind != "homeroom", row.pk)):
            found.setdefault((duty.class_group_id, duty.person_id), duty_label(duty))
        return found

    def _relations(self) -> dict[tuple[int, int], str]:
        child_ids = {row.child_id for row in self.rows if row.child_id}
        if not child_ids:
            return {}
        ties = Guardianship.objects.filter(running(), child_id__in=child_ids).exclude(verified_at=None)
        return {(tie.child_id, tie.guardian_id): str(tie.get_relation_display()) for tie in ties}

    def of(self, conversation: Conversation) -> Heading:
        """Return the heading of one of the conversations."""
        kind = str(ConversationKind(conversation.kind).label)
        room = conversation.class_group
        if conversation.kind in CHANNELS and room:
            own = self._wards.get(room.pk, [])
            title = _("Phụ huynh lớp %(name)s") if conversation.kind == ConversationKind.PARENTS else _("Lớp %(name)s")
            return Heading(title % {"name": room.name}, kind, self._chip(", ".join(own), room.name) if own else "")
        others = [row for row in self.people.get(conversation.pk, []) if row.person_id != self.actor.person_id]
        name = conversation.title or ", ".join(name_of(row.person, row.side) for row in others[:3]) or kind
        if conversation.kind == ConversationKind.GROUP:
            return Heading(name, _("%(count)s người") % {"count": len(others) + 1})
        sub = next((label for row in others if (label := self._label(conversation, row))), "") or (room.name if room else kind)
        child = conversation.child
        is_about = conversation.kind == ConversationKind.FAMILY and child is not None
        if not is_about or child is None:
            return Heading(name, sub)
        group = self._classes.get(child.pk, "")
        return Heading(name, sub, self._chip(child.given_name, group), child.full_name, group)

    def _label(self, conversation: Conversation, row: Participant) -> str:
        if row.side == Side.STAFF:
            return self._duties.get((conversation.class_group_id or 0, row.person_id), "")
        return self._ties.get((conversation.child_id or 0, row.person_id), "") if row.side == Side.GUARDIAN else ""

    @staticmethod
    def _chip(name: str, group: str) -> str:
        return _("Em %(name)s · %(group)s") % {"name": name, "group": group} if group else _("Em %(name)s") % {"name": name}
