"""URLs of sessions, in the namespace `assessment`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
