"""URLs of requests about data."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.mine, name="data_requests"),
    path("gui/", views.ask_page, name="data_request_new"),
    path("don-vi/", views.unit_requests, name="data_requests_unit"),
    path("luu-giu/", views.retention, name="retention"),
    path("<uuid:uuid>/", views.show, name="data_request"),
    path("<uuid:uuid>/tep/", views.package, name="data_package"),
    path("<uuid:uuid>/<slug:verb>/", views.step, name="data_request_step"),
]
