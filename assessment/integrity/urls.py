"""URLs of integrity, in the namespace `assessment`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
