"""Families: joining by code, consent of parents and children, in a browser."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import Account, Consent, Guardianship
from core.organisations.services import issue_guardian_codes
from tests.core.organisations.test_pages import client_of
from tests.factories.core import make_account, make_guardianship, make_person
from tests.factories.places import make_one_of, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_throttle():
    cache.clear()


@pytest.fixture
def place():
    return make_province()


@pytest.fixture
def code(place):
    return issue_guardian_codes(actor=place.actor("unit_admin"), children=[place.pupil])[0].code


def test_signed_in_parent_joins_and_sees_the_child(place, code):
    client = Client()
    client.force_login(make_account(make_person("Nông Thị Hiền")))
    page = client.get(reverse("core:family") + f"?ma={code}").content.decode()
    assert f'value="{code}"' in page
    wrong = client.post(reverse("core:family"), {"code": code, "child_born_on": "2012-03-05", "relation": "mother"})
    assert wrong.status_code == 422
    assert "Mã hoặc ngày sinh không đúng" in wrong.content.decode()
    done = client.post(reverse("core:family"), {"code": code, "child_born_on": "04/03/2012", "relation": "mother"}, follow=True)
    assert "Nông Minh Khuê" in done.content.decode()
    assert client.get(reverse("core:child_consents", args=[place.pupil.uuid])).status_code == 200


def test_visitor_makes_an_account_with_the_code_and_is_signed_in(place, code):
    client = Client()
    url = reverse("core:family_join")
    assert client.get(url + f"?ma={code}").status_code == 200
    data = {
        "code": code,
        "child_born_on": "2012-03-04",
        "relation": "mother",
        "full_name": "Nông Thị Hiền",
        "phone": "0912 345 678",
        "password": "x",
    }
    weak = client.post(url, data)
    assert weak.status_code == 422
    assert "Mật khẩu chưa đủ mạnh" in weak.content.decode()
    done = client.post(url, {**data, "password": "mat-khau-dai-1"}, follow=True)
    assert "Nông Minh Khuê" in done.content.decode()
    assert Account.objects.get(phone="0912345678").person.full_name == "Nông Thị Hiền"
    assert client.get(url + f"?ma={code}").headers["Location"] == reverse("core:family") + f"?ma={code}"


def test_visitors_guessing_is_throttled(place, code):
    client, url = Client(), reverse("core:family_join")
    data = {
        "code": "ZZZZZZZZ",
        "child_born_on": "2012-03-04",
        "relation": "mother",
        "full_name": "A B",
        "phone": "0912345678",
        "password": "mat-khau-dai-1",
    }
    for _ in range(5):
        assert "không đúng" in client.post(url, data).content.decode()
    assert "thử sai nhiều lần" in client.post(url, {**data, "code": code}).content.decode()
    assert not Guardianship.objects.exists()


def test_parent_and_child_answer_and_the_page_says_what_follows(place):
    parent, child = client_of(make_one_of("guardian", place)), client_of(make_one_of("pupil", place))
    theirs, own = reverse("core:child_consents", args=[place.pupil.uuid]), reverse("core:own_consents")
    assert parent.post(theirs, {"purpose": "photo", "answer": "yes"}).status_code == 302
    assert "Đang được phép" not in parent.get(theirs).content.decode()
    page = child.get(own).content.decode()
    assert "Em có đồng ý không?" in page
    assert child.post(own, {"purpose": "photo", "answer": "yes"}).status_code == 302
    page = parent.get(theirs).content.decode()
    assert "Con đã đồng ý." in page
    assert page.count("Đang được phép") == 1
    assert child.post(own, {"purpose": "photo", "answer": "no"}).status_code == 302
    assert "Con không đồng ý." in parent.get(theirs).content.decode()
    assert Consent.objects.count() == 3
    assert child.post(own, {"purpose": "x", "answer": "yes"}, follow=True).status_code == 200
    assert Consent.objects.count() == 3


def test_grown_ups_answer_for_themselves_and_small_children_are_answered_for(place):
    adult = client_of(place.actor("teacher", person=make_person("Hà Văn Minh", born_on="1985-01-01")))
    assert "Việc đồng ý của tôi" in adult.get(reverse("core:own_consents")).content.decode()
    assert adult.post(reverse("core:own_consents"), {"purpose": "social", "answer": "yes"}).status_code == 302
    place.pupil.born_on = "2021-01-01"
    place.pupil.save()
    small = client_of(make_one_of("pupil", place))
    body = small.get(reverse("core:own_consents")).content.decode()
    assert "bố mẹ trả lời giúp em" in body
    assert small.post(reverse("core:own_consents"), {"purpose": "photo", "answer": "yes"}).status_code == 404


@pytest.mark.parametrize("who", ["pupil", "other_guardian", "teacher", "school_admin", "visitor"])
def test_consents_of_a_child_are_its_guardians_only(place, who):
    client, url = client_of(make_one_of(who, place)), reverse("core:child_consents", args=[place.pupil.uuid])
    expected = 302 if who == "visitor" else 404
    assert client.get(url).status_code == expected
    assert client.post(url, {"purpose": "photo", "answer": "yes"}).status_code == expected
    assert not Consent.objects.exists()


def test_unverified_guardian_sees_nothing(place):
    parent = make_person("Nông Thị Hiền")
    make_guardianship(parent, place.pupil, verified_at=None)
    client = Client()
    client.force_login(make_account(parent))
    body = client.get(reverse("core:family")).content.decode()
    assert not re.search("Nông Minh Khuê", body)
    assert client.get(reverse("core:child_consents", args=[place.pupil.uuid])).status_code == 404
