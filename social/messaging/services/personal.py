"""What conversations keep about a person, for requests about data."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalTable
from social.files.services import destroy

from ..enums import MessageKind, MessageState
from ..models import AbsenceRequest, Message, QuietHours
from .arriving import locked_conversation, note_changes


class ChatData(PersonalData):
    """One's own messages; what others wrote is theirs, and a confirmed absence is the school's record."""

    key = "tin-nhan"
    label = _("Tin nhắn")
    kept_because = _("Đơn xin nghỉ học được giữ lại làm hồ sơ chuyên cần.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield one's messages, the conversations one is in, and absences one asked for."""
        columns = {"chat": _("Cuộc trò chuyện"), "body": _("Nội dung"), "state": _("Tình trạng"), "created_at": _("Lúc")}
        messages = (
            Message.objects.filter(author_id=person_id).exclude(kind=MessageKind.SYSTEM).select_related("conversation").order_by("id")
        )
        rows = (
            {
                "chat": one.conversation.get_kind_display(),
                "body": one.body,
                "state": one.get_state_display(),
                "created_at": one.created_at,
            }
            for one in messages.iterator(chunk_size=500)
        )
        yield PersonalTable("messages", _("Tin đã gửi"), columns, rows)
        asked = AbsenceRequest.objects.filter(message__author_id=person_id).select_related("child").order_by("id")
        columns = {"child": _("Học sinh"), "from": _("Từ ngày"), "to": _("Đến ngày"), "reason": _("Lí do")}
        rows = ({"child": one.child.full_name, "from": one.first_day, "to": one.last_day, "reason": one.reason} for one in asked)
        yield PersonalTable("absences", _("Đơn xin nghỉ học"), columns, rows)

    def erase(self, person_id: int) -> int:
        """Empty one's messages with their files, so that the others' conversation keeps its order; forget quiet hours and mutes."""
        messages = Message.objects.filter(author_id=person_id).exclude(kind__in=[MessageKind.ABSENCE, MessageKind.SYSTEM])
        ids = list(messages.exclude(state=MessageState.REMOVED, body="").values_list("pk", flat=True))
        count = len(ids)
        for conversation_id in sorted(set(messages.filter(pk__in=ids).values_list("conversation_id", flat=True))):
            locked = locked_conversation(conversation_id)
            rows = list(Message.objects.select_for_update().filter(pk__in=ids, conversation=locked).order_by("seq"))
            for row in rows:
                row.state, row.body, row.search_text = MessageState.REMOVED, "", ""
            note_changes(locked, rows, "state", "body", "search_text")
        count += QuietHours.objects.filter(person_id=person_id).delete()[0]
        every = messages.values_list("pk", flat=True)  # those recalled before as well: their files are still there
        return count + destroy(owner_id=person_id, holders=[f"message:{pk}" for pk in every])
