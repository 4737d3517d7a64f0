"""`manage.py demo_kinds`: answers to the announcement of class 9A1, a consent, a poll, an event, praise and homework."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import Enrolment
from core.people.models import Guardianship, running
from social.feeds.models import Post, Receipt
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
