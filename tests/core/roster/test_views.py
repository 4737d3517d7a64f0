"""The way through the pages."""

import io

import pytest
from django.urls import reverse

from core.models import Person, RosterImport
from tests.core.roster.test_services import HEAD, KHUE, _files, admin, excel, school  # noqa: F401 (fixtures)
from tests.factories.core import make_account, make_membership, make_person, make_unit, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client, school):  # noqa: F811
    person = make_person("Ma Văn Quản")
    make_membership(person, school, "unit_admin")
    client.force_login(make_account(person), backend="core.signin.backends.IdentifierBackend")
    return client


def test_upload_check_run_and_undo(admin_client, school, run_jobs):  # noqa: F811
    make_year()
    start = reverse("core:roster_start", args=[school.uuid])
    assert admin_client.get(start).status_code == 200
    upload = excel(KHUE, [4, "8A", "", "Lý Thị Sen", "31/02/2013", "Nữ", "", "", "", "", ""])
    upload.name = "ds.xlsx"
    response = admin_client.post(start, {"kind": "students", "school_year": "2026-2027", "file": upload}, follow=True)
    assert "“31/02/2013” không phải ngày dd/mm/yyyy." in response.content.decode()
    roster = RosterImport.objects.get()
    admin_client.post(reverse("core:roster_run", args=[roster.uuid]))
    assert "Đang nhập" in admin_client.get(reverse("core:roster_import", args=[roster.uuid])).content.decode()
    run_jobs()
    assert admin_client.get(reverse("core:roster_progress", args=[roster.uuid]))["HX-Refresh"] == "true"
    assert Person.objects.filter(personal_id=KHUE[7]).exists()
    assert admin_client.get(reverse("core:roster_errors", args=[roster.uuid])).content.startswith(b"PK")
    admin_client.post(reverse("core:roster_undo", args=[roster.uuid]))
    assert not Person.objects.filter(personal_id=KHUE[7]).exists()


def test_wrong_file_keeps_the_form_and_says_why(admin_client, school):  # noqa: F811
    make_year()
    upload = io.BytesIO(b"%PDF-1.7")
    upload.name = "ds.pdf"
    response = admin_client.post(
        reverse("core:roster_start", args=[school.uuid]), {"kind": "students", "school_year": "2026-2027", "file": upload}
    )
    assert response.status_code == 422
    assert "Chỉ nhận tệp Excel" in response.content.decode()


def test_column_chosen_twice_is_refused(admin_client, school):  # noqa: F811
    make_year()
    upload = excel(KHUE)
    upload.name = "ds.xlsx"
    admin_client.post(reverse("core:roster_start", args=[school.uuid]), {"kind": "students", "school_year": "2026-2027", "file": upload})
    roster = RosterImport.objects.get()
    response = admin_client.post(reverse("core:roster_import", args=[roster.uuid]), {"column-1": "name", "column-3": "name"})
    assert response.status_code == 422
    assert "Hai cột" in response.content.decode()


@pytest.mark.parametrize("role", ["teacher", "student", "leader", None])
def test_others_find_nothing(client, school, role):  # noqa: F811
    person = make_person()
    make_membership(person, school if role else make_unit(), role or "unit_admin")
    client.force_login(make_account(person), backend="core.signin.backends.IdentifierBackend")
    assert client.get(reverse("core:roster_start", args=[school.uuid])).status_code == 404
    assert client.get(reverse("core:roster_template", args=[school.uuid, "students"])).status_code == 404


def test_visitor_is_sent_to_sign_in(client, school):  # noqa: F811
    assert client.get(reverse("core:roster_start", args=[school.uuid])).status_code == 302


def test_column_nobody_pointed_out_is_asked_for_on_the_page(admin_client, school):  # noqa: F811
    upload = excel(KHUE, head=[("Lớp các em học" if title == "Mã lớp" else title) for title in HEAD])
    upload.name = "ds.xlsx"
    address = reverse("core:roster_start", args=[school.uuid])
    response = admin_client.post(address, {"kind": "students", "school_year": make_year().key, "file": upload}, follow=True)
    assert "Mã lớp" in response.context["missing"]
    assert response.context["missing"] in response.content.decode()
    assert not Person.objects.filter(family_name="Nông").exists()
