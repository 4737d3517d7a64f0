"""The kinds of notifications of feeds."""

from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, by_hats, register_kind

#: What a school says officially: families are reached however they can be, pupils on the screen.
OFFICIAL = by_hats(guardians=("email", "push", "ott"), staff=("email", "push"))
STAFF = frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER})

for _kind in (
    NotificationKind(
        "social.announcement",
        _("%(title)s"),
        _("Thông báo mới ở %(space)s."),
        "mega",
        digest=True,
        by_hat=OFFICIAL,
        label=_("Thông báo của lớp, của trường"),
        notes={"named": _("Thông báo nhắc đến bạn.")},
        about=_("Khi thầy cô hay nhà trường ra thông báo cho bạn."),
    ),
    NotificationKind(
        "social.mention",
        _("%(name)s nhắc đến bạn"),
        _("%(text)s"),
        "comment",
        many=_("%(count)s người nhắc đến bạn"),
        label=_("Có người nhắc đến bạn"),
        about=_("Khi ai đó ghi @ và tên bạn."),
        group=KindGroup.TALK,
    ),
    NotificationKind(
        "social.reply",
        _("%(name)s trả lời bình luận của bạn"),
        _("%(text)s"),
        "comment",
        many=_("%(count)s câu trả lời cho bạn"),
        label=_("Trả lời bình luận của bạn"),
        about=_("Khi có người trả lời một bình luận của bạn."),
        group=KindGroup.TALK,
    ),
    NotificationKind(
        "social.comment",
        _("%(name)s bình luận bài của bạn"),
        _("%(text)s"),
        "comment",
        many=_("%(count)s bình luận bài của bạn"),
        label=_("Bình luận bài của bạn"),
        about=_("Khi có người bình luận dưới bài bạn viết."),
        group=KindGroup.TALK,
    ),
    NotificationKind(
        "social.praise",
        _("%(name)s khen em: %(badge)s"),
        _("%(space)s. Bấm để đọc lời khen."),
        "award",
        label=_("Lời khen dành cho em"),
        hats=frozenset({Role.STUDENT, Role.LEARNER}),
        about=_("Khi thầy cô đăng lời khen có tên em."),
    ),
    NotificationKind(
        "social.praise.guardian",
        _("%(child)s được khen: %(badge)s"),
        _("%(name)s khen ở %(space)s."),
        "award",
        digest=True,
        label=_("Lời khen dành cho con"),
        hats=frozenset({Role.GUARDIAN}),
        about=_("Khi thầy cô đăng lời khen có tên con bạn."),
    ),
    NotificationKind(
        "social.held",
        _("%(name)s viết ở %(space)s, đang chờ duyệt"),
        _("%(text)s"),
        "clock",
        many=_("%(count)s bài, bình luận chờ duyệt"),
        label=_("Bài chờ bạn duyệt"),
        hats=STAFF,
        about=_("Khi có bài hay bình luận phải đợi bạn duyệt, trong nhóm bạn phụ trách."),
    ),
    NotificationKind(
        "social.approved",
        _("Đã duyệt: %(text)s"),
        _("Mọi người trong nhóm đã đọc được."),
        "check",
        push=False,
        label=_("Bài của bạn được duyệt"),
        about=_("Khi bài hay bình luận của bạn được duyệt."),
    ),
    NotificationKind(
        "social.rejected",
        _("Không duyệt: %(text)s"),
        _("Lí do: %(reason)s"),
        "warn",
        label=_("Bài của bạn không được duyệt"),
        about=_("Khi bài hay bình luận của bạn bị trả lại, kèm lí do."),
    ),
):
    register_kind(_kind)
