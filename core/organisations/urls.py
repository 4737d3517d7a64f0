"""URLs of units, classes and people."""

from django.urls import path

from .views import changes, classes, people, units

urlpatterns = [
    path("don-vi/", units.my_unit, name="my_unit"),
    path("don-vi/<uuid:uuid>/", units.about, name="unit"),
    path("don-vi/<uuid:uuid>/truc-thuoc/", units.children, name="unit_children"),
    path("don-vi/<uuid:uuid>/lop/", units.classes, name="unit_classes"),
    path("don-vi/<uuid:uuid>/nguoi/", units.people, name="unit_people"),
    path("don-vi/<uuid:uuid>/vai/", units.hats, name="unit_hats"),
    path("don-vi/<uuid:uuid>/mo-don-vi/", changes.open_below, name="unit_open"),
    path("don-vi/<uuid:uuid>/doi-ten/", changes.rename, name="unit_rename"),
    path("don-vi/<uuid:uuid>/lien-he/", changes.contact, name="unit_contact"),
    path("don-vi/<uuid:uuid>/chuyen/", changes.move, name="unit_move"),
    path("don-vi/<uuid:uuid>/sap-nhap/", changes.merge, name="unit_merge"),
    path("don-vi/<uuid:uuid>/giai-the/", changes.close, name="unit_close"),
    path("don-vi/<uuid:uuid>/lop/mo/", classes.open_in_unit, name="class_open"),
    path("don-vi/<uuid:uuid>/nguoi/them/", people.add, name="person_add"),
    path("don-vi/<uuid:uuid>/nguoi/tiep-nhan/", classes.receive_learner, name="learner_receive"),
    path("don-vi/<uuid:uuid>/vai/trao/", people.give_hat, name="hat_grant"),
    path("don-vi/<uuid:uuid>/vai/<int:pk>/thu-hoi/", people.take_hat, name="hat_end"),
    path("lop/<uuid:uuid>/", classes.show, name="class_page"),
    path("lop/<uuid:uuid>/phan-cong/", classes.teaching, name="class_teaching"),
    path("lop/<uuid:uuid>/phan-cong/<int:pk>/ket-thuc/", classes.release, name="class_release"),
    path("lop/<uuid:uuid>/hoc-sinh/<int:pk>/", classes.learner, name="class_learner"),
    path("lop/<uuid:uuid>/hoan-thanh/", classes.completed, name="class_completed"),
    path("lop/<uuid:uuid>/hoan-thanh/rut-lai/", classes.completion_undone, name="class_completion_undone"),
    path("lop/<uuid:uuid>/ma-phu-huynh/", classes.guardian_codes, name="class_guardian_codes"),
    path("nguoi/", units.my_people, name="my_people"),
    path("nguoi/<uuid:uuid>/", people.show, name="person"),
    path("nguoi/<uuid:uuid>/sua/", people.edit, name="person_edit"),
    path("nguoi/<uuid:uuid>/gop/", people.merge, name="person_merge"),
    path("nguoi/<uuid:uuid>/phu-huynh/them/", people.add_to_family, name="guardian_add"),
    path("nguoi/<uuid:uuid>/phu-huynh/<int:pk>/", people.guardian, name="guardian"),
    path("nguoi/<uuid:uuid>/ma-phu-huynh/", people.guardian_code, name="guardian_code"),
]
