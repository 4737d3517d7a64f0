"""The profile: language, colours, contacts with the password, notifications, one's own data."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Account, AuditRecord
from tests.factories.core import make_account, make_actor, make_class, make_enrolment, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return make_actor("teacher", person=make_person("Hoàng Thị Hương", phone="0911111111"))


@pytest.fixture
def client(actor, browser_of):
    return browser_of(actor)


@pytest.fixture
def account(actor):
    return Account.objects.get(pk=actor.account_id)


def test_profile_is_for_the_signed_in():
    assert Client().get("/ho-so/")["Location"].startswith("/tai-khoan/login/")


def test_profile_shows_hats_and_recommends_a_second_factor_to_staff(client, browser_of):
    page = client.get("/ho-so/").content.decode()
    assert "Hoàng Thị Hương" in page
    assert "Nên bật xác thực hai lớp" in page
    assert "Nên bật" not in browser_of(make_actor("student")).get("/ho-so/").content.decode()


def test_profile_costs_the_same_with_one_hat_and_with_three(client, actor):
    from tests.factories.core import make_membership

    counts = []
    client.get("/ho-so/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/ho-so/")
        counts.append(len(queries))
        for _ in range(2):
            make_membership(Account.objects.get(pk=actor.account_id).person, make_unit(), "teacher")
    assert counts[0] == counts[1] <= 20


def test_language_and_colours(client, account):
    response = client.post("/ho-so/giao-dien/", {"language": "en", "theme": "dark"})
    account.refresh_from_db()
    assert (account.language, account.theme, response.cookies["theme"].value) == ("en", "dark", "dark")
    client.post("/ho-so/giao-dien/", {"language": "xx", "theme": "pink"})
    account.refresh_from_db()
    assert (account.language, account.theme) == ("en", "dark")


@pytest.mark.parametrize(
    ("phone", "password", "said"),
    [("0912 345 678", "sai", "Mật khẩu chưa đúng"), ("12", "mat-khau-thu", "Số điện thoại chưa đúng"), ("0988888888", "mat-khau-thu", "tài khoản khác")],
)  # fmt: skip
def test_phone_is_refused_in_words(client, account, phone, password, said):
    make_account(phone="0988888888")
    page = client.post("/ho-so/dien-thoai/", {"phone": phone, "password": password}).content.decode()
    assert said in page
    account.refresh_from_db()
    assert account.phone is None


def test_phone_signs_in_and_can_go(client, account, log_in):
    client.post("/ho-so/dien-thoai/", {"phone": "+84 912 345 678", "password": "mat-khau-thu"})
    assert log_in(Client(), "0912345678").status_code == 302
    client.post("/ho-so/dien-thoai/", {"phone": "", "password": "mat-khau-thu"})
    account.refresh_from_db()
    assert account.phone is None
    assert log_in(Client(), "0912345678").status_code == 200


def test_email_counts_once_its_link_is_opened_by_its_owner(client, account, mailoutbox, browser_of):
    client.post("/ho-so/e-mail/", {"email": "Huong@example.vn", "password": "mat-khau-thu"})
    account.refresh_from_db()
    assert account.email is None
    link = re.search(r"/ho-so/e-mail/\S+", mailoutbox[0].body).group()
    browser_of(make_actor("teacher")).get(link)
    assert not Account.objects.exclude(email=None).exists()
    client.get(link)
    account.refresh_from_db()
    assert account.email == "huong@example.vn"


def test_email_of_another_gets_no_mail_and_no_answer(client, mailoutbox):
    make_account(email="co.chu@example.vn")
    response = client.post("/ho-so/e-mail/", {"email": "CO.CHU@example.vn", "password": "mat-khau-thu"})
    assert response["Location"] == "/ho-so/"
    assert mailoutbox == []


def test_email_link_damaged_or_taken_meanwhile(client, account, mailoutbox):
    client.post("/ho-so/e-mail/", {"email": "huong@example.vn", "password": "mat-khau-thu"})
    link = re.search(r"/ho-so/e-mail/\S+", mailoutbox[0].body).group()
    assert "quá hạn" in client.get("/ho-so/e-mail/hong/", follow=True).content.decode()
    make_account(email="huong@example.vn")
    assert "tài khoản khác" in client.get(link, follow=True).content.decode()
    account.refresh_from_db()
    assert account.email is None


def test_export_holds_ones_own_data_only(browser_of):
    class_group = make_class()
    me, other = make_person("Nông Minh Khuê", personal_id="008212001234"), make_person("Bàn Thị Mùi", personal_id="008312005678")
    for person in (me, other):
        make_enrolment(class_group, person)
    from core.organisations.selectors import actor_for

    actor, _hats = actor_for(make_account(me), None)
    response = browser_of(actor).post("/ho-so/du-lieu/")
    assert "attachment" in response["Content-Disposition"]
    data = json.loads(response.content)
    assert data["person"]["personal_id"] == "008212001234"
    assert data["classes"][0]["class"] == "9A2"
    assert "008312005678" not in response.content.decode()
    assert AuditRecord.objects.filter(verb="signin.data.exported", actor_person=me).exists()
    assert browser_of(actor).get("/ho-so/du-lieu/").status_code == 405
