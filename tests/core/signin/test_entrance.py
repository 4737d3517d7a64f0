"""The entrance over HTTP: identifiers, one answer, lock-out, audit, sessions, password reset."""

import re
from urllib.parse import urlparse

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client

from core.models import Account, AuditRecord, KnownDevice, Notification
from tests.factories.core import make_account, make_actor, make_person

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36"


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["khuenm12", " KhueNM12 ", "0912345678", "+84 912 345 678", "khue@example.vn", "KHUE@example.vn"])
def test_login_by_username_phone_or_email(client, log_in, typed):
    make_account(username="khuenm12", phone="0912345678", email="khue@example.vn")
    response = log_in(client, typed)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)


def test_login_answers_unknown_and_wrong_alike(client, log_in):
    make_account(username="khuenm12")
    pages = []
    for name in ("khuenm12", "khongcoai"):
        response = log_in(client, name, "sai-mat-khau")
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|content="[A-Za-z0-9]{64}"', "", response.content.decode())
        pages.append((response.status_code, text.replace(name, "X")))
    assert pages[0] == pages[1]
    assert "chưa đúng" in pages[0][1]
    assert not is_in(client)


def test_locked_account_is_refused(client, log_in):
    make_account(username="khuenm12", is_active=False)
    log_in(client, "khuenm12")
    assert not is_in(client)


def test_lockout_counts_the_account_however_it_is_written(client, log_in):
    make_account(username="khuenm12", phone="0912345678", email="khue@example.vn")
    for typed in ("khuenm12", "0912345678", "0912 345 678", "khue@example.vn", "KHUENM12"):
        assert log_in(client, typed, "sai").status_code == 200
    response = log_in(client, "khuenm12")
    assert response.status_code == 429
    assert 200 < int(response["Retry-After"]) <= 301
    assert "Thử lại sau khoảng 5 phút" in response.content.decode()
    assert not is_in(client)


def test_lockout_of_one_account_leaves_another_in_the_school_alone(client, log_in):
    make_account(username="khuenm12")
    make_account(username="muibt12")
    for _ in range(6):
        log_in(client, "khuenm12", "sai")
    assert log_in(client, "muibt12").status_code == 302


def test_lockout_ends_with_time(client, log_in, monkeypatch):
    import time

    make_account(username="khuenm12")
    for _ in range(6):
        log_in(client, "khuenm12", "sai")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 302)
    assert log_in(client, "khuenm12").status_code == 302


def test_a_class_signs_in_from_one_address(log_in):
    accounts = [make_account(username=f"em{n}") for n in range(45)]
    assert [log_in(Client(), account.username).status_code for account in accounts] == [302] * 45


def test_entrance_audits_without_secrets(client, log_in):
    account = make_account(username="khuenm12")
    log_in(client, "khuenm12", "bi-mat-sai")
    log_in(client, "nguoi.la@example.vn", "bi-mat-sai")
    log_in(client, "khuenm12")
    client.post("/tai-khoan/logout/")
    rows = list(AuditRecord.objects.order_by("id").values_list("verb", "subject_person_id", "object_id"))
    person = account.person_id
    assert rows == [
        ("signin.session.refused", person, str(account.pk)),
        ("signin.session.refused", None, ""),
        ("signin.session.started", person, str(account.pk)),
        ("signin.session.ended", person, str(account.pk)),
    ]
    assert not AuditRecord.objects.filter(changes__icontains="mat-sai").exists()
    assert not AuditRecord.objects.filter(changes__icontains="nguoi.la").exists()


def test_short_address_keeps_the_username_of_the_slip(client):
    response = client.get("/dang-nhap/?ten=khuenm12", follow=True)
    assert 'value="khuenm12"' in response.content.decode()


def test_entrance_sends_to_own_host_only(client):
    make_account(username="khuenm12")
    response = client.post("/tai-khoan/login/", {"login": "khuenm12", "password": "mat-khau-thu", "next": "https://evil.example/"})
    assert urlparse(response["Location"]).netloc == ""


def test_signup_is_closed(client):
    response = client.get("/tai-khoan/signup/")
    assert "Tài khoản do nhà trường cấp" in response.content.decode()
    client.post("/tai-khoan/signup/", {"username": "tunhien", "password1": "mat-khau-thu"})
    assert not Account.objects.filter(username="tunhien").exists()


def test_new_device_is_told_but_not_the_first(log_in):
    account = make_account(username="khuenm12")
    first, second = Client(headers={"user-agent": CHROME}), Client(headers={"user-agent": CHROME})
    log_in(first, "khuenm12")
    assert not Notification.objects.exists()
    first.post("/tai-khoan/logout/")
    log_in(first, "khuenm12")
    assert not Notification.objects.exists()
    log_in(second, "khuenm12")
    row = Notification.objects.get()
    assert (row.recipient_id, row.kind) == (account.person_id, "signin.new_device")
    assert "Chrome, Windows" in row.body
    assert KnownDevice.objects.count() == 2


def test_sessions_are_listed_and_one_is_ended(log_in):
    make_account(username="khuenm12")
    here, there = Client(), Client(headers={"user-agent": CHROME})
    log_in(there, "khuenm12")
    log_in(here, "khuenm12")
    page = here.get("/tai-khoan/sessions/").content.decode()
    assert "Máy này" in page
    assert "Chrome, Windows" in page
    url = re.search(r'action="(/ho-so/may/\d+/dang-xuat/)"', page).group(1)
    here.post(url)
    assert there.get("/ho-so/").status_code == 302
    assert here.get("/ho-so/").status_code == 200


def test_session_of_another_person_is_not_ended(log_in):
    from allauth.usersessions.models import UserSession

    make_account(username="khuenm12")
    make_account(username="muibt12")
    mine, other = Client(), Client()
    log_in(mine, "khuenm12")
    log_in(other, "muibt12")
    mine.post(f"/ho-so/may/{UserSession.objects.get(user__username='muibt12').pk}/dang-xuat/")
    assert other.get("/ho-so/").status_code == 200


def test_reset_by_email_link_changes_the_password_and_ends_sessions(client, log_in):
    account = make_account(username="khuenm12", email="khue@example.vn", must_change_password=True)
    elsewhere = Client()
    log_in(elsewhere, "khuenm12")
    client.post("/tai-khoan/password/reset/", {"email": "khuenm12"})
    assert [message.to for message in mail.outbox] == [["khue@example.vn"]]
    link = urlparse(re.search(r"http\S+/key/\S+", mail.outbox[0].body).group()).path
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "cau-moi-de-nho-2026", "password2": "cau-moi-de-nho-2026"})
    account.refresh_from_db()
    assert account.check_password("cau-moi-de-nho-2026")
    assert account.must_change_password is False
    assert elsewhere.get("/ho-so/").status_code == 302
    assert "không còn dùng được" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("typed", ["khuenm12", "khongcoai", "khac@example.vn"])
def test_reset_answers_alike_and_sends_nothing_without_address(client, typed):
    make_account(username="khuenm12")
    response = client.post("/tai-khoan/password/reset/", {"email": typed})
    assert response["Location"] == "/tai-khoan/password/reset/done/"
    assert mail.outbox == []
    assert "hộp thư" in client.get(response["Location"]).content.decode()


def test_password_change_needs_the_old_one_and_is_told(client, browser_of):
    actor = make_actor("teacher")
    client, other = browser_of(actor), browser_of(actor)
    wrong = {"oldpassword": "sai", "password1": "cau-moi-de-nho-2026", "password2": "cau-moi-de-nho-2026"}
    assert "chưa đúng" in client.post("/tai-khoan/password/change/", wrong).content.decode()
    assert Account.objects.get(pk=actor.account_id).check_password("mat-khau-thu")
    assert client.post("/tai-khoan/password/change/", {**wrong, "oldpassword": "mat-khau-thu"}).status_code == 302
    assert Account.objects.get(pk=actor.account_id).check_password("cau-moi-de-nho-2026")
    assert client.get("/ho-so/").status_code == 200
    assert other.get("/ho-so/").status_code == 302
    assert Notification.objects.get().kind == "signin.password_changed"


def test_weak_passwords_are_refused_in_words(browser_of):
    actor = make_actor("teacher", person=make_person("Hoàng Thị Hương"))
    page = browser_of(actor).post(
        "/tai-khoan/password/change/", {"oldpassword": "mat-khau-thu", "password1": "12345678", "password2": "12345678"}
    )
    assert "error" in page.content.decode()
    assert Account.objects.get(pk=actor.account_id).check_password("mat-khau-thu")


def test_backend_never_takes_anonymous():
    from core.signin.backends import IdentifierBackend

    assert IdentifierBackend().user_can_authenticate(AnonymousUser()) is False
