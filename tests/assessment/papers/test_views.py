"""Pages of papers: every door for owner, colleague and pupil; constant queries; bad input keeps what was typed."""

import pytest
from django.urls import reverse

from assessment.models import Blueprint, Paper, PaperExport
from assessment.papers import services
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_bank, make_item, make_outcome
from tests.factories.assessment_papers import compose_paper, make_blueprint, make_items
from tests.factories.core import make_account, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


def account_of(unit, role="teacher"):
    person = make_person()
    membership = make_membership(person, unit, role)
    account = make_account(person)
    return account, actor_for(account, f"m{membership.pk}")[0]


@pytest.fixture
def signed(unit, client):
    account, actor = account_of(unit)
    client.force_login(account)
    return actor


@pytest.fixture
def bank(unit, signed):
    from core.people.models import Person

    return make_bank(unit, Person.objects.get(pk=signed.person_id))


def url(name, *args):
    return reverse(f"assessment:{name}", args=args)


def test_lists_read_the_same_for_one_and_for_three(client, signed, unit, bank, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    items = make_items(3, bank)
    paper = compose_paper(signed, unit, items[:1], frozen=False)
    make_blueprint(unit, bank.owner)
    one = [count(url("papers")), count(url("blueprints")), count(url("paper", paper.uuid)), count(url("paper_preview", paper.uuid))]
    compose_paper(signed, unit, items[:1])
    compose_paper(signed, unit, items[:1])
    make_blueprint(unit, bank.owner)
    make_blueprint(unit, bank.owner)
    services.add_items(actor=signed, paper=paper, items=items[1:])
    assert one == [count(url("papers")), count(url("blueprints")), count(url("paper", paper.uuid)), count(url("paper_preview", paper.uuid))]


def test_others_find_nothing_there(client, signed, unit, bank):
    paper = compose_paper(signed, unit, make_items(1, bank))
    blueprint = make_blueprint(unit, bank.owner)
    services.make_forms(actor=signed, paper=paper, count=1)
    doors = [
        ("get", url("paper", paper.uuid)),
        ("get", url("paper_preview", paper.uuid)),
        ("get", url("paper_prints", paper.uuid)),
        ("post", url("paper_act", paper.uuid)),
        ("post", url("paper_codes", paper.uuid)),
        ("post", url("paper_print_ask", paper.uuid)),
        ("post", url("paper_facts", paper.uuid)),
        ("get", url("blueprint", blueprint.uuid)),
        ("post", url("blueprint_act", blueprint.uuid)),
        ("post", url("blueprint_draw", blueprint.uuid)),
        ("get", url("blueprint_table", blueprint.uuid, "ma-tran", "xlsx")),
    ]
    for role, statuses in (("teacher", {404}), ("student", {403, 404})):
        account, _actor = account_of(unit, role)
        client.force_login(account)
        for method, address in doors:
            assert getattr(client, method)(address).status_code in statuses, (role, address)
    assert paper.title not in client.get(url("papers")).content.decode()


def test_whoever_oversees_tests_looks_but_does_not_write(client, signed, unit, bank):
    paper = compose_paper(signed, unit, make_items(1, bank), frozen=False)
    account, _actor = account_of(unit, "leader")
    client.force_login(account)
    assert client.get(url("paper", paper.uuid)).status_code == 200
    assert client.post(url("paper_act", paper.uuid), {"viec": "chot"}).status_code == 404
    assert Paper.objects.get(pk=paper.pk).state == "draft"


def test_the_grid_keeps_what_was_typed_and_names_the_cell(client, signed, unit):
    blueprint = services.create_blueprint(actor=signed, unit=unit, name="Giữa kì", preset_key="45-phut")
    typed = {
        "name": "Giữa kì I",
        "revision": 0,
        "rows": 2,
        "t-1": "Căn thức",
        "c-1-I-biet": "6",
        "c-1-I-hieu": "ba",
        "t-2": "Hàm số",
        "minutes": 45,
    }
    answer = client.post(url("blueprint", blueprint.uuid), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hàng 1" in page
    assert 'value="ba"' in page
    assert 'value="Hàm số"' in page
    saved = client.post(url("blueprint", blueprint.uuid), {**typed, "c-1-I-hieu": "3"})
    assert saved.status_code == 302
    assert Blueprint.objects.get(pk=blueprint.pk).rows.first().counts == {"I": {"biet": 6, "hieu": 3}}
    again = client.post(url("blueprint", blueprint.uuid), {**typed, "c-1-I-hieu": "9"})
    assert again.status_code == 409
    assert 'value="9"' in again.content.decode()
    assert 'name="revision" value="1"' in again.content.decode()
    assert Blueprint.objects.get(pk=blueprint.pk).rows.first().counts == {"I": {"biet": 6, "hieu": 3}}


def test_parts_come_and_go(client, signed, unit):
    blueprint = services.create_blueprint(actor=signed, unit=unit, name="Giữa kì")
    body = {"name": "Giữa kì", "revision": 0, "rows": 0, "f-I": "true_false", "d-I": "1", "phan-moi": "essay"}
    assert client.post(url("blueprint", blueprint.uuid), body).status_code == 302
    blueprint.refresh_from_db()
    assert [(part["key"], part["form"], part["item_points"]) for part in blueprint.parts] == [
        ("I", "true_false", 1.0),
        ("II", "essay", 1.0),
    ]
    assert client.post(url("blueprint", blueprint.uuid), {**body, "revision": 1, "d-I": "nhiều"}).status_code == 422


def test_from_the_grid_to_papers_drawn(client, signed, unit, bank, run_jobs):
    outcome = make_outcome()
    make_items(6, bank, outcome=outcome)
    blueprint = make_blueprint(unit, bank.owner, [("Căn thức", {"I": {"biet": 3}}, outcome)], subject=outcome.subject)
    page = client.get(url("blueprint", blueprint.uuid), {"nh": bank.pk}).content.decode()
    assert "đủ câu cho mọi ô" in page
    answer = client.post(url("blueprint_draw", blueprint.uuid), {"nh": bank.pk, "count": 2})
    assert answer.status_code == 302
    run_jobs()
    page = client.get(answer["Location"]).content.decode()
    assert "Đã rút 2 đề" in page
    assert "Không câu nào lặp lại" in page
    assert Paper.objects.filter(blueprint=blueprint, item_count=3).count() == 2
    account, _actor = account_of(unit)
    client.force_login(account)
    assert client.get(answer["Location"]).status_code == 404


def test_a_draw_that_ran_out_of_time_says_so_and_offers_again(client, signed, unit, bank, run_jobs, monkeypatch):
    outcome = make_outcome()
    make_items(6, bank, outcome=outcome)
    blueprint = make_blueprint(unit, bank.owner, [("Căn thức", {"I": {"biet": 3}}, outcome)], subject=outcome.subject)
    monkeypatch.setattr("assessment.papers.tasks.DRAW_SECONDS", 0)
    answer = client.post(url("blueprint_draw", blueprint.uuid), {"nh": bank.pk, "count": 2, "kho": "vua"})
    run_jobs()
    page = client.get(answer["Location"]).content.decode()
    assert "Chưa tìm xong" in page
    assert "như vậy không có nghĩa là không rút được" in page
    assert not Paper.objects.exists()
    monkeypatch.undo()
    assert 'name="kho" value="vua"' in page
    answer = client.post(url("blueprint_draw", blueprint.uuid), {"nh": bank.pk, "count": 2, "kho": "vua", "it-mong-muon": "1"})
    run_jobs()
    assert "Đã rút 2 đề" in client.get(answer["Location"]).content.decode()


def test_the_spread_is_set_beside_its_field(client, signed, unit):
    blueprint = services.create_blueprint(actor=signed, unit=unit, name="Giữa kì")
    body = {"name": "Giữa kì", "revision": 0, "rows": 0, "max_spread": "nhiều", "whole_passages": "on"}
    answer = client.post(url("blueprint", blueprint.uuid), body)
    assert answer.status_code == 422
    assert 'value="nhiều"' in answer.content.decode()
    assert client.post(url("blueprint", blueprint.uuid), {**body, "max_spread": "0,1"}).status_code == 302
    blueprint.refresh_from_db()
    assert (blueprint.max_spread, blueprint.whole_passages) == (0.1, True)


def test_a_draw_that_cannot_be_says_which_cells(client, signed, unit, bank, run_jobs):
    outcome = make_outcome()
    make_items(2, bank, outcome=outcome)
    blueprint = make_blueprint(unit, bank.owner, [("Căn thức", {"I": {"biet": 3}}, outcome)], subject=outcome.subject)
    assert "có 2/3" in client.get(url("blueprint", blueprint.uuid), {"nh": bank.pk}).content.decode()
    answer = client.post(url("blueprint_draw", blueprint.uuid), {"nh": bank.pk})
    run_jobs()
    assert "2/3" in client.get(answer["Location"]).content.decode()
    assert not Paper.objects.exists()


def test_questions_from_the_bank_go_into_a_new_paper_or_a_draft(client, signed, unit, bank):
    first, second = make_items(2, bank)
    assert "Đã chọn 2 câu" in client.post(url("paper_add_items"), {"cau": [first.pk, second.pk]}).content.decode()
    assert client.post(url("paper_add_items"), {"cau": [first.pk], "de": "moi", "title": "15 phút"}).status_code == 302
    paper = Paper.objects.get()
    assert client.post(url("paper_add_items"), {"cau": [second.pk], "de": str(paper.uuid)}).status_code == 302
    assert paper.entries.count() == 2
    assert client.post(url("paper_add_items"), {"cau": [second.pk], "de": str(paper.uuid)}).status_code == 422
    assert client.post(url("paper_add_items"), {"cau": [first.pk], "de": "moi", "title": " "}).status_code == 422
    assert Paper.objects.count() == 1
    strange = make_item(bank=make_bank(make_unit()))
    assert client.post(url("paper_add_items"), {"cau": [strange.pk], "de": str(paper.uuid)}).status_code == 302
    assert paper.entries.count() == 2


def test_composing_with_plain_forms(client, signed, unit, bank):
    paper = compose_paper(signed, unit, make_items(3, bank), frozen=False)
    first, second, third = paper.entries.order_by("position").values_list("pk", flat=True)
    act = url("paper_act", paper.uuid)
    client.post(act, {"viec": "xuong", "cau": first})
    client.post(act, {"viec": "xep", "phan": "I", "thu-tu": [third, first, second]})
    assert list(paper.entries.order_by("position").values_list("pk", flat=True)) == [third, first, second]
    client.post(act, {"viec": "diem", "phan": "I", "diem": "0,5"})
    client.post(act, {"viec": "bo", "cau": second})
    client.post(act, {"viec": "chot"})
    paper.refresh_from_db()
    assert (paper.state, float(paper.total_points)) == ("frozen", 1.0)
    assert client.post(act, {"viec": "la"}).status_code == 404


def test_two_windows_on_one_paper(client, signed, unit, bank):
    paper = compose_paper(signed, unit, make_items(1, bank), frozen=False)
    body = {"title": "Đề A", "minutes": 45, "revision": paper.revision}
    assert client.post(url("paper_facts", paper.uuid), body).status_code == 302
    answer = client.post(url("paper_facts", paper.uuid), {**body, "title": "Đề B"})
    assert answer.status_code == 409
    assert 'value="Đề B"' in answer.content.decode()
    assert Paper.objects.get(pk=paper.pk).title == "Đề A"


def test_codes_and_a_print_from_the_page(client, signed, unit, bank, run_jobs):
    paper = compose_paper(signed, unit, make_items(4, bank))
    answer = client.post(url("paper_codes", paper.uuid), {"count": 3, "style": "101", "typed": "201 202"})
    assert answer.status_code == 422
    assert "Có 2 mã nhưng cần 3" in answer.content.decode()
    client.post(url("paper_codes", paper.uuid), {"count": 2, "style": "mcmix"})
    assert list(paper.forms.exclude(code="").values_list("code", flat=True)) == ["132", "209"]
    client.post(url("paper_print_ask", paper.uuid), {"ban": "key.xlsx", "ma": ["132"]})
    assert "Đang làm" in client.get(url("paper_prints", paper.uuid)).content.decode()
    run_jobs()
    row = PaperExport.objects.get()
    answer = client.get(url("paper_print", row.uuid))
    assert answer["Content-Disposition"].endswith(".xlsx")
    assert answer.streaming
    assert "132" in client.get(url("paper_preview", paper.uuid), {"ma": "132"}).content.decode()
    client.post(url("paper_print_ask", paper.uuid), {"ban": "booklet.exe"})
    assert PaperExport.objects.count() == 1
    account, _actor = account_of(unit)
    client.force_login(account)
    assert client.get(url("paper_print", row.uuid)).status_code == 404
