"""URLs of the inbox."""

from django.urls import path

from .views import choices, log, messengers
from .views.inbox import digest, inbox, join_browser, leave_browser, open_notification, read_all, read_one, stop_email

urlpatterns = [
    path("", inbox, name="inbox"),
    path("da-doc/", read_all, name="inbox_read_all"),
    path("<int:pk>/", open_notification, name="inbox_open"),
    path("<int:pk>/da-doc/", read_one, name="inbox_read"),
    path("ban-tin/<int:pk>/", digest, name="digest"),
    path("trinh-duyet/", join_browser, name="push_join"),
    path("trinh-duyet/thoi/", leave_browser, name="push_leave"),
    path("thoi-nhan/<str:token>/", stop_email, name="stop_email"),
    path("cai-dat/", choices.choices, name="notify_choices"),
    path("cai-dat/loai/", choices.save_kind, name="notify_kind"),
    path("cai-dat/gio/", choices.save_rest, name="notify_rest"),
    path("nhan-tin/noi/", messengers.start, name="ott_start"),
    path("nhan-tin/thoi/", messengers.end, name="ott_end"),
    path("cong/<str:gateway>/", messengers.webhook, name="ott_webhook"),
    path("tat/", choices.mute, name="notify_mute"),
    path("da-gui/", log.sent, name="notify_sent"),
    path("van-hanh/", log.operator, name="notify_operator"),
    path("van-hanh/gui-lai/", log.retry, name="notify_retry"),
    path("bat-lai/", choices.unmute, name="notify_unmute"),
]
