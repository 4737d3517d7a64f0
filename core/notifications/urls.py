"""URLs of the inbox."""

from django.urls import path

from .views import choices
from .views.inbox import inbox, join_browser, leave_browser, open_notification, read_all, read_one, stop_email

urlpatterns = [
    path("", inbox, name="inbox"),
    path("da-doc/", read_all, name="inbox_read_all"),
    path("<int:pk>/", open_notification, name="inbox_open"),
    path("<int:pk>/da-doc/", read_one, name="inbox_read"),
    path("trinh-duyet/", join_browser, name="push_join"),
    path("trinh-duyet/thoi/", leave_browser, name="push_leave"),
    path("thoi-nhan/<str:token>/", stop_email, name="stop_email"),
    path("cai-dat/", choices.choices, name="notify_choices"),
    path("cai-dat/loai/", choices.save_kind, name="notify_kind"),
    path("cai-dat/gio/", choices.save_rest, name="notify_rest"),
    path("tat/", choices.mute, name="notify_mute"),
    path("bat-lai/", choices.unmute, name="notify_unmute"),
]
