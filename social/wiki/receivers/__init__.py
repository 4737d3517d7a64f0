"""What the page of a space adds to the platform's hooks: words of the trail."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import PersonalData, PersonalTable
from core.people.events import PersonsMerged
from core.people.services.moving import move_rows
from social.hooks import Moderated

from ..models import WikiRevision
from . import contents  # noqa: F401 (registers the sheet)
from .moderated import ModeratedPage

register_verbs({"social.wiki.written": _("đã sửa trang chung của nhóm"), "social.wiki.restored": _("đã lấy lại bản cũ của trang chung")})
register_verbs({"social.wiki.hidden": _("đã ẩn một bản của trang chung"), "social.wiki.shown": _("đã hiện lại một bản của trang chung")})


class WikiData(PersonalData):
    """What one wrote into shared pages: the group's, so it stays."""

    key = "trang-chung"
    label = _("Trang chung của nhóm")
    kept_because = _("Trang chung là của cả nhóm nên được giữ lại.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield the revisions one has saved."""
        columns = {"space": _("Nhóm"), "title": _("Tiêu đề"), "body": _("Nội dung"), "created_at": _("Lúc")}
        saved = WikiRevision.objects.filter(author_id=person_id).select_related("space").order_by("id")
        rows = (
            {"space": one.space.label, "title": one.title, "body": one.body, "created_at": one.created_at}
            for one in saved.iterator(chunk_size=200)
        )
        yield PersonalTable("revisions", _("Các lần sửa"), columns, rows)


PersonalData.register(WikiData())
Moderated.register(ModeratedPage())


@subscribe(PersonsMerged, "social.wiki")
def move_revisions(event: PersonsMerged) -> None:
    """Give the revisions of a duplicate record to the one that stays."""
    move_rows(WikiRevision, "author", to=event.person_id, of=event.duplicate_id)
