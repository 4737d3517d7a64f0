"""URLs of banks and items, in the namespace `assessment`, under /kiem-tra/ngan-hang/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import bank, files, item


class ItemVerb(StringConverter):
    """What can happen to a question."""

    regex = "dung-duoc|gui-duyet|rut-ve|duyet|tra-lai|ngung|dung-lai|danh-dau|niem-phong|nhan-ban"


register_converter(ItemVerb, "item_verb")

urlpatterns = [
    path("", bank.bank, name="banks"),
    path("tao/", bank.new_bank, name="bank_new"),
    path("tep/<uuid:file_uuid>/<int:until>/<str:signature>", files.item_file, name="item_file"),
    path("cau/<uuid:item_uuid>/", item.item, name="item"),
    path("cau/<uuid:item_uuid>/luu/", item.save, name="item_save"),
    path("cau/<uuid:item_uuid>/tep/", item.upload, name="item_upload"),
    path("cau/<uuid:item_uuid>/ban/<int:number>/", item.version, name="item_version"),
    path("cau/<uuid:item_uuid>/<item_verb:verb>/", item.act, name="item_act"),
    path("<uuid:bank_uuid>/", bank.bank, name="bank"),
    path("<uuid:bank_uuid>/chia-se/", bank.share, name="bank_share"),
    path("<uuid:bank_uuid>/thu-muc/", bank.folder, name="bank_folder"),
    path("<uuid:bank_uuid>/chon/", bank.bulk, name="bank_bulk"),
    path("<uuid:bank_uuid>/cau-moi/", item.new, name="item_new"),
]
