"""What exports add to the platform's hooks: words of the trail and the inbox, what is kept about people."""

from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.audit.types import register_verbs
from core.audit.words import register_fields
from core.events.services import subscribe
from core.hooks import PersonalData
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.people.events import PersonsMerged
from core.people.services.moving import move_rows

from .models import SpaceExport
from .services.personal import ExportData

register_verbs(
    {
        "social.export.asked": _("đã yêu cầu bản sao toàn bộ của %(label)s"),
        "social.export.taken": _("đã tải bản sao của %(label)s"),
        "social.export.cancelled": _("đã hủy hoặc xoá bản sao của %(label)s"),
    }
)
register_fields({"part": _("Phần")})
register_kind(
    NotificationKind(
        "social.export.ready",
        _("Bản sao của %(space)s đã sẵn sàng"),
        _("Tải về trước ngày %(day)s; sau đó tệp tự xoá."),
        "download",
        email=True,
        label=_("Bản sao của nhóm, của trường đã sẵn sàng"),
        about=_("Khi bản sao bạn yêu cầu tải về được."),
        group=KindGroup.GROUPS,
        hats=frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER, Role.STAFF}),
    )
)
PersonalData.register(ExportData())


@subscribe(PersonsMerged, "social.exports")
def follow_merge(event: PersonsMerged) -> None:
    """Give the exports a duplicate record asked for to the one that stays."""
    move_rows(SpaceExport, "asked_by", to=event.person_id, of=event.duplicate_id)
