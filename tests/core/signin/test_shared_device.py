"""Shared devices: short, no credentials, clean when left."""

import time

import pytest
from django.test import Client

from core.models import Account, KnownDevice
from tests.factories.core import make_account, make_actor
from tests.factories.signin import PICTURES, make_code, make_pictures, make_small_class

pytestmark = pytest.mark.django_db
REFUSED = [
    "/tai-khoan/password/change/",
    "/tai-khoan/password/set/",
    "/tai-khoan/password/reset/",
    "/tai-khoan/reauthenticate/",
    "/tai-khoan/email/",
    "/tai-khoan/2fa/",
    "/tai-khoan/2fa/totp/activate/",
    "/tai-khoan/2fa/webauthn/",
    "/tai-khoan/2fa/webauthn/add/",
    "/tai-khoan/2fa/recovery-codes/",
    "/tai-khoan/2fa/recovery-codes/generate/",
    "/tai-khoan/sessions/",
    "/tai-khoan/3rdparty/",
    "/ho-so/dien-thoai/",
    "/ho-so/e-mail/",
    "/ho-so/e-mail/x/",
    "/ho-so/du-lieu/",
    "/ho-so/may/1/dang-xuat/",
    "/gia-dinh/",
    "/phieu-dang-nhap/",
]


@pytest.fixture
def shared(log_in):
    make_account(username="khuenm12")
    client = Client()
    log_in(client, "khuenm12", shared="on")
    return client


def test_shared_session_is_marked_and_says_so(shared):
    page = shared.get("/ho-so/").content.decode()
    assert "Máy dùng chung" in page
    assert "Đổi người" in page
    assert not KnownDevice.objects.exists()


@pytest.mark.parametrize("path", REFUSED)
def test_credentials_are_out_of_reach(shared, path):
    before = Account.objects.values().get(username="khuenm12")
    for response in (shared.get(path), shared.post(path, {"phone": "0912345678", "email": "x@example.vn", "password": "mat-khau-thu"})):
        assert response.status_code in {403, 404, 405}
    assert Account.objects.values().get(username="khuenm12") == before


def test_services_refuse_shared_devices_too(shared):
    from core.access.errors import AccessRefused
    from core.access.types import Actor
    from core.signin.services.profile import ask_for_email, export_own_data, set_phone

    account = Account.objects.get(username="khuenm12")
    actor = Actor.of(account_id=account.pk, person_id=account.person_id, hat=None, is_shared_device=True)
    for call in (
        lambda: set_phone(actor=actor, phone="0912345678"),
        lambda: ask_for_email(actor=actor, email="a@example.vn"),
        lambda: export_own_data(actor=actor),
    ):
        with pytest.raises(AccessRefused):
            call()


def test_session_ends_in_time_even_in_use(shared, settings, monkeypatch):
    now = time.time()
    for minutes in (30, 60, 89):
        monkeypatch.setattr("time.time", lambda minutes=minutes: now + minutes * 60)
        assert shared.get("/ho-so/").status_code == 200
    monkeypatch.setattr("time.time", lambda: now + 91 * 60)
    response = shared.get("/ho-so/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache"', "unsent work must outlive the session"
    assert shared.get("/ho-so/").status_code == 302


def test_leaving_clears_the_device(shared):
    response = shared.post("/doi-nguoi/", {"sent": "all"})
    assert response["Location"] == "/tai-khoan/login/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert shared.get("/ho-so/").status_code == 302


def test_leaving_with_unsent_work_keeps_the_storage(shared):
    assert shared.post("/doi-nguoi/")["Clear-Site-Data"] == '"cache"'
    assert shared.get("/ho-so/").status_code == 302


def test_pages_of_a_shared_device_are_not_stored(shared):
    assert shared.get("/ho-so/")["Cache-Control"] == "no-store"


def test_own_device_keeps_its_storage(log_in):
    make_account(username="khuenm12")
    client = Client()
    log_in(client, "khuenm12")
    assert client.session.get("shared_device") is None
    assert client.post("/tai-khoan/logout/")["Clear-Site-Data"] == '"cache"'


def test_class_session_goes_back_to_the_names():
    class_group, (child, _other) = make_small_class()
    code = make_code(class_group)
    make_pictures(code, child)
    from core.signin.services.class_codes import class_token

    token, client = class_token(code), Client()
    client.post(f"/vao-lop/{token}/{child.uuid}/", {"taps": "-".join(PICTURES[:3]), "tap": PICTURES[3]})
    assert client.get("/ho-so/").status_code == 200
    assert client.post("/doi-nguoi/")["Location"] == f"/vao-lop/{token}/"


def test_managing_accounts_needs_an_own_device(log_in):
    actor = make_actor("unit_admin")
    client = Client()
    log_in(client, Account.objects.get(pk=actor.account_id).username, shared="on")
    assert client.get("/phieu-dang-nhap/").status_code == 403
