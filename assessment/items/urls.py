"""URLs of banks and items, in the namespace `assessment`, under /kiem-tra/ngan-hang/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import acts, bank, bulk, exports, files, imports, item, outcomes, sharing


class ItemVerb(StringConverter):
    """What can happen to a question."""

    regex = "|".join(acts.ACTS)


register_converter(ItemVerb, "item_verb")

urlpatterns = [
    path("", bank.bank, name="banks"),
    path("tao/", bank.new_bank, name="bank_new"),
    path("yeu-cau-can-dat/", item.outcomes, name="item_outcomes"),
    path("yeu-cau-can-dat/don-vi/", outcomes.index, name="own_outcomes"),
    path("yeu-cau-can-dat/don-vi/them/", outcomes.add, name="own_outcome_add"),
    path("yeu-cau-can-dat/don-vi/<int:outcome_id>/", outcomes.act, name="own_outcome"),
    path("tep/<uuid:file_uuid>/<int:until>/<str:signature>", files.item_file, name="item_file"),
    path("cau/<uuid:item_uuid>/", item.item, name="item"),
    path("cau/<uuid:item_uuid>/luu/", item.save, name="item_save"),
    path("cau/<uuid:item_uuid>/tep/", item.upload, name="item_upload"),
    path("cau/<uuid:item_uuid>/ban/<int:version_number>/", item.version, name="item_version"),
    path("cau/<uuid:item_uuid>/ban/<int:version_number>/lay-lai/", item.restore, name="item_restore"),
    path("cau/<uuid:item_uuid>/nhan-ban/", acts.duplicate, name="item_duplicate"),
    path("cau/<uuid:item_uuid>/xoa/", acts.delete, name="item_delete"),
    path("cau/<uuid:item_uuid>/<item_verb:verb>/", acts.act, name="item_act"),
    path("nhap/<uuid:import_uuid>/", imports.show, name="import"),
    path("nhap/<uuid:import_uuid>/luu/", imports.save, name="import_save"),
    path("nhap/<uuid:import_uuid>/bo/", imports.discard, name="import_discard"),
    path("nhap/<uuid:import_uuid>/hoan-tac/", imports.undo, name="import_undo"),
    path("nhap/<uuid:import_uuid>/cau/<int:position>/", imports.edit, name="import_line"),
    path("nhap/<uuid:import_uuid>/cau/<int:position>/luu/", imports.save_line, name="import_line_save"),
    path("nhap/<uuid:import_uuid>/cau/<int:position>/tep/", imports.upload, name="import_line_file"),
    path("nhap/<uuid:import_uuid>/cau/<int:position>/<slug:verb>/", imports.decide, name="import_decide"),
    path("<uuid:bank_uuid>/", bank.bank, name="bank"),
    path("<uuid:bank_uuid>/nhap/", imports.new, name="import_new"),
    path("<uuid:bank_uuid>/nhap/mau.xlsx", exports.import_template, name="import_template"),
    path("<uuid:bank_uuid>/xuat/", exports.new, name="export_new"),
    path("<uuid:bank_uuid>/chia-se/", sharing.share, name="bank_share"),
    path("<uuid:bank_uuid>/thu-muc/", bank.folder, name="bank_folder"),
    path("<uuid:bank_uuid>/chon/", bulk.bulk, name="bank_bulk"),
    path("<uuid:bank_uuid>/cau-moi/", item.new, name="item_new"),
]
