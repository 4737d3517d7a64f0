"""URLs of the core's components."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.roster.urls")),
    path("", include("core.organisations.urls")),
    path("", include("core.people.urls")),
    path("", include("core.audit.urls")),
    path("du-lieu/", include("core.privacy.urls")),
    path("", include("core.signin.urls")),
    path("thong-bao/", include("core.notifications.urls")),
]
