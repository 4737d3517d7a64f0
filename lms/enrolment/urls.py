"""URLs of enrolment."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views


class PeopleVerb(StringConverter):
    """What can happen to the people of a course."""

    regex = "giao-lop|bo-lop|them-giao-vien|bo-giao-vien|phu-trach|them-nguoi-hoc|bo-nguoi-hoc"


register_converter(PeopleVerb, "people_verb")

urlpatterns = [
    path("lop-hoc/", views.course_list, name="courses"),
    path("lop-hoc/<uuid:course_uuid>/nguoi/", views.people, name="course_people"),
    path("lop-hoc/<uuid:course_uuid>/nguoi/<people_verb:verb>/", views.change_people, name="course_people_change"),
]
