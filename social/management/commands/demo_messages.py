"""`manage.py demo_messages`: talks of class 9A1: a mother asks leave, a subject teacher answers, the parents' channel, the teachers' group."""

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, TeachingAssignment
from core.organisations.selectors import actor_for
from core.people.models import Account
from social.messaging.models import Conversation, Message
from social.messaging.policies import colleagues_of
from social.messaging.selectors import contacts_of, quiet_hours_of, ways_to_ask
from social.messaging.services import ask_absence, decide_absence, found_group, mark_read, open_channels, open_direct, pass_on, send
from social.messaging.types import AbsenceInput, Draft

CHANNEL = (
    "Kính gửi các bác phụ huynh lớp 9A1. Chiều thứ Sáu tuần này lớp tổng vệ sinh, các em mang khăn lau và về muộn hơn 30 phút.",
    "Lịch ôn thi vào lớp 10 môn Toán, Ngữ văn, Tiếng Anh bắt đầu từ tuần sau, chiều thứ Ba và thứ Năm. Bác nào cần hỏi thêm xin nhắn riêng.",
)
STAFF = (
    "Các thầy cô xem giúp đề kiểm tra giữa kì, mai ta họp lúc 15 giờ nhé.",
    "Em đã xem, câu 7 nên đổi số cho đẹp ạ.",
    "Tôi đồng ý. Ma trận đề đã đủ ba mức độ rồi.",
)
PARENT = "Chào cô, dạo này ở nhà cháu hay hỏi bài hình, gia đình cũng không biết giảng cho cháu thế nào ạ."
ANSWER = (
    "Chào chị, phần tứ giác nội tiếp cả lớp còn đang vướng. Chiều thứ Ba tôi dạy thêm một buổi không thu tiền, chị nhắc cháu ở lại nhé."
)


class Command(BaseCommand):
    help = "Adds conversations, an absence request and a group of teachers to the demo province."

    def handle(self, *args, **options):
        group = ClassGroup.objects.filter(enrolments__person__account__username="hs.9a1").first()
        mother = self.actor("me.9a1", Role.GUARDIAN)
        if group is None or mother is None or Message.objects.filter(client_id=self.named("mother")).exists():
            return
        duties = TeachingAssignment.objects.filter(class_group=group, valid_to=None).select_related("person__account").order_by("id")
        lead = next((self.of_account(row.person.account, Role.TEACHER) for row in duties if row.kind == "homeroom"), None)
        if lead is None:
            return
        self.channel(lead)
        self.staff(lead)
        self.subject_teacher(mother, lead)
        self.absence(mother, lead)
        self.two_schools()

    @staticmethod
    def named(name: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"cay-da-demo:messages:{name}")

    def actor(self, username: str, role: Role) -> Actor | None:
        return self.of_account(Account.objects.filter(username=username).first(), role)

    def of_account(self, account: Account | None, role: Role) -> Actor | None:
        if account is None:
            return None
        hat = next((hat for hat in actor_for(account, None)[1] if hat.role == role), None)
        return actor_for(account, hat.key)[0] if hat else None

    def say(self, actor: Actor, chat: Conversation, name: str, body: str) -> None:
        cache.clear()  # the demo writes a week in a second
        send(actor=actor, conversation=chat, draft=Draft(self.named(name), body))

    def channel(self, lead: Actor) -> None:
        open_channels(actor=lead)
        chat = Conversation.objects.filter(kind="parents", class_group__teaching__person_id=lead.person_id).first()
        for number, body in enumerate(CHANNEL):
            if chat is not None:
                self.say(lead, chat, f"channel{number}", body)

    def staff(self, lead: Actor) -> None:
        rows = (
            colleagues_of(lead).filter(role=Role.TEACHER).exclude(person__account=None).select_related("person__account").order_by("id")[:5]
        )
        people = {row.person_id: row.person.account for row in rows}
        if len(people) < 2:
            return
        chat = found_group(actor=lead, title="Tổ chuyên môn khối 9", person_ids=set(people))
        voices = [lead, *(self.of_account(account, Role.TEACHER) for account in list(people.values())[:2])]
        for number, body in enumerate(STAFF):
            voice = voices[number % len(voices)]
            if voice is not None:
                self.say(voice, chat, f"staff{number}", body)

    def subject_teacher(self, mother: Actor, lead: Actor) -> None:
        contacts = [one for one in contacts_of(mother) if one.kind == "family" and one.person.pk != lead.person_id]
        for contact in contacts:
            teacher = self.of_account(getattr(contact.person, "account", None), Role.TEACHER)
            if teacher is None:
                continue
            row = quiet_hours_of(teacher)
            row.auto_answer = "Tôi đã nhận được tin và sẽ trả lời trong giờ hành chính. Việc gấp, xin gọi nhà trường."
            row.save()
            chat = open_direct(actor=mother, key=contact.key)
            self.say(mother, chat, "mother", PARENT)
            self.say(teacher, chat, "answer", ANSWER)
            return

    def absence(self, mother: Actor, lead: Actor) -> None:
        way = next((one for one in ways_to_ask(mother) if one.person.pk == lead.person_id), None)
        if way is None:
            return
        chat = open_direct(actor=mother, key=way.key)
        self.say(mother, chat, "before", "Mai tôi xin phép cho cháu nghỉ một buổi, thầy cô giúp gia đình với ạ.")
        tomorrow = timezone.localdate() + timedelta(days=1)
        given = AbsenceInput(self.named("absence"), tomorrow, "morning", tomorrow, "morning", "Khám răng ở bệnh viện")
        row = decide_absence(actor=lead, request=ask_absence(actor=mother, conversation=chat, given=given), confirms=True)
        pass_on(row.pk)
        self.say(lead, chat, "after", "Vâng, tôi đã báo thầy cô bộ môn rồi ạ. Bài trong ngày có ở mục Lớp học.")
        chat.refresh_from_db()
        mark_read(actor=lead, conversation=chat, to=chat.last_change)

    def two_schools(self) -> None:
        """A mother of two children in two schools writes to both homeroom teachers."""
        mother = self.actor("me.nga", Role.GUARDIAN)
        for number, way in enumerate(ways_to_ask(mother) if mother else ()):
            teacher = self.of_account(getattr(way.person, "account", None), Role.TEACHER)
            if mother is None or teacher is None:
                continue
            chat = open_direct(actor=mother, key=way.key)
            self.say(mother, chat, f"two{number}", f"Chào cô, tuần này em {way.child.given_name} có gì cần gia đình chuẩn bị không ạ?")
            self.say(teacher, chat, f"two-answer{number}", "Chào chị, em chỉ cần mang đủ sách vở và áo ấm thôi ạ.")
