"""URLs of roster imports."""

from django.urls import path

from . import views

urlpatterns = [
    path("don-vi/<uuid:unit_uuid>/nhap-danh-sach/", views.start, name="roster_start"),
    path("don-vi/<uuid:unit_uuid>/nhap-danh-sach/mau/<str:kind>/", views.template, name="roster_template"),
    path("nhap-danh-sach/<uuid:import_uuid>/", views.show, name="roster_import"),
    path("nhap-danh-sach/<uuid:import_uuid>/chay/", views.run, name="roster_run"),
    path("nhap-danh-sach/<uuid:import_uuid>/tien-do/", views.progress, name="roster_progress"),
    path("nhap-danh-sach/<uuid:import_uuid>/loi/", views.errors, name="roster_errors"),
    path("nhap-danh-sach/<uuid:import_uuid>/hoan-tac/", views.undo, name="roster_undo"),
]
