"""URLs of attachments."""

from django.urls import path

from .views import attachment, upload

urlpatterns = [
    path("", upload, name="upload"),
    path("<uuid:uuid>/<str:name>", attachment, name="attachment"),
]
