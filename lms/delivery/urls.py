"""URLs of studying."""

from django.urls import path

from .views import course, reader

_activity = "lop-hoc/<uuid:course_uuid>/<uuid:activity_uuid>/"

urlpatterns = [
    path("lop-hoc/dong-bo/", reader.sync, name="sync"),
    path("lop-hoc/da-luu/", course.kept, name="kept"),
    path("lop-hoc/<uuid:course_uuid>/", course.course, name="course"),
    path(_activity, reader.read, name="activity"),
    path(_activity + "xem-thu/", reader.preview, name="activity_preview"),
    path(_activity + "tra-loi/", reader.answer, name="answer"),
    path(_activity + "xong/", reader.finish, name="finish"),
    path(_activity + "giup/", reader.ask_help, name="ask_help"),
    path(_activity + "ghi-chu/", reader.note, name="note"),
]
