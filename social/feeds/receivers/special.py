"""The special kinds of posts: their forms, what they load, their words in the trail and the inbox."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.notifications.types import NotificationKind
from core.notifications.types import register_kind as register_notification

from ..enums import PostKind
from ..forms.announcements import AnnouncementForm
from ..selectors.announcements import clean_announcement, load_announcements
from ..selectors.kinds import register_kind

register_verbs({"social.post.reminded": _("đã nhắc những người chưa trả lời một thông báo")})

register_notification(
    NotificationKind("social.answer_wanted", _("Còn chờ trả lời: %(title)s"), _("%(space)s. Bấm để đọc và trả lời."), "feed", digest=True)
)
register_notification(
    NotificationKind("social.reading_wanted", _("Chưa đọc: %(title)s"), _("%(space)s nhắn. Bấm để đọc."), "feed", digest=True)
)

register_kind(PostKind.ANNOUNCEMENT, load_announcements, clean_announcement, AnnouncementForm, "social/feeds/forms/announcement.html")
