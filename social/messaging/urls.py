"""URLs of messages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.chats, name="chats"),
    path("moi/", views.new_chat, name="new_chat"),
    path("moi-nhat/", views.chats_fresh, name="chats_fresh"),
    path("nhom-moi/", views.new_group, name="chat_group_new"),
    path("xuat/", views.export, name="chat_export"),
    path("<uuid:uuid>/nhom/", views.group, name="chat_group"),
    path("gio-yen-tinh/", views.quiet_hours, name="quiet_hours"),
    path("xin-nghi/", views.absences, name="absences"),
    path("xin-nghi/<uuid:absence_uuid>/", views.absence_act, name="absence_act"),
    path("<uuid:uuid>/xin-nghi/", views.absence_new, name="absence_new"),
    path("<uuid:uuid>/", views.chat, name="chat"),
    path("<uuid:uuid>/tin/", views.messages, name="chat_messages"),
    path("<uuid:uuid>/da-doc/", views.read, name="chat_read"),
    path("<uuid:uuid>/thu-hoi/", views.take_back, name="chat_recall"),
]
