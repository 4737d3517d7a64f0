"""`manage.py demo_communities`: two communities of teachers, with topics, posts and a shared page."""

from uuid import NAMESPACE_URL, uuid5

from django.core.cache import cache
from django.core.management.base import BaseCommand

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.selectors import actor_for
from core.people.models import Account
from social.feeds.services import save_post
from social.feeds.types import PostInput
from social.groups.models import Space
from social.groups.services.communities import found_community, join_space
from social.groups.services.settings import set_rules
from social.groups.types import SpaceRules
from social.wiki.selectors import newest
from social.wiki.services import save_page

# (name, about, topics, posts as (topic, words), name and words of the page)
COMMUNITIES = (
    (
        "Giáo viên Toán THCS vùng Sơn Dương",
        "Chia sẻ đề, giáo án và cách dạy Toán THCS theo chương trình mới.",
        "Đề kiểm tra\nGiáo án\nHỏi đáp",
        (
            ("Đề kiểm tra", "Tôi gửi ma trận đề giữa kì I Toán 9, các thầy cô góp ý giúp phần vận dụng."),
            ("Hỏi đáp", "Lớp tôi hay nhầm sin với cos khi vẽ hình nghiêng. Thầy cô dạy phần này thế nào?"),
        ),
        "Kho đề chung",
        "*Cách đặt tên tệp:* khối, bài, năm học.\n\n- Đề giữa kì I: hạn góp 15/10\n- Đề cuối kì I: hạn góp 10/12\n\nAi sửa đề thì ghi tên mình ở cuối.",
    ),
    (
        "Chuyển đổi số trong nhà trường",
        "Thầy cô giúp nhau dùng phần mềm, học liệu số và dạy học trên mạng.",
        "Mẹo hay\nHọc liệu\nSự cố",
        (("Mẹo hay", "Đặt câu hỏi giữa video thì học sinh xem kĩ hơn hẳn. Lớp 6A tuần này 31/34 em xem hết."),),
        "Bắt đầu từ đâu",
        "- Soạn một bài ngắn, có câu hỏi giữa bài\n- Giao thử cho một lớp\n- Xem bảng theo dõi rồi sửa lại",
    ),
)


class Command(BaseCommand):
    help = "Adds communities of teachers to the demo province."

    def handle(self, *args, **options):
        founder, other = self.actor("co.ha"), self.actor("hieutruong")
        if founder is None:
            return
        for name, about, topics, posts, title, text in COMMUNITIES:
            space = Space.objects.filter(kind="community", name=name, unit_id=founder.unit_id).first()
            if space is None:
                space = found_community(actor=founder, name=name, about=about, join_rule="open")
                set_rules(actor=founder, space=space, given=SpaceRules(may={}, waits={}, topics=topics, about=about))
                space.refresh_from_db()
            if other is not None:
                join_space(actor=other, space=space)
            for topic, words in posts:
                cache.clear()  # the demo writes a week in a second
                key = uuid5(NAMESPACE_URL, f"cay-da-demo:{name}:{words}")
                save_post(actor=founder, space=space, given=PostInput(body=f"<p>{words}</p>", topic=topic), client_id=key)
            if newest(space) is None:
                cache.clear()
                save_page(actor=founder, space=space, title=title, text=text, base=0)

    def actor(self, username: str) -> Actor | None:
        account = Account.objects.filter(username=username).first()
        hats = actor_for(account, None)[1] if account else []
        hat = next((hat for hat in hats if hat.role in {Role.TEACHER, Role.LEADER}), None)
        return actor_for(account, hat.key)[0] if account and hat else None
