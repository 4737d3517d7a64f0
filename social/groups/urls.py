"""URLs of communities and circles."""

from django.urls import path

from .views import (
    community,
    community_archive,
    community_decide,
    community_decline,
    community_edit,
    community_invite,
    community_join,
    community_leave,
    community_list,
    community_new,
    community_pupils,
    course_space,
    space_people,
    space_settings,
    space_visit,
)

urlpatterns = [
    path("", community_list, name="communities"),
    path("moi/", community_new, name="community_new"),
    path("<uuid:uuid>/", community, name="community"),
    path("<uuid:uuid>/sua/", community_edit, name="community_edit"),
    path("<uuid:uuid>/vao/", community_join, name="community_join"),
    path("<uuid:uuid>/tu-choi/", community_decline, name="community_decline"),
    path("<uuid:uuid>/roi/", community_leave, name="community_leave"),
    path("<uuid:uuid>/thanh-vien/", community_decide, name="community_decide"),
    path("<uuid:uuid>/moi-vao/", community_invite, name="community_invite"),
    path("<uuid:uuid>/dong/", community_archive, name="community_archive"),
    path("<uuid:uuid>/hoc-sinh/<int:class_id>/", community_pupils, name="community_pupils"),
    path("<uuid:space_uuid>/nguoi/", space_people, name="space_people"),
    path("khoa-hoc/<uuid:course_uuid>/", course_space, name="course_space"),
    path("<uuid:space_uuid>/cai-dat/", space_settings, name="space_settings"),
    path("<uuid:space_uuid>/ly-do/", space_visit, name="space_visit"),
]
