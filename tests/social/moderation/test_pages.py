"""The pages over HTTP: who gets them, what they cost, what bad input is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Account, Person
from social.moderation.models import Block, Case, NetworkTime, Report, UnitSafety
from social.moderation.services.cases import decide, report
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(school, client):
    def sign_in(name):
        person = Person.objects.get(pk=getattr(school, name).person_id)
        client.force_login(Account.objects.filter(person=person).first() or make_account(person))
        return client

    return sign_in


def url(name, *args):
    return reverse(f"social:{name}", args=args)


def test_pages_cost_the_same_for_one_and_for_three(school, sign):
    counts = []
    for number in range(1, 4):
        school.thing(f"q{number}", is_held=True)
        case = report(actor=school.mate, kind="thing", key=school.thing(f"c{number}"), category="bullying")
        done = report(actor=school.mate, kind="thing", key=school.thing(f"d{number}"), category="bullying")
        decide(actor=school.homeroom, case=done, version=1, decision="hide", reason="Lời lẽ chưa phải")
        if number == 2:
            continue
        cost = {}
        for who, pages in (
            ("homeroom", [url("waiting"), url("cases"), url("cases") + "?xong=1", url("case", case.uuid)]),
            ("mother", [url("safety"), url("own_case", done.uuid)]),
            ("head", [url("safety_figures"), url("unit_safety")]),
        ):
            client = sign(who)
            client.get(pages[0])
            for page in pages:
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(page).status_code == 200
                cost[page.replace(str(case.uuid), "…").replace(str(done.uuid), "…")] = len(queries)
        counts.append(cost)
    assert counts[0] == counts[1]
    assert {page: count for page, count in counts[0].items() if count > 20} == {}


def test_bad_input_is_told_at_its_page_and_changes_nothing(school, sign):
    case = report(actor=school.mate, kind="thing", key=school.thing("a1"), category="bullying")
    school.thing("h1", is_held=True)
    child = url("child_time", school.author.uuid)
    rows = [
        ("mate", url("report", "thing", "a1"), {"category": "x"}, "Hãy chọn điều đang xảy ra."),
        ("homeroom", url("waiting"), {"act": "approve"}, "Hãy chọn ít nhất một mục."),
        ("homeroom", url("waiting"), {"act": "reject", "keys": "thing:h1"}, "Hãy viết lí do"),
        ("homeroom", url("case", case.uuid), {"version": "1", "decision": "warn", "reason": ""}, "Hãy viết lí do"),
        (
            "homeroom",
            url("case", case.uuid),
            {"version": "1", "decision": "mute", "reason": "Lời lẽ chưa phải", "days": "x"},
            "Số ngày từ 1 đến 30.",
        ),
        ("head", url("unit_safety"), {"words_added": "a" * 80}, "dài quá"),
        ("head", url("unit_safety"), {"duty": "999999"}, "Chỉ chọn được thầy cô"),
        ("mother", child, {"quiet_from": "25:99", "quiet_to": "06:00"}, "Giờ bắt đầu"),
        ("mother", child, {"daily_minutes": "-1"}, "Từ 10 đến 300 phút"),
    ]
    for who, page, data, words in rows:
        answer = sign(who).post(page, data)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), (page, data)
    case.refresh_from_db()
    assert (case.state, school.things.done, NetworkTime.objects.count(), UnitSafety.objects.count(), Report.objects.count()) == (
        "open",
        [],
        0,
        0,
        1,
    )


def test_one_tap_reports_then_blocks_and_the_block_is_taken_back(school, sign):
    school.thing("a1")
    client = sign("mate")
    assert "Có chuyện gì vậy?" in client.get(url("report", "thing", "a1")).content.decode()
    answer = client.post(url("report", "thing", "a1"), {"category": "threat"}).content.decode()
    assert ("trong 6 giờ" in answer, "111" in answer, Case.objects.get().is_urgent) == (True, True, True)
    client.post(url("block_person"), {"kind": "thing", "key": "a1"})
    assert list(Block.objects.values_list("person_id", "blocked_id")) == [(school.mate.person_id, school.author.pk)]
    page = client.get(url("safety")).content.decode()
    assert (school.author.full_name in page, "Đang xem" in page) == (True, True)
    client.post(url("block_person"), {"person": str(school.author.uuid)})
    assert Block.objects.count() == 0
    assert client.post(url("block_person"), {"kind": "thing", "key": "gone"}).status_code == 404


def test_who_comes_second_is_told(school, sign):
    case = report(actor=school.mate, kind="thing", key=school.thing("a1"), category="bullying")
    decide(actor=school.homeroom, case=case, version=1, decision="none", reason="Không có gì sai")
    answer = sign("head").post(url("case", case.uuid), {"version": "1", "decision": "hide", "reason": "Lời lẽ chưa phải"}, follow=True)
    assert ("Người khác vừa xử lí việc này" in answer.content.decode(), Case.objects.get().decision) == (True, "none")


def test_the_file_of_figures_has_a_row_for_each_unit(school, sign):
    report(actor=school.mate, kind="thing", key=school.thing("a1"), category="bullying")
    answer = sign("department").get(url("safety_figures") + "?dang=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (answer["Content-Type"], len(lines), lines[1].split(",")[1:4]) == (
        "text/csv; charset=utf-8",
        2,
        ["Trường THCS Tân Trào", "1", "1"],
    )
    assert sign("homeroom").get(url("safety_figures")).status_code == 403


def test_who_cries_for_help_is_brought_to_the_calm_page(school, sign):
    page, client = url("write", school.space.uuid), sign("pupil")
    answer = client.post(page, {"kind": "post", "body": "Em muốn chết", "act": "publish"}, follow=True)
    words = answer.content.decode()
    assert (answer.redirect_chain, "Em không một mình" in words, "tel:111" in words) == ([(url("care"), 302)], True, True)
    assert Case.objects.get().source == "crisis"
