"""URLs of statistics, in the namespace `assessment`."""

from django.urls import path

from .views import mastery, results

_test = "<uuid:test_uuid>/ket-qua/"

urlpatterns = [
    path("muc-dat/", mastery.classes, name="mastery"),
    path("muc-dat-cua-em/", mastery.own, name="mastery_own"),
    path(_test, results.results, name="results"),
    path(_test + "tung-em/", results.by_person, name="results_people"),
    path(_test + "bang-diem.xlsx", results.export, name="results_export"),
    path(_test + "cau/<int:position>/", results.item, name="results_item"),
]
