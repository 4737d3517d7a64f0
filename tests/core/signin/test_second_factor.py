"""Authenticator apps with real codes, recovery codes, what is kept of them."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from core.models import AuditRecord
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db


def code_of(secret, shift=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


@pytest.fixture
def teacher(log_in):
    make_account(username="huong")
    client = Client()
    log_in(client, "huong")
    client.post("/tai-khoan/reauthenticate/", {"password": "mat-khau-thu"})
    return client


@pytest.fixture
def secret(teacher, django_capture_on_commit_callbacks):
    page = teacher.get("/tai-khoan/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        teacher.post("/tai-khoan/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def test_activation_needs_the_password_again(log_in):
    make_account(username="huong")
    client = Client()
    log_in(client, "huong")
    response = client.get("/tai-khoan/2fa/totp/activate/")
    assert response["Location"].startswith("/tai-khoan/reauthenticate/")
    assert not Authenticator.objects.exists()


def test_wrong_code_activates_nothing(teacher):
    teacher.get("/tai-khoan/2fa/totp/activate/")
    page = teacher.post("/tai-khoan/2fa/totp/activate/", {"code": "000000"})
    assert "Mã chưa đúng" in page.content.decode()
    assert not Authenticator.objects.exists()


def test_app_is_asked_for_at_the_next_sign_in(secret, log_in):
    client = Client()
    assert log_in(client, "huong")["Location"] == "/tai-khoan/2fa/authenticate/"
    assert client.get("/ho-so/").status_code == 302
    page = client.post("/tai-khoan/2fa/authenticate/", {"code": "123456"})
    assert "Mã chưa đúng" in page.content.decode()
    assert client.get("/ho-so/").status_code == 302
    assert client.post("/tai-khoan/2fa/authenticate/", {"code": code_of(secret, 1)}).status_code == 302
    assert client.get("/ho-so/").status_code == 200


def test_shared_device_is_remembered_over_the_second_step(secret, log_in):
    client = Client()
    log_in(client, "huong", shared="on")
    client.post("/tai-khoan/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert client.session["shared_device"] is True
    assert client.get("/tai-khoan/2fa/").status_code == 403


def test_second_factor_is_throttled(secret, log_in):
    client = Client()
    log_in(client, "huong")
    for _ in range(5):
        client.post("/tai-khoan/2fa/authenticate/", {"code": "111111"})
    page = client.post("/tai-khoan/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert "thử nhiều lần" in page.content.decode()
    assert client.get("/ho-so/").status_code == 302


def test_recovery_code_works_once(secret, teacher, log_in):
    teacher.post("/tai-khoan/2fa/recovery-codes/generate/")
    code = re.search(r"<code>([0-9a-z-]+)</code>", teacher.get("/tai-khoan/2fa/recovery-codes/").content.decode()).group(1)
    first, second = Client(), Client()
    for client, expected in ((first, 200), (second, 302)):
        log_in(client, "huong")
        client.post("/tai-khoan/2fa/authenticate/", {"code": code})
        assert client.get("/ho-so/").status_code == expected


def test_secret_is_sealed_at_rest_and_changes_are_audited(secret):
    rows = Authenticator.objects.filter(type="totp")
    assert secret not in str(rows.get().data)
    assert AuditRecord.objects.filter(verb="signin.mfa.added").exists()


def test_deactivation(secret, teacher, log_in):
    assert "Tắt" in teacher.get("/tai-khoan/2fa/totp/deactivate/").content.decode()
    teacher.post("/tai-khoan/2fa/totp/deactivate/")
    client = Client()
    assert log_in(client, "huong")["Location"] == "/"
