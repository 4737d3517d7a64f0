"""URLs of tests and sittings, in the namespace `assessment`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import given, guests, overrides, previews, taking


class TestVerb(StringConverter):
    """What can happen to a test."""

    __test__ = False

    regex = "giao|thu-hoi|dong|xoa"


class PreviewDoor(StringConverter):
    """What the player asks of a preview."""

    regex = "|".join(previews.DOORS)


register_converter(TestVerb, "test_verb")
register_converter(PreviewDoor, "preview_door")

_test = "<uuid:test_uuid>/"
_preview = _test + "xem-truoc/"
_attempt = "lam/<uuid:attempt_uuid>/"

urlpatterns = [
    path("", given.index, name="tests"),
    path("tao/", given.new, name="test_new"),
    path("m/<str:code>/", guests.link, name="link"),
    path("thu-may/", taking.rehearsal, name="rehearsal"),
    path("bai-nop/<uuid:file_uuid>/", taking.own_file, name="answer_file"),
    path(_attempt, taking.sit, name="sit"),
    path(_attempt + "de/", taking.pack, name="sit_pack"),
    path(_attempt + "dang/", taking.state, name="sit_state"),
    path(_attempt + "luu/", taking.save, name="sit_save"),
    path(_attempt + "nop/", taking.submit, name="sit_submit"),
    path(_attempt + "nhip/", taking.beat, name="sit_beat"),
    path(_attempt + "may/", taking.take, name="sit_take"),
    path(_attempt + "tep/", taking.file, name="sit_file"),
    path(_attempt + "thu/", taking.check, name="sit_check"),
    path(_attempt + "xong/", taking.handed_in, name="handed_in"),
    path(_test, given.test, name="test"),
    path(_test + "vao/", taking.door, name="door"),
    path(_test + "khach/", guests.guest, name="guest"),
    path(_test + "khach/<int:candidate_id>/go/", guests.remove, name="guest_remove"),
    path(_test + "len-bang/", guests.board, name="board"),
    path(_test + "sua/", given.edit, name="test_edit"),
    path(_test + "tep-bai-lam/", given.sealed, name="test_sealed"),
    path(_test + "thi-sinh/<int:candidate_id>/", overrides.candidate, name="test_override"),
    path(_preview, previews.begin, name="preview_begin"),
    path(_preview + "<int:started>/", previews.sit, name="preview"),
    path(_preview + "<int:started>/de/", previews.pack, name="preview_pack"),
    path(_preview + "<int:started>/xong/", previews.end, name="preview_end"),
    path(_preview + "<int:started>/<preview_door:name>/", previews.door, name="preview_door"),
    path(_test + "lop/<int:class_id>/dieu-kien/", overrides.of_class, name="test_override_class"),
    path(_test + "<test_verb:verb>/", given.act, name="test_act"),
]
