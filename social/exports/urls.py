"""URLs of exports."""

from django.urls import path

from .views import export_cancel, export_part, export_progress, space_export, unit_export

urlpatterns = [
    path("<uuid:space_uuid>/tai-ve/", space_export, name="space_export"),
    path("<uuid:space_uuid>/tai-ve/ca-truong/", unit_export, name="unit_export"),
    path("tai-ve/<uuid:export_uuid>/tien-do/", export_progress, name="export_progress"),
    path("tai-ve/<uuid:export_uuid>/huy/", export_cancel, name="export_cancel"),
    path("tai-ve/<uuid:export_uuid>/<int:part_id>.zip", export_part, name="export_part"),
]
