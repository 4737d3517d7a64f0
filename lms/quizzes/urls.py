"""URLs of tests in courses, in the namespace `lms`."""

from django.urls import path

from . import views

urlpatterns = [path("bai-kiem-tra/hoat-dong/<uuid:uuid>/", views.choose, name="test_activity")]
