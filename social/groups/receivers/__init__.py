"""What spaces add to the platform's hooks: words of the trail and the inbox, what is kept about people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.audit.types import register_verbs
from core.audit.words import register_fields
from core.events.services import subscribe
from core.hooks import PersonalData
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.people.events import PersonsMerged

from ..enums import JoinRule, MemberRole, MemberState, VisitReason
from ..services.merging import merge_people
from ..services.personal import MembershipData
from . import contents  # noqa: F401 (registers the sheets)

register_verbs(
    {
        "social.space.founded": _("đã lập một nhóm"),
        "social.space.changed": _("đã sửa một nhóm"),
        "social.space.visited": _("đã xem một nhóm không thuộc về mình"),
        "social.space.archived": _("đã đóng một nhóm"),
        "social.space.opened": _("đã mở lại một nhóm"),
        "social.space.joined": _("đã vào một nhóm"),
        "social.space.asked": _("đã xin vào một nhóm"),
        "social.space.left": _("đã rời một nhóm"),
        "social.space.declined": _("đã từ chối lời mời, rút lời xin vào một nhóm"),
        "social.member.changed": _("đã đổi chỗ của %(subject)s trong một nhóm"),
        "social.member.invited": _("đã mời %(subject)s vào một nhóm"),
        "social.member.brought": _("đã đưa học sinh vào câu lạc bộ"),
    }
)
register_fields(
    {
        "about": _("Giới thiệu"),
        "join_rule": _("Ai vào được"),
        "switched_off": _("Đã tắt"),
        "approval": _("Chờ duyệt"),
        "comments_closed": _("Khoá bình luận"),
        "topics": _("Chủ đề"),
        "why": _("Vì sao"),
        "note": _("Ghi thêm"),
    },
    {
        "join_rule": dict(JoinRule.choices),
        "state": dict(MemberState.choices),
        "role": dict(MemberRole.choices),
        "why": dict(VisitReason.choices),
    },
)
STAFF = frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER, Role.STAFF})
register_kind(
    NotificationKind(
        "social.circle.alone",
        _("%(space)s thiếu thầy cô của %(school)s"),
        _("Học sinh %(school)s chưa vào được cho đến khi có thầy cô của trường tham gia. Hãy mời một giáo viên của trường này."),
        "person-add",
        label=_("Câu lạc bộ thiếu thầy cô của một trường"),
        hats=STAFF,
        about=_("Khi một câu lạc bộ bạn phụ trách có học sinh của trường không còn thầy cô nào tham gia."),
        group=KindGroup.GROUPS,
    )
)
_JOINING: dict[str, Any] = {"icon": "person-add", "group": KindGroup.GROUPS, "hats": STAFF}
for _kind in (
    NotificationKind(
        "social.member.asked",
        _("%(name)s xin vào %(space)s"),
        _("%(school)s. Bấm để cho vào hoặc từ chối."),
        label=_("Có người xin vào nhóm của bạn"),
        about=_("Khi có người xin vào nhóm bạn quản trị."),
        **_JOINING,
    ),
    NotificationKind(
        "social.member.invited",
        _("%(name)s mời bạn vào %(space)s"),
        _("Bấm để vào nhóm hoặc từ chối."),
        label=_("Lời mời vào nhóm"),
        about=_("Khi có người mời bạn vào một nhóm."),
        **_JOINING,
    ),
    NotificationKind(
        "social.member.accepted",
        _("Bạn đã vào %(space)s"),
        _("Quản trị nhóm đã nhận lời xin của bạn."),
        label=_("Được nhận vào nhóm"),
        about=_("Khi lời xin vào nhóm của bạn được nhận."),
        **_JOINING,
    ),
    NotificationKind(
        "social.member.refused",
        _("%(space)s chưa nhận lời xin vào của bạn"),
        _("Bạn có thể hỏi thêm quản trị nhóm."),
        label=_("Không được nhận vào nhóm"),
        about=_("Khi lời xin vào nhóm của bạn chưa được nhận."),
        **_JOINING,
    ),
):
    register_kind(_kind)

PersonalData.register(MembershipData())


@subscribe(PersonsMerged, "social.groups")
def follow_merge(event: PersonsMerged) -> None:
    """Give the places in communities and circles, and how far one has read of a duplicate record to the one that stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)
