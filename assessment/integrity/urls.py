"""URLs of supervision, in the namespace `assessment`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import console, seating


class ProctorVerb(StringConverter):
    """What a proctor does to a running test or to one candidate."""

    regex = "tam-dung|tiep-tuc|them-gio|nhan|ghi-chu|khoa|mo-khoa|thu-bai"


register_converter(ProctorVerb, "proctor_verb")

_test = "<uuid:test_uuid>/"

urlpatterns = [
    path(_test + "giam-thi/", console.console, name="console"),
    path(_test + "giam-thi/<proctor_verb:verb>/", console.act, name="console_act"),
    path(_test + "giam-thi/<uuid:attempt_uuid>/", console.candidate, name="console_candidate"),
    path(_test + "giam-thi/<uuid:attempt_uuid>/<proctor_verb:verb>/", console.act, name="console_candidate_act"),
    path(_test + "phong-thi/", seating.seating, name="seating"),
    path(_test + "phong-thi/danh-sach/", seating.room, name="seating_room"),
    path(_test + "bien-ban/", seating.protocol, name="protocol"),
]
