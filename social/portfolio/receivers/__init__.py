"""What works add to the platform's hooks: files, words of the trail, notifications, what follows from events."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import Expiring, PersonalData, PersonalTable
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.organisations.events import TeacherAssigned
from core.people.enums import ConsentPurpose
from core.people.events import ConsentRecorded, PersonsMerged
from core.people.services.moving import move_rows, move_sent
from social.files.services import destroy
from social.hooks import FileHolder, Moderated
from social.moderation.services.retention import OldThings

from ..models import Work
from ..policies import can_see_work
from ..services import hand_over_works, hide_pictures_of
from . import contents  # noqa: F401 (registers the sheet)
from .moderated import ModeratedWork

register_verbs(
    {
        "social.work.added": _("đã thêm một tác phẩm vào góc của em"),
        "social.work.changed": _("đã sửa một tác phẩm trong góc của em"),
        "social.work.approved": _("đã duyệt một tác phẩm của %(subject)s"),
        "social.work.returned": _("đã nhắn %(subject)s sửa một tác phẩm"),
        "social.work.shown": _("đã cho cả lớp xem một tác phẩm của %(subject)s"),
        "social.work.hidden": _("đã thôi cho cả lớp xem một tác phẩm của %(subject)s"),
        "social.work.suspended": _("đã ẩn một tác phẩm của %(subject)s"),
        "social.work.restored": _("đã hiện lại một tác phẩm của %(subject)s"),
        "social.work.removed": _("đã gỡ một tác phẩm khỏi góc của em"),
    }
)
register_kind(
    NotificationKind(
        "social.work.waiting",
        _("%(name)s có tác phẩm mới chờ duyệt"),
        _("“%(title)s”"),
        "art",
        push=False,
        label=_("Tác phẩm chờ duyệt"),
        hats=frozenset({Role.TEACHER}),
        about=_("Khi một em gửi tác phẩm và chờ bạn xem."),
        group=KindGroup.STUDY,
    )
)
register_kind(
    NotificationKind(
        "social.work.approved",
        _("“%(title)s” đã vào góc của em"),
        _("%(word)s"),
        "art",
        label=_("Tác phẩm được duyệt"),
        hats=frozenset({Role.STUDENT}),
        about=_("Khi thầy cô nhận tác phẩm vào góc của em."),
        group=KindGroup.STUDY,
    )
)
register_kind(
    NotificationKind(
        "social.work.approved.guardian",
        _("%(name)s có tác phẩm mới"),
        _("“%(title)s” đã vào góc của em"),
        "art",
        digest=True,
        label=_("Tác phẩm mới của con"),
        hats=frozenset({Role.GUARDIAN}),
        about=_("Khi góc của con có thêm tác phẩm."),
        group=KindGroup.STUDY,
    )
)
register_kind(
    NotificationKind(
        "social.work.returned",
        _("Thầy cô nhắn em về “%(title)s”"),
        _("%(word)s"),
        "art",
        label=_("Thầy cô nhắn về tác phẩm"),
        hats=frozenset({Role.STUDENT}),
        about=_("Khi thầy cô muốn em sửa thêm một tác phẩm."),
        group=KindGroup.STUDY,
    )
)


class WorkFiles(FileHolder):
    """`work:<id>`: the pictures and files of a work, to whom the work is shown."""

    prefix = "work"

    def may_see(self, actor: Actor, key: str) -> bool:
        work = Work.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        return work is not None and can_see_work(actor, work)


class WorkData(PersonalData):
    """A child's works, with their files: all erased."""

    key = "goc-cua-em"
    label = _("Góc của em")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield the works."""
        columns = {"title": _("Tiêu đề"), "body": _("Nội dung"), "state": _("Tình trạng"), "word": _("Lời thầy cô"), "created_at": _("Lúc")}
        works = Work.objects.filter(child_id=person_id).order_by("id")
        rows = (
            {
                "title": work.title,
                "body": work.body,
                "state": work.get_state_display(),
                "word": work.word,
                "created_at": work.created_at,
            }
            for work in works.iterator(chunk_size=200)
        )
        yield PersonalTable("works", _("Tác phẩm"), columns, rows)

    def erase(self, person_id: int) -> int:
        """Delete the works and their files."""
        ids = list(Work.objects.filter(child_id=person_id).values_list("pk", flat=True))
        files = destroy(owner_id=person_id, holders=[f"work:{pk}" for pk in ids])
        return files + Work.objects.filter(pk__in=ids).delete()[0]


FileHolder.register(WorkFiles())
Moderated.register(ModeratedWork())
PersonalData.register(WorkData())


class OldWorks(OldThings):
    """Works with their files."""

    key, label, kind = "social.works", _("Tác phẩm của học sinh"), "work"

    def rows(self, before: datetime) -> "QuerySet[Work]":
        return Work.objects.filter(created_at__lt=before)


Expiring.register(OldWorks())


@subscribe(ConsentRecorded, "social.portfolio")
def photo_consent_gone(event: ConsentRecorded) -> None:
    """Hide what the class sees of a child's pictures as soon as the consent is taken back."""
    if event.purpose == ConsentPurpose.PHOTO and not event.is_permitted:
        hide_pictures_of(event.subject_id)


@subscribe(PersonsMerged, "social.portfolio")
def move_works(event: PersonsMerged) -> None:
    """Give the works of a duplicate record to the one that stays."""
    move_sent(Work, "child", to=event.person_id, of=event.duplicate_id)
    move_rows(Work, "decided_by", to=event.person_id, of=event.duplicate_id)


@subscribe(TeacherAssigned, "social.portfolio")
def follow_homeroom(event: TeacherAssigned) -> None:
    """Tell the new homeroom teacher of a class which works wait."""
    if event.subject_id is None:
        hand_over_works(event.class_id)
