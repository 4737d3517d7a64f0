"""URLs of signing in."""

from django.urls import path

from .views import class_codes, classroom, entrance, profile, slips

urlpatterns = [
    path("dang-nhap/", entrance.entrance, name="entrance"),
    path("lan-dau/", entrance.first_sign_in, name="first_sign_in"),
    path("lan-dau/lien-he/", entrance.first_contact, name="first_contact"),
    path("doi-nguoi/", entrance.switch_person, name="switch_person"),
    path("vao-lop/<str:token>/", classroom.class_door, name="class_door"),
    path("vao-lop/<str:token>/<uuid:ref>/", classroom.class_pictures, name="class_pictures"),
    path("ma-lop/", class_codes.class_list, name="class_code_list"),
    path("ma-lop/<uuid:class_uuid>/", class_codes.class_page, name="class_codes"),
    path("ma-lop/<uuid:class_uuid>/<uuid:person_uuid>/xoa-hinh/", class_codes.forget_pictures, name="forget_pictures"),
    path("ma-lop/ma/<uuid:code_uuid>/", class_codes.class_code, name="class_code"),
    path("ma-lop/ma/<uuid:code_uuid>/huy/", class_codes.revoke_code, name="revoke_class_code"),
    path("ma-lop/ma/<uuid:code_uuid>/chon-hinh/", class_codes.choosing, name="open_choosing"),
    path("phieu-dang-nhap/", slips.slips, name="slips"),
    path("phieu-dang-nhap/<uuid:batch_uuid>/", slips.slip_batch, name="slip_batch"),
    path("phieu-dang-nhap/<uuid:batch_uuid>/tai-ve/", slips.download_slips, name="download_slips"),
    path("phieu-dang-nhap/nguoi/<uuid:person_uuid>/", slips.account_page, name="account"),
    path("phieu-dang-nhap/nguoi/<uuid:person_uuid>/khoa/", slips.lock_account, name="lock_account"),
    path("ho-so/", profile.profile, name="profile"),
    path("ho-so/giao-dien/", profile.save_taste, name="profile_taste"),
    path("ho-so/dien-thoai/", profile.phone, name="profile_phone"),
    path("ho-so/e-mail/", profile.email, name="profile_email"),
    path("ho-so/e-mail/<str:token>/", profile.email_link, name="confirm_email"),
    path("ho-so/du-lieu/", profile.export, name="profile_export"),
    path("ho-so/may/<int:pk>/dang-xuat/", profile.close_session, name="end_session"),
    path("tai-khoan/email/", profile.old_email_page, name="old_email_page"),
]
