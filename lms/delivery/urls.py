"""URLs of studying."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import board, course, family, figures, reader


class BoardVerb(StringConverter):
    """What a teacher does from the board."""

    regex = "bat-dau|ket-thuc|dung|tiep|nhac|goi-y|da-giup"


register_converter(BoardVerb, "board_verb")

_activity = "lop-hoc/<uuid:course_uuid>/<uuid:activity_uuid>/"
_board = _activity + "bang/<uuid:class_uuid>/"

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
    path(_board, board.board, name="board"),
    path(_board + "du-lieu/", board.data, name="board_data"),
    path(_board + "cho-ngoi/", board.seating, name="seating"),
    path(_board + "em/<uuid:person_uuid>/", board.pupil, name="pupil_work"),
    path(_board + "<board_verb:verb>/", board.act, name="board_act"),
    path("con-toi/<uuid:child_uuid>/", family.child, name="child"),
    path("con-toi/<uuid:child_uuid>/<uuid:course_uuid>/", family.child_course, name="child_course"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/<uuid:unit_uuid>/", figures.figures, name="figures_of"),
]
