"""The pages, as people use them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import DataRequest
from core.privacy.services import ask
from tests.factories.core import make_account, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


def browser_of(person):
    client = Client()
    client.force_login(person.account, backend="core.signin.backends.IdentifierBackend")
    return client


@pytest.fixture
def people():
    school = make_unit()
    found = {}
    for key, role, name in (("teacher", "teacher", "Lý Hồng Vân"), ("head", "leader", "Hà Văn Thắng")):
        found[key] = make_person(name, born_on=date(1985, 1, 1))
        make_account(found[key])
        make_membership(found[key], school, role)
    return found


def test_from_asking_to_the_file(people, run_jobs):
    teacher, head = browser_of(people["teacher"]), browser_of(people["head"])
    page = teacher.get("/du-lieu/gui/").content.decode()
    assert "Nhận một bản dữ liệu" in page
    sent = teacher.post("/du-lieu/gui/", {"subject": str(people["teacher"].uuid), "kind": "export", "words": ""})
    url = DataRequest.objects.get().uuid
    assert sent.url == f"/du-lieu/{url}/"
    assert "Lý Hồng Vân" in head.get("/du-lieu/don-vi/").content.decode()
    assert "Lập tệp dữ liệu" in head.get(sent.url).content.decode()
    assert head.post(f"{sent.url}lam/", {"answer": "Gửi cô tệp."}).status_code == 302
    run_jobs()
    shown = teacher.get(sent.url).content.decode()
    assert "Gửi cô tệp." in shown
    assert "Tải tệp" in shown
    assert "Tải tệp" not in head.get(sent.url).content.decode()
    assert teacher.get(f"{sent.url}tep/")["Content-Type"] == "application/zip"
    assert head.get(f"{sent.url}tep/").status_code == 404


def test_a_problem_is_shown_and_the_words_stay(people):
    answer = browser_of(people["teacher"]).post("/du-lieu/gui/", {"subject": str(people["teacher"].uuid), "kind": "correct", "words": ""})
    assert (answer.status_code, DataRequest.objects.count()) == (422, 0)
    assert "Xin ghi rõ" in answer.content.decode()


def test_refusing_without_a_word_is_a_problem(people):
    from core.organisations.selectors import actor_for

    row = ask(actor=actor_for(people["teacher"].account, None)[0], subject=people["teacher"], kind="erase")
    answer = browser_of(people["head"]).post(f"/du-lieu/{row.uuid}/tu-choi/", {"answer": ""})
    assert answer.status_code == 422
    assert "Những gì sẽ xoá" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "new"


def test_the_units_page_costs_the_same_for_one_and_for_three(people):
    from core.organisations.selectors import actor_for

    head = browser_of(people["head"])
    counts = []
    for number in range(3):
        kind = ("export", "erase", "restrict")[number]
        ask(actor=actor_for(people["teacher"].account, None)[0], subject=people["teacher"], kind=kind)
        head.get("/du-lieu/don-vi/")
        with CaptureQueriesContext(connection) as queries:
            head.get("/du-lieu/don-vi/")
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 14


def test_only_who_runs_the_platform_sets_terms(people):
    assert browser_of(people["head"]).get("/du-lieu/luu-giu/").status_code == 403
    staff = make_account(is_staff=True)
    client = browser_of(staff.person)
    assert "Thông báo và nhật kí gửi" in client.get("/du-lieu/luu-giu/").content.decode()
    assert client.post("/du-lieu/luu-giu/", {"key": "notifications", "days": "2"}).status_code == 422
    assert client.post("/du-lieu/luu-giu/", {"key": "notifications", "days": "90"}).status_code == 302
