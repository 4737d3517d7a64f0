"""The special kinds of posts: their forms, what they load, their words in the trail and the inbox."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.notifications.types import NotificationKind, by_hats
from core.notifications.types import register_kind as register_notification

from ..enums import PostKind
from ..forms.announcements import AnnouncementForm
from ..forms.special import EventForm, HomeworkForm, PollForm, PraiseForm
from ..selectors.announcements import announcement_words, clean_announcement, load_announcements
from ..selectors.events import clean_event, event_lack, event_words, load_events
from ..selectors.homework import clean_homework, homework_lack, homework_words, load_homework
from ..selectors.kinds import register_kind
from ..selectors.polls import clean_poll, load_polls, poll_lack, poll_words
from ..selectors.praise import clean_praise, load_praise, praise_lack, praise_words
from .notices import OFFICIAL

register_verbs(
    {
        "social.post.reminded": _("đã nhắc những người chưa trả lời một thông báo"),
        "social.post.shared": _("đã chia sẻ một bài"),
        "social.post.unshared": _("đã bỏ chia sẻ một bài"),
        "social.post.sent_down": _("đã gửi một thông báo xuống các trường"),
    }
)

register_notification(
    NotificationKind(
        "social.answer_wanted",
        _("Còn chờ trả lời: %(title)s"),
        _("%(space)s. Bấm để đọc và trả lời."),
        "feed",
        digest=True,
        by_hat=OFFICIAL,
        label=_("Nhắc trả lời thông báo"),
        about=_("Khi một thông báo cần trả lời mà bạn chưa trả lời."),
    )
)
register_notification(
    NotificationKind(
        "social.reading_wanted",
        _("Chưa đọc: %(title)s"),
        _("%(space)s nhắn. Bấm để đọc."),
        "feed",
        digest=True,
        by_hat=OFFICIAL,
        label=_("Nhắc đọc thông báo"),
        about=_("Khi thầy cô nhắc đọc một thông báo bạn chưa mở."),
    )
)

#: A day that does not take place as said: soon, so no letter.
CHANGED = by_hats(guardians=("push", "ott"), staff=("push",))
_MOVED = (_("Sự kiện bạn sẽ đến đổi giờ, đổi nơi"), _("Khi sự kiện bạn nhận lời đổi giờ hoặc nơi."))
_OFF = (_("Sự kiện bạn sẽ đến bị hủy"), _("Khi sự kiện bạn nhận lời không diễn ra nữa."))
_HIDDEN = (_("Sự kiện bạn sẽ đến hiện không xem được"), _("Khi sự kiện bạn nhận lời tạm thời không xem được."))
_BACK = (_("Sự kiện bạn sẽ đến đã xem lại được"), _("Khi sự kiện bạn nhận lời xem lại được."))
_ASK = _("Sự kiện lúc %(when)s, %(space)s. Hãy hỏi người tổ chức xem có gì thay đổi không.")
for _key, _title, _text, (_label, _about) in (
    ("social.event_moved", _("Đổi giờ hoặc nơi: %(title)s"), _("%(when)s. %(place)s%(at)s"), _MOVED),
    ("social.event_off", _("Đã hủy: %(title)s"), _("Sự kiện lúc %(when)s không diễn ra nữa. %(space)s"), _OFF),
    ("social.event_hidden", _("Sự kiện bạn sẽ đến hiện không xem được"), _ASK, _HIDDEN),
    ("social.event_back", _("Đã xem lại được: %(title)s"), _("%(when)s. %(place)s%(at)s"), _BACK),
):
    register_notification(NotificationKind(_key, _title, _text, "cal", digest=True, by_hat=CHANGED, label=_label, about=_about))

register_kind(
    PostKind.ANNOUNCEMENT,
    load_announcements,
    clean_announcement,
    AnnouncementForm,
    "social/feeds/forms/announcement.html",
    words=announcement_words,
)
register_kind(PostKind.POLL, load_polls, clean_poll, PollForm, words=poll_words, lack=poll_lack)
register_kind(PostKind.EVENT, load_events, clean_event, EventForm, words=event_words, lack=event_lack)
register_kind(
    PostKind.PRAISE, load_praise, clean_praise, PraiseForm, "social/feeds/forms/praise.html", words=praise_words, lack=praise_lack
)
register_kind(
    PostKind.HOMEWORK,
    load_homework,
    clean_homework,
    HomeworkForm,
    "social/feeds/forms/homework.html",
    words=homework_words,
    lack=homework_lack,
)
