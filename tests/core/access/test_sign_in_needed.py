"""What a visitor is told at a page, and a script that speaks for somebody whose session has ended."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.core import make_account, make_membership, make_unit

pytestmark = pytest.mark.django_db

PLACES = [("assessment:sit_beat", "post"), ("assessment:sit_save", "post"), ("assessment:sit_pack", "get")]


@pytest.mark.parametrize(("name", "method"), PLACES)
def test_a_page_leads_to_the_sign_in_page(client, name, method):
    answer = getattr(client, method)(reverse(name, args=[uuid4()]), headers={"accept": "text/html,application/json;q=0.9"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-khoan/login/")


@pytest.mark.parametrize(("name", "method"), PLACES)
def test_a_script_that_asks_for_json_is_told_in_json(client, name, method):
    answer = getattr(client, method)(reverse(name, args=[uuid4()]), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_script_of_an_account_without_a_role_hears_that_waiting_is_of_no_use(client):
    account = make_account()
    client.force_login(account)
    address = reverse("social:comment", args=[uuid4()])
    answer = client.post(address, {"body": "Cảm ơn cô"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"], answer.json()["person"]) == (403, "no_role", str(account.person.uuid))
    assert client.post(address, {"body": "Cảm ơn cô"}).headers["content-type"].startswith("text/html")
    make_membership(account.person, make_unit())
    assert client.post(address, {"body": "Cảm ơn cô"}, headers={"accept": "application/json"}).status_code == 404


def test_a_page_left_open_over_another_sign_in_is_answered_in_plain_words():
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "co.ha"})
    assert (answer.status_code, "Trang này đã để quá lâu" in answer.content.decode()) == (403, True)
