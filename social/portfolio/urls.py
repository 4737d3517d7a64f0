"""URLs of portfolios."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.portfolio, name="portfolio"),
    path("moi/", views.work_new, name="work_new"),
    path("em/<uuid:child_uuid>/", views.shelf, name="shelf"),
    path("lop/<uuid:space_uuid>/", views.class_works, name="class_works"),
    path("<uuid:work_uuid>/", views.work, name="work"),
    path("<uuid:work_uuid>/sua/", views.work_edit, name="work_edit"),
    path("<uuid:work_uuid>/viec/", views.work_act, name="work_act"),
]
