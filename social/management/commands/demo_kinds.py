"""`manage.py demo_kinds`: answers to the announcement of class 9A1, a consent, a poll, an event, praise and homework."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import Enrolment, Subject
from core.people.models import Guardianship, running
from social.feeds.models import Attendance, Post, Receipt, Vote
from social.feeds.services.posts import save_post
from social.feeds.types import PostInput
from social.groups.enums import Side
from social.groups.models import Space

from .demo_feeds import Command as Feeds
from .demo_feeds import named

CONSENT = (
    "Nhà trường mời bác sĩ trạm y tế về khám mắt và răng cho các em, không thu tiền. Phụ huynh cho biết có đồng ý để con khám hay không."
)


class Command(BaseCommand):
    help = "Adds special posts to the demo province."

    def handle(self, *args, **options):
        trip = Post.objects.filter(title="Thứ Bảy lớp mình đi Tân Trào").select_related("space__unit", "space__class_group").first()
        if trip is None:
            return
        teacher = Feeds().actor(trip.author_id, Role.TEACHER)
        pupils = list(
            Enrolment.objects.filter(running(), class_group_id=trip.space.class_group_id, state="studying")
            .order_by("id")
            .values_list("person_id", flat=True)
        )
        own = Enrolment.objects.filter(person__account__username="hs.9a1").values_list("person_id", flat=True).first()
        rest = [pk for pk in pupils if pk != own]
        self.answers(trip, [(pk, None) for pk in rest[: len(rest) * 4 // 5]], Side.LEARNER, "seen")
        if teacher is not None:
            self.consent(teacher, trip.space, pupils)
            self.others(teacher, trip.space, pupils)

    def answers(self, post: Post, pairs: list[tuple[int, int | None]], side: Side, answer: str) -> None:
        """Write answers some minutes apart."""
        begin = timezone.now() - timedelta(hours=3)
        rows = []
        for number, (person_id, child_id) in enumerate(pairs):
            at = begin + timedelta(minutes=2 * number)
            said = "no" if answer == "yes" and number % 9 == 4 else answer
            rows.append(
                Receipt(
                    post=post,
                    space=post.space,
                    side=side,
                    person_id=person_id,
                    for_child_id=child_id,
                    read_at=at,
                    answered_at=at,
                    answer=said,
                )
            )
        Receipt.objects.bulk_create(rows, ignore_conflicts=True)

    def consent(self, teacher: Actor, space: Space, pupils: list[int]) -> None:
        given = PostInput(
            kind="announcement",
            title="Khám mắt và răng cho học sinh",
            body=CONSENT,
            asks="consent",
            answer_by=timezone.now() + timedelta(days=4),
            sides=(Side.GUARDIAN,),
            data={"clock": "8:00 – 10:30, thứ Tư tuần sau", "place": "Phòng y tế của trường"},
        )
        post = save_post(actor=teacher, space=space, given=given, client_id=named("eyes"))
        ties = (
            Guardianship.objects.filter(running(), child_id__in=pupils)
            .exclude(verified_at=None)
            .exclude(guardian__account__username="me.9a1")
        )
        first = dict(ties.order_by("-id").values_list("child_id", "guardian_id"))
        self.answers(post, [(guardian, child) for child, guardian in list(first.items())[: len(pupils) * 3 // 5]], Side.GUARDIAN, "yes")

    def others(self, teacher: Actor, space: Space, pupils: list[int]) -> None:
        """A poll half of the class has answered, the homework of a day, praise, an event."""
        now = timezone.localtime()
        poll = {"options": ["Nhảy sạp", "Ném còn", "Kéo co"], "is_anonymous": True, "ends_at": now + timedelta(days=1)}
        given = PostInput(kind="poll", title="Thăm lán xong, lớp mình chơi gì?", data=poll)
        post = save_post(actor=teacher, space=space, given=given, client_id=named("poll"))
        places = (0, 1, 0, 2, 0, 1)
        Vote.objects.bulk_create(
            [Vote(post=post, person_id=pk, option=places[number % 6]) for number, pk in enumerate(pupils[:30])], ignore_conflicts=True
        )
        subject = {row.key: row.pk for row in Subject.objects.all()}
        tomorrow = (now + timedelta(days=1)).date()
        lines = [
            {"subject_id": subject["toan"], "text": "Bài 3, 4 trang 52. Mang thước đo góc.", "due_on": tomorrow},
            {"subject_id": subject["ngu-van"], "text": "Đọc trước “Làng” và ghi ba điều em thích ở ông Hai.", "due_on": tomorrow},
            {"subject_id": None, "text": "Trực nhật tổ 2. Mang áo ấm, sáng mai trời rét.", "due_on": None},
        ]
        save_post(actor=teacher, space=space, given=PostInput(kind="homework", data={"lines": lines}), client_id=named("homework"))
        praise = {"person_ids": pupils[3:6], "badge": "helpful"}
        words = "Ba em ở lại giúp bạn dọn thư viện sau giờ học mà không ai nhắc."
        save_post(actor=teacher, space=space, given=PostInput(kind="praise", body=words, data=praise), client_id=named("badge"))
        meeting = (now + timedelta(days=9)).replace(hour=8, minute=0, second=0, microsecond=0)
        data = {"starts_at": meeting, "ends_at": meeting + timedelta(hours=2), "place": "Phòng học lớp 9A1, tầng 2"}
        given = PostInput(kind="event", title="Họp phụ huynh giữa học kì", body="Mời bố mẹ các em đến dự.", data=data)
        post = save_post(actor=teacher, space=space, given=given, client_id=named("meeting"))
        ties = Guardianship.objects.filter(running(), child_id__in=pupils).exclude(guardian__account__username="me.9a1")
        comers = list(dict.fromkeys(ties.order_by("id").values_list("guardian_id", flat=True)))[:21]
        said = ("yes", "yes", "yes", "maybe", "yes", "no", "yes")
        Attendance.objects.bulk_create(
            [Attendance(post=post, person_id=pk, answer=said[number % 7]) for number, pk in enumerate(comers)], ignore_conflicts=True
        )
