"""`manage.py demo_portfolio`: drawings and writings of class 9A1, some approved, some waiting, one with changes asked for."""

from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment, TeachingAssignment
from core.organisations.selectors import actor_for
from core.people.models import Account
from social.files.services import take
from social.portfolio.errors import WorkRefused
from social.portfolio.models import Work
from social.portfolio.services import approve_work, return_work, save_work
from social.portfolio.types import WorkInput

# (name, words, colours of sky, hill and field or None, what the teacher says, approved?)
WORKS = (
    (
        "Tranh cây đa Tân Trào",
        "Em vẽ bằng màu nước sau chuyến đi của lớp. Em thích nhất bóng cây in xuống sân đình.",
        ("#bfe3f2", "#5f9a6b", "#cfe0a0"),
        "Bóng cây em tả rất khéo. Cô treo ở góc lớp nhé!",
        True,
    ),
    (
        "Bài văn: Một ngày ở bản",
        "Sáng sớm, sương còn vương trên mái nhà sàn. Bà em nhóm bếp, khói bay lên thơm mùi ngô nướng.",
        None,
        "Em viết thật và ấm. Lần sau em tả thêm tiếng suối nhé.",
        True,
    ),
    (
        "Mô hình guồng nước",
        "Em và bố làm bằng tre, quay được khi đổ nước. Em đo: một phút quay 14 vòng.",
        ("#e5eef5", "#8a6f4d", "#9fc5d8"),
        "",
        None,
    ),
    ("Sơ đồ tư duy: Hệ thức lượng", "Em gom các công thức của chương vào một trang.", ("#fff4d6", "#d98c5f", "#f3d9a4"), "", None),
    (
        "Bài thơ tặng mẹ",
        "Mẹ đi nương sớm…",
        None,
        "Hai câu đầu rất hay. Em viết tiếp khổ thứ hai để bài trọn ý nhé.",
        False,
    ),
)


def drawing(sky: str, hill: str, field: str) -> bytes:
    """Return a small landscape: sky, sun, hills, a tree."""
    picture = Image.new("RGB", (960, 720), sky)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((700, 70, 820, 190), fill="#f6c445")
    draw.polygon([(0, 470), (230, 270), (480, 450), (700, 300), (960, 480), (960, 720), (0, 720)], fill=hill)
    draw.rectangle((0, 540, 960, 720), fill=field)
    draw.rectangle((300, 380, 345, 600), fill="#6b4a2b")
    for x, y, size in ((210, 260, 130), (330, 220, 150), (400, 300, 110), (270, 330, 110)):
        draw.ellipse((x - size, y - size // 2, x + size, y + size), fill="#2f6b45")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class Command(BaseCommand):
    help = "Adds works of pupils to the demo province."

    def handle(self, *args, **options):
        group = ClassGroup.objects.filter(enrolments__person__account__username="hs.9a1").first()
        if group is None:
            return
        homeroom = TeachingAssignment.objects.get(class_group=group, kind="homeroom", valid_to=None).person_id
        teacher = self.actor(homeroom, Role.TEACHER)
        first = Account.objects.get(username="hs.9a1").person_id
        rows = Enrolment.objects.filter(class_group=group, state="studying", valid_to=None).exclude(person_id=first).order_by("id")
        pupils = [first, first, *rows.values_list("person_id", flat=True)]
        for number, (person_id, work) in enumerate(zip(pupils, WORKS, strict=False)):
            child = self.actor(person_id, Role.STUDENT)
            if child is not None and teacher is not None:
                self.add(child, teacher, number, work)

    def actor(self, person_id: int, role: Role) -> Actor | None:
        cache.clear()  # the demo writes a week in a second
        account = Account.objects.filter(person_id=person_id).first()
        hats = actor_for(account, None)[1] if account else []
        hat = next((hat for hat in hats if hat.role == role), None)
        return actor_for(account, hat.key)[0] if account and hat else None

    def add(self, child: Actor, teacher: Actor, number: int, work: tuple[Any, ...]) -> None:
        title, body, colours, word, approved = work
        key = uuid5(NAMESPACE_URL, f"cay-da-demo:work{number}")
        if Work.objects.filter(client_id=key).exists():
            return
        files: tuple[str, ...] = ()
        if colours:
            file = ContentFile(drawing(*colours), name="tranh.png")
            files = (str(take(actor=child, upload=file, alt=title).uuid),)
        try:
            row = save_work(actor=child, given=WorkInput(title, body, wants_class=True, attachments=files), client_id=key)
            if approved:
                approve_work(actor=teacher, work=row, word=word, show=True)
            elif approved is False:
                return_work(actor=teacher, work=row, word=word)
        except WorkRefused as refused:  # a family that has not agreed yet
            self.stdout.write(f"{title}: {refused}")
