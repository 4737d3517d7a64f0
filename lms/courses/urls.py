"""URLs of courses."""

from django.urls import path

from .views import files

urlpatterns = [
    path("tep-hoc/<uuid:uuid>/<path:name>", files.course_file, name="course_file"),
]
