"""URLs of safety."""

from django.urls import path

from .views import figures, judging, own, tags, times, units

urlpatterns = [
    path("", own.safety, name="safety"),
    path("bao/<str:kind>/<str:key>/", own.report, name="report"),
    path("em-khong-mot-minh/", own.care, name="care"),
    path("chan/", own.block_person, name="block_person"),
    path("quyet-dinh/<uuid:case_uuid>/", own.own, name="own_case"),
    path("cho-duyet/", judging.waiting, name="waiting"),
    path("cho-duyet/<str:kind>/<str:key>/<uuid:file_uuid>/<str:name>", judging.held_file, name="held_file"),
    path("viec/", judging.case_list, name="cases"),
    path("viec/<uuid:case_uuid>/", judging.case, name="case"),
    path("viec/<uuid:case_uuid>/tep/<uuid:file_uuid>/<str:name>", judging.case_file, name="case_file"),
    path("quy-uoc/", units.unit_safety, name="unit_safety"),
    path("so-lieu/", figures.safety_figures, name="safety_figures"),
    path("gio-cua-con/<uuid:child_uuid>/", times.child_time, name="child_time"),
    path("anh/<uuid:picture_uuid>/", tags.picture, name="picture"),
]
