"""URLs of the face."""

from django.urls import path

from frontend.pwa.views import offline, service_worker, web_manifest
from frontend.search.views import search
from frontend.shell.views import switch_hat
from frontend.styleguide.views import screen, styleguide
from frontend.today.views import today

app_name = "frontend"
urlpatterns = [
    path("", today, name="today"),
    path("tim-kiem/", search, name="search"),
    path("vai/", switch_hat, name="switch_hat"),
    path("sw.js", service_worker, name="service_worker"),
    path("manifest.webmanifest", web_manifest, name="web_manifest"),
    path("mat-mang/", offline, name="offline"),
    path("styleguide/", styleguide, name="styleguide"),
    path("styleguide/<slug:name>/", screen, name="styleguide_screen"),
]
