"""URLs of scoring, in the namespace `assessment`."""

from django.urls import path

from .views import appeals, grading, keys, marking, release, results

_test = "<uuid:test_uuid>/"
_result = "bai/<uuid:attempt_uuid>/"

urlpatterns = [
    path("ket-qua/", results.own, name="results_own"),
    path("quy-dinh-cham/", grading.grading, name="grading"),
    path("loi-phe/", marking.comments, name="marking_comments"),
    path(_test + "cham/", marking.overview, name="marking"),
    path(_test + "cham/nguoi-cham/", marking.staff, name="marking_staff"),
    path(_test + "cham/cau/<int:position>/", marking.by_question, name="marking_question"),
    path(_test + "cham/bai/<str:code>/", marking.by_script, name="marking_script"),
    path(_test + "cham/luu/<int:score_id>/", marking.save, name="marking_save"),
    path(_test + "cham/tep/<int:score_id>/<uuid:file_uuid>/", marking.file, name="marking_file"),
    path(_test + "tra-bai/", release.release, name="release"),
    path(_test + "dap-an/", keys.keys, name="keys"),
    path(_test + "dap-an/<int:position>/", keys.mend, name="key_mend"),
    path(_test + "dap-an/bo/<int:change_id>/", keys.drop, name="key_drop"),
    path(_test + "cham-lai/", keys.start, name="regrade_start"),
    path(_test + "cham-lai/<uuid:regrade_uuid>/", keys.regrade, name="regrade"),
    path(_test + "phuc-khao/", appeals.index, name="appeals"),
    path(_test + "phuc-khao/<uuid:appeal_uuid>/", appeals.appeal, name="appeal"),
    path(_test + "nhat-ki.csv", results.whole_trail, name="whole_trail"),
    path(_test + "nhat-ki/<uuid:attempt_uuid>/", results.trail, name="attempt_trail"),
    path(_test + "bai-lam/<uuid:attempt_uuid>/", results.script, name="script"),
    path(_test + "bai-lam/<uuid:attempt_uuid>/tep/<uuid:file_uuid>/", results.script_file, name="script_file"),
    path(_result + "ket-qua/", results.result, name="result"),
    path(_result + "ket-qua/tep/<uuid:file_uuid>/", results.file, name="result_file"),
    path(_result + "phuc-khao/", results.ask_appeal, name="appeal_ask"),
]
