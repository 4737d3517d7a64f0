"""URLs of the trail."""

from django.urls import path

from . import views

urlpatterns = [
    path("nhat-ky/", views.trail, name="audit"),
    path("nhat-ky/cua-toi/", views.mine, name="audit_mine"),
]
