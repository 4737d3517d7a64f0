"""URLs of learning: one line for each component, in the namespace `lms`."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "lms"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lms.courses.urls")),
    path("", include("lms.enrolment.urls")),
    path("", include("lms.delivery.urls")),
    path("", include("lms.lessons.urls")),
    path("", include("lms.h5p.urls")),
    path("", include("lms.quizzes.urls")),
    path("xapi/", include("lms.records.urls")),
]
