"""`manage.py demo_feeds`: a week of class 9A1 and the school in the feed, and a mother's talk with the teacher."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.cache import cache
from django.core.management.base import BaseCommand

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment, TeachingAssignment
from core.organisations.selectors import actor_for
from core.people.models import Account, Guardianship, Person
from social.feeds.models import Post
from social.feeds.rules import html_of
from social.feeds.selectors.cards import card_choices
from social.feeds.services.posts import save_post
from social.feeds.services.talk import react, write_comment
from social.feeds.types import PostInput
from social.groups.enums import SpaceKind
from social.groups.models import Space
from social.groups.services import my_seats
from social.groups.services.communities import found_community
from social.messaging.selectors import contacts_of
from social.messaging.services import open_direct, send
from social.messaging.types import Draft

DA_TRIP = "Ta sẽ thăm cây đa, đình Hồng Thái và lán Nà Nưa. Về nhà mỗi em viết một bài kể lại chuyến đi nhé."


def named(name: str) -> UUID:
    """Return an id that is the same in every demo."""
    return uuid5(NAMESPACE_URL, f"cay-da-demo:{name}")


class Command(BaseCommand):
    help = "Adds posts, comments and messages to the demo province."

    def handle(self, *args, **options):
        group = ClassGroup.objects.filter(enrolments__person__account__username="hs.9a1").select_related("unit").first()
        if group is None:
            return
        homeroom = TeachingAssignment.objects.get(class_group=group, kind="homeroom", valid_to=None).person_id
        pupils = list(
            Enrolment.objects.filter(class_group=group, state="studying", valid_to=None).order_by("id").values_list("person_id", flat=True)
        )
        teacher = self.actor(homeroom, Role.TEACHER)
        if teacher is None:
            return
        space = next(seat.space for seat in my_seats(teacher) if seat.space.class_group_id == group.pk)
        self.class_posts(teacher, space, pupils)
        self.lesson_post(space, pupils[0])
        head = Account.objects.filter(username="hieutruong").first()
        if head is not None:
            self.school_posts(actor_for(head, None)[0])
        found_community(
            actor=teacher,
            name="Giáo viên chủ nhiệm THCS vùng Sơn Dương",
            about="Cùng bàn việc chủ nhiệm: sinh hoạt lớp, phối hợp với gia đình, học sinh ở xa.",
        )
        self.messages(pupils, homeroom)

    def actor(self, person_id: int, role: Role) -> Actor | None:
        cache.clear()  # the demo writes a week in a second
        account = Account.objects.filter(person_id=person_id).first()
        if account is None:
            return None
        _first, hats = actor_for(account, None)
        hat = next((hat for hat in hats if hat.role == role), None)
        return actor_for(account, hat.key)[0] if hat else None

    def lesson_post(self, space: Space, pupil_id: int) -> None:
        """A lesson and a test of the teacher of mathematics, shared as cards, with a pupil named."""
        account = Account.objects.filter(username="co.ha").first()
        teacher = self.actor(account.person_id, Role.TEACHER) if account else None
        cards = card_choices(teacher, "", 1) if teacher else []
        if teacher is None or not cards:
            return
        name = Person.objects.get(pk=pupil_id).full_name
        body = html_of(f"Tối nay các em xem trước bài rồi làm bài kiểm tra nhé. @{name} nhắc các bạn giúp cô.")
        given = PostInput(body=body, cards=tuple(card.key for card in cards))
        save_post(actor=teacher, space=space, given=given, client_id=named("cards"))

    def class_posts(self, teacher: Actor, space: Space, pupils: list[int]) -> None:
        facts = {"clock": "7:00 – 11:30, Thứ Bảy", "place": "Tập trung ở cổng trường", "bag": "Nước uống, mũ, giày đi bộ"}
        trip = PostInput(kind="announcement", title="Thứ Bảy lớp mình đi Tân Trào", body=DA_TRIP, data=facts, asks="seen")
        posts = [save_post(actor=teacher, space=space, given=trip, client_id=named("trip"))]
        note = PostInput(
            body="Tuần này lớp mình không có bạn nào đi muộn. Cô khen cả lớp! Bạn nào chưa nộp vở Toán thì mang theo vào thứ Hai nhé."
        )
        posts.append(save_post(actor=teacher, space=space, given=note, client_id=named("praise")))
        words = (
            "Em cảm ơn cô ạ!",
            "Em xin phép mang thêm máy ảnh được không ạ?",
            "Vâng ạ, em mang nước cho cả tổ.",
            "Cả nhà nhớ đi giày bệt nhé.",
        )
        voices = [actor for person_id in pupils[:12] if (actor := self.actor(person_id, Role.STUDENT))]
        for number, actor in enumerate(voices):
            self.say(actor, posts[0], words[number % len(words)] if number < 4 else "", number)

    def say(self, actor: Actor, post: Post, body: str, number: int) -> None:
        """Like a post and say something, where the pupil's family has agreed to it."""
        seat = next((seat for seat in my_seats(actor) if seat.space.pk == post.space_id), None)
        if seat is None or seat.standing.limit:
            return
        react(actor=actor, post=post, kind="like")
        if body:
            write_comment(actor=actor, post=post, body=body, client_id=named(f"say{number}"))

    def school_posts(self, head: Actor) -> None:
        space = next(seat.space for seat in my_seats(head) if seat.space.kind == SpaceKind.UNIT)
        for name, title, body in (
            (
                "heat",
                "Lịch học khi trời rét đậm",
                "Ngày nào nhiệt độ lúc 6 giờ dưới 7 °C, học sinh nghỉ học. Nhà trường báo ở đây trước 6 giờ 15.",
            ),
            (
                "books",
                "Quyên góp sách cũ cho thư viện",
                "Thư viện nhận sách giáo khoa và truyện còn dùng được vào giờ ra chơi, đến hết ngày 5/12.",
            ),
        ):
            given = PostInput(kind="announcement", title=title, body=body, speaks_for_unit=True)
            save_post(actor=head, space=space, given=given, client_id=named(name))

    def messages(self, pupils: list[int], homeroom: int) -> None:
        tie = Guardianship.objects.filter(guardian__account__username="me.9a1", child_id__in=pupils).first()
        mother = self.actor(tie.guardian_id, Role.GUARDIAN) if tie else None
        teacher = self.actor(homeroom, Role.TEACHER)
        contact = next((one for one in contacts_of(mother) if one.person.pk == homeroom), None) if mother else None
        if mother is None or teacher is None or contact is None:
            return
        chat = open_direct(actor=mother, key=contact.key)
        lines = (
            (mother, "Chào thầy cô, tôi muốn hỏi dạo này cháu học ở lớp thế nào ạ?"),
            (teacher, "Chào chị, dạo này cháu phát biểu nhiều hơn hẳn, bài viết cũng có tiến bộ."),
            (mother, "Vâng, cảm ơn thầy cô. Ở nhà cháu cũng chịu khó hơn."),
        )
        for number, (actor, body) in enumerate(lines):
            send(actor=actor, conversation=chat, draft=Draft(named(f"chat{number}"), body))
