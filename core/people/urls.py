"""URLs of families and consent."""

from django.urls import path

from . import views

urlpatterns = [
    path("gia-dinh/", views.family, name="family"),
    path("gia-dinh/tham-gia/", views.join, name="family_join"),
    path("gia-dinh/con/<uuid:uuid>/dong-y/", views.child_consents, name="child_consents"),
    path("dong-y/", views.own_consents, name="own_consents"),
]
