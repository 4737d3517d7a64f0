"""What messages add to others: the live topic, the tool in the top bar, who sees the files, how they are judged, words of the trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.enums import Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import DigestLine, DigestSource, Expiring, LiveTopic, PersonalData, Ward
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, by_hats, register_kind
from core.organisations.events import TeacherAssigned
from core.people.events import PersonsMerged
from core.people.models import Person
from frontend.hooks import NavPlaces, Place
from social.files.models import Attachment
from social.files.selectors import attachments_of
from social.hooks import FileHolder, HeldScope, HeldThing, Moderated

from .enums import CHANNELS, MessageState
from .models import Message
from .policies import can_judge, can_report_recalled, can_see_message, minded_by, under_heads, visible_conversations
from .selectors import Headings, find_conversation, unit_of, unread_chats
from .selectors.digest import absence_lines
from .services import hide_message, judge_message
from .services.absences import hand_over_absences
from .services.holding import handed_over
from .services.merging import merge_people
from .services.personal import ChatData
from .services.retention import OldMessages

register_verbs(
    {
        "social.conversation.opened": gettext_lazy("đã mở cuộc trò chuyện với %(subject)s"),
        "social.message.urgent": gettext_lazy("đã nhắn gấp trong giờ yên tĩnh"),
        "social.absence.asked": gettext_lazy("đã xin nghỉ học cho %(subject)s"),
        "social.absence.confirmed": gettext_lazy("đã duyệt đơn xin nghỉ học của %(subject)s"),
        "social.absence.refused": gettext_lazy("đã không đồng ý đơn xin nghỉ học của %(subject)s"),
        "social.absence.withdrawn": gettext_lazy("đã rút đơn xin nghỉ học của %(subject)s"),
        "social.group.founded": gettext_lazy("đã lập một nhóm trò chuyện"),
        "social.group.changed": gettext_lazy("đã sửa một nhóm trò chuyện"),
        "social.group.left": gettext_lazy("đã rời một nhóm trò chuyện"),
        "social.chats.exported": gettext_lazy("đã tải tin nhắn của mình"),
        "social.quiet.changed": gettext_lazy("đã đổi giờ yên tĩnh của mình"),
        "social.message.recalled": gettext_lazy("đã thu hồi một tin nhắn"),
        "social.message.approved": gettext_lazy("đã duyệt một tin nhắn của %(subject)s"),
        "social.message.rejected": gettext_lazy("đã không duyệt một tin nhắn của %(subject)s"),
        "social.message.hidden": gettext_lazy("đã ẩn một tin nhắn của %(subject)s"),
        "social.message.restored": gettext_lazy("đã hiện lại một tin nhắn của %(subject)s"),
    }
)
register_kind(
    NotificationKind(
        "social.message",
        gettext_lazy("%(name)s nhắn tin"),
        gettext_lazy("Bấm để đọc và trả lời."),
        "chat",
        label=gettext_lazy("Tin nhắn mới"),
        by_hat=by_hats(guardians=("push",), staff=("push",)),
        about=gettext_lazy("Khi có người nhắn cho bạn, riêng hay trong nhóm."),
        group=KindGroup.MESSAGES,
    )
)
register_kind(
    NotificationKind(
        "social.message.about",
        gettext_lazy("%(name)s nhắn tin"),
        gettext_lazy("Về em %(about)s. Bấm để đọc và trả lời."),
        "chat",
        label=gettext_lazy("Tin nhắn mới về con em, học sinh"),
        about_child=True,
        by_hat=by_hats(guardians=("email", "push", "ott"), staff=("push",)),
        about=gettext_lazy("Khi thầy cô và gia đình nhắn nhau về một em."),
        group=KindGroup.MESSAGES,
    )
)
register_kind(
    NotificationKind(
        "social.message.held",
        gettext_lazy("Tin của %(name)s đang chờ duyệt"),
        gettext_lazy("%(place)s. Tin chỉ tới nơi sau khi được duyệt."),
        "clock",
        many=gettext_lazy("%(count)s tin nhắn chờ duyệt"),
        label=gettext_lazy("Tin nhắn chờ bạn duyệt"),
        hats=frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN}),
        about=gettext_lazy("Khi tin của học sinh phải đợi bạn duyệt mới tới nơi."),
        group=KindGroup.MESSAGES,
    )
)
_ASKED = (
    Role.TEACHER,
    gettext_lazy("Đơn xin nghỉ học"),
    gettext_lazy("Khi phụ huynh xin phép cho một em của lớp bạn chủ nhiệm nghỉ học."),
)
_GRANTED = (Role.GUARDIAN, gettext_lazy("Đơn xin nghỉ của con được duyệt"), gettext_lazy("Khi thầy cô duyệt đơn xin nghỉ của con."))
_NOT_GRANTED = (
    Role.GUARDIAN,
    gettext_lazy("Đơn xin nghỉ của con chưa được đồng ý"),
    gettext_lazy("Khi thầy cô chưa đồng ý đơn xin nghỉ của con."),
)
_TOLD = (Role.TEACHER, gettext_lazy("Học sinh được nghỉ"), gettext_lazy("Khi một em trong lớp bạn dạy được phép nghỉ."))
for _kind, (_hat, _label, _about), _title, _body in (
    ("asked", _ASKED, gettext_lazy("%(name)s xin nghỉ cho em %(about)s"), gettext_lazy("Bấm để xem và trả lời.")),
    ("confirmed", _GRANTED, gettext_lazy("Đơn xin nghỉ của %(child)s đã được duyệt"), gettext_lazy("%(days)s")),
    ("refused", _NOT_GRANTED, gettext_lazy("Đơn xin nghỉ của %(child)s chưa được đồng ý"), gettext_lazy("%(days)s. Bấm để đọc trả lời.")),
    ("told", _TOLD, gettext_lazy("%(child)s, lớp %(class)s xin nghỉ"), gettext_lazy("%(days)s. Chủ nhiệm đã duyệt.")),
):
    _by_hat = by_hats(guardians=("email", "push", "ott"), staff=("push", "ott") if _kind == "asked" else ("push",))
    _more: dict[str, Any] = {"label": _label, "about": _about, "hats": frozenset({_hat}), "by_hat": _by_hat, "group": KindGroup.MESSAGES}
    register_kind(NotificationKind(f"social.absence.{_kind}", _title, _body, "calx", **_more))


class ChatTopic(LiveTopic):
    """`chat:<uuid>`: that something was said, read or is being typed, to those who read the conversation."""

    prefix = "chat"
    relays = frozenset({"typing"})

    def may_watch(self, actor: Actor, key: str) -> bool:
        try:
            uuid = UUID(key)
        except ValueError:
            return False
        return visible_conversations(actor).filter(uuid=uuid).exists()

    def name_for(self, actor: Actor, key: str) -> str:
        conversation = find_conversation(actor, UUID(key))
        return Headings(actor, [conversation]).of(conversation).name

    def url_of(self, key: str) -> str:
        return reverse("social:chat", args=[key])

    def sender(self, actor: Actor) -> str:
        return str(Person.objects.values_list("uuid", flat=True).get(pk=actor.person_id))


class MessageFiles(FileHolder):
    """`message:<id>`: files of a message, to those who see the message."""

    prefix = "message"

    def may_see(self, actor: Actor, key: str) -> bool:
        row = Message.objects.select_related("conversation").filter(pk=int(key)).first() if key.isdecimal() else None
        return row is not None and can_see_message(actor, row)


class MessagesPlace(NavPlaces):
    """Tin nhắn in the top bar with what is unread."""

    def places(self, actor: Actor) -> list[Place]:
        if actor.hat is None:
            return []
        return [Place("messages", _("Tin nhắn"), "chat", reverse("social:chats"), "tool", unread_chats(actor), 20)]


def _files(row: Message) -> Sequence[Attachment]:
    holder = f"message:{row.pk}"
    return attachments_of([holder]).get(holder, [])


class ModeratedMessages(Moderated):
    """Messages that are held or reported; the key is their uuid. Their readers report, `policies.can_judge` says who judges."""

    kind = "message"
    label = gettext_lazy("Tin nhắn")

    def _row(self, key: str) -> Message:
        rows = Message.objects.select_related("conversation__unit", "conversation__child", "author__account")
        return rows.get(uuid=UUID(key))

    def may_see(self, actor: Actor, key: str) -> bool:
        try:
            row = self._row(key)
        except (ValueError, Message.DoesNotExist):
            return False
        return can_see_message(actor, row) or (can_report_recalled(actor, row) and (row.body != "" or bool(_files(row))))

    def is_taken_back(self, key: str) -> bool:
        return self._row(key).state == MessageState.REMOVED

    def snapshot(self, key: str) -> dict[str, Any]:
        row = self._row(key)
        files = _files(row)
        return {
            "text": row.body, "author_id": row.author_id, "author_name": row.author.full_name, "author_side": row.author_side,
            "space_id": None, "unit_id": unit_of(row.conversation), "at": row.created_at.isoformat(), "files": [str(one.uuid) for one in files],
        }  # fmt: skip

    def space_id(self, key: str) -> int | None:
        return None

    def url(self, key: str) -> str:
        return self._row(key).conversation.url

    def hide(self, actor: Actor, key: str) -> None:
        hide_message(actor=actor, message=self._row(key), hides=True)

    def restore(self, actor: Actor, key: str) -> None:
        hide_message(actor=actor, message=self._row(key), hides=False)

    def may_judge(self, actor: Actor, key: str) -> bool:
        return can_judge(actor, self._row(key))

    def approve(self, actor: Actor, key: str) -> bool:
        return judge_message(actor=actor, message=self._row(key), approves=True)

    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        return judge_message(actor=actor, message=self._row(key), approves=False, reason=reason)

    def held(self, scope: HeldScope, limit: int) -> list[HeldThing]:
        """Return what waits, to those `policies.can_judge` lets judge it."""
        found = Q(conversation__kind__in=CHANNELS, conversation__class_group_id__in=scope.class_ids) | minded_by(scope.person_id)
        if scope.unit_path:
            found |= under_heads(scope.unit_path)
        rows = Message.objects.filter(found, state=MessageState.HELD).exclude(author_id=scope.person_id).order_by("id")
        return [
            HeldThing(
                str(row.uuid), row.body, row.author_id, row.author.full_name, row.author_side,
                str(row.conversation.get_kind_display()), row.created_at, holder=f"message:{row.pk}",
            )
            for row in rows.select_related("author", "conversation")[:limit]
        ]  # fmt: skip


LiveTopic.register(ChatTopic())
FileHolder.register(MessageFiles())
Moderated.register(ModeratedMessages())
NavPlaces.register(MessagesPlace())
PersonalData.register(ChatData())
Expiring.register(OldMessages())


class AbsenceLines(DigestSource):
    """Absences of a child, in the digest of its guardians."""

    def lines(self, wards: Sequence[Ward], since: datetime, until: datetime) -> Mapping[Ward, Sequence[DigestLine]]:
        return absence_lines(wards, since, until)


DigestSource.register(AbsenceLines())


@subscribe(PersonsMerged, "social.messaging")
def follow_merge(event: PersonsMerged) -> None:
    """Give the conversations and messages of a duplicate record to the one that stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)


@subscribe(TeacherAssigned, "social.messaging")
def follow_homeroom(event: TeacherAssigned) -> None:
    """Tell the new homeroom teacher of a class which messages of its pupils and which requests of leave wait."""
    if event.subject_id is None:
        handed_over(event.class_id)
        hand_over_absences(event.class_id)
