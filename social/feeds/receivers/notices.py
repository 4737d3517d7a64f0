"""The kinds of notifications of feeds."""

from django.utils.translation import gettext_lazy as _

from core.notifications.types import NotificationKind, register_kind

for _kind in (
    NotificationKind(
        "social.announcement", _("%(title)s"), _("Thông báo mới ở %(space)s."), "mega", label=_("Thông báo của lớp, của trường")
    ),
    NotificationKind("social.mention", _("%(name)s nhắc đến bạn"), _("%(text)s"), "comment", many=_("%(count)s người nhắc đến bạn")),
    NotificationKind(
        "social.reply", _("%(name)s trả lời bình luận của bạn"), _("%(text)s"), "comment", many=_("%(count)s câu trả lời cho bạn")
    ),
    NotificationKind(
        "social.comment", _("%(name)s bình luận bài của bạn"), _("%(text)s"), "comment", many=_("%(count)s bình luận bài của bạn")
    ),
    NotificationKind(
        "social.held", _("%(name)s viết ở %(space)s, đang chờ duyệt"), _("%(text)s"), "clock", many=_("%(count)s bài, bình luận chờ duyệt")
    ),
    NotificationKind("social.approved", _("Đã duyệt: %(text)s"), _("Mọi người trong nhóm đã đọc được."), "check", push=False),
    NotificationKind("social.rejected", _("Không duyệt: %(text)s"), _("Lí do: %(reason)s"), "warn"),
):
    register_kind(_kind)
