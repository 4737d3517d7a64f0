"""URLs of communities and of looking after spaces."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
