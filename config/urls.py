"""All URLs."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin_urls

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("", include("frontend.urls")),
    path("", include("core.urls")),
    path("", include("lms.urls")),
    path("kiem-tra/", include("assessment.urls")),
    path("", include("social.urls")),
    path("k/<str:code>/", RedirectView.as_view(pattern_name="assessment:link"), name="short_link"),
    path("tai-khoan/", include("allauth.urls")),
    path(settings.WAGTAIL_ADMIN_PATH, include(wagtail_admin_urls)),
]

handler429 = "core.signin.views.entrance.handler429"
