"""URLs of assessment: one line for each component, in the namespace `assessment`, all under /kiem-tra/."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "assessment"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ngan-hang/", include("assessment.items.urls")),
    path("de/", include("assessment.papers.urls")),
    path("", include("assessment.sessions.urls")),
    path("", include("assessment.scoring.urls")),
    path("", include("assessment.statistics.urls")),
    path("", include("assessment.integrity.urls")),
]
