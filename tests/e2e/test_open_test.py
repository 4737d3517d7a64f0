"""An open test, from the teacher's screen to the board, a guest's phone without an account, a second phone, and back to the teacher."""

import pytest
from playwright.sync_api import expect

from assessment.models import Attempt, Candidate, Guest, Test
from assessment.scoring.services import score_attempt
from assessment.sessions.rules.guests import KEY, Openness
from assessment.sessions.services import prepare_test
from tests.e2e.journey import look
from tests.e2e.test_take_test import saved, to_choice
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.assessment_papers import make_paper
from tests.factories.core import make_account, make_actor, make_class, make_person, make_teaching, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Đố vui Ngày Nhà giáo 20-11"


@pytest.fixture
def school(live):
    """A school that allows open tests, a teacher with a finished paper."""
    unit = make_unit()
    unit.settings = {KEY: Openness(is_allowed=True).write()}
    unit.save()
    teacher = make_person("Mai Thị Hồng")
    account = make_account(teacher)
    make_actor("teacher", unit, teacher)
    make_teaching(teacher, make_class(unit))
    bank = make_bank(unit, owner=teacher)
    paper = make_paper(unit, teacher, [make_item("single_choice", bank=bank), make_item("short_answer", bank=bank)])
    return {"unit": unit, "account": account, "paper": paper}


def given(page, school):
    """The teacher makes the test open to whoever has the link."""
    page.goto(f"/kiem-tra/tao/?de={school['paper'].pk}")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_audience").select_option("open")
    page.locator("#id_opens_at").fill("2026-01-01T07:00")
    page.locator("#id_closes_at").fill("2099-01-01T07:00")
    look(page, "mo-tao", whole=True)
    page.get_by_role("button", name="Giao ngay").click()
    expect(page.get_by_text("Đã giao bài")).to_be_visible()
    test = Test.objects.get()
    prepare_test(test_id=test.pk)
    page.reload()
    expect(page.get_by_role("heading", name="Đường dẫn vào bài")).to_be_visible()
    return test


def come_in(page, test, name):
    page.goto(f"/k/{test.link_code.lower()}/")
    page.get_by_label("Tên của em").fill(name)
    page.get_by_label("Lớp hoặc tổ").fill("9A1")
    look(page, "mo-ten", whole=True)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".guest-code")).to_be_visible()


def start(page):
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/kiem-tra/lam/**")
    page.locator("[data-stage] .q-head h1").wait_for()


def test_a_guest_takes_an_open_test_on_a_phone_and_goes_on_on_another(school, sign_in, open_page, axe):
    teacher = sign_in(school["account"], size="desktop")
    test = given(teacher, school)
    look(teacher, "mo-bai", whole=True)
    assert axe(teacher) == []
    teacher.get_by_role("link", name="Chiếu lên bảng").click()
    expect(teacher.locator(".board-address")).to_contain_text(f"{test.link_code[:4]}-{test.link_code[4:]}")
    look(teacher, "mo-bang")
    assert axe(teacher) == []
    phone = open_page()
    come_in(phone, test, "Sáo Mây")
    code = phone.locator(".guest-code").inner_text()
    look(phone, "mo-cua")
    assert axe(phone) == []
    start(phone)
    attempt = Attempt.objects.get()
    to_choice(phone)
    phone.locator(".opts .opt").nth(1).click()
    phone.locator("[data-save]", has_text="Đã lưu").wait_for()
    look(phone, "mo-lam")
    phone.context.set_offline(True)
    phone.locator(".opts .opt").nth(2).click()
    phone.locator("[data-save]", has_text="Giữ trên máy").wait_for()
    before = saved(attempt)
    phone.context.set_offline(False)
    phone.locator("[data-save]", has_text="Đã lưu").wait_for(timeout=45_000)
    assert saved(attempt) != before, "what was answered without a network came afterwards"
    other = open_page()
    other.goto(f"/k/{test.link_code}/")
    other.get_by_text("Đã bắt đầu ở máy khác?").click()
    other.get_by_label("Mã quay lại").fill(code.lower())
    look(other, "mo-quay-lai", whole=True)
    other.get_by_role("button", name="Làm tiếp bài của em").click()
    other.wait_for_url("**/kiem-tra/lam/**")
    other.get_by_role("button", name="Làm tiếp trên máy này").click()
    to_choice(other)
    expect(other.locator("[data-save]")).to_contain_text("Đã lưu")
    expect(other.locator(".opts .opt").nth(2).locator("input")).to_be_checked()
    other.locator("[data-overview]").click()
    other.locator("#tong-quan .btn", has_text="Nộp bài").click()
    other.locator("[data-submit-yes]").click()
    other.wait_for_url("**/xong/")
    look(other, "mo-xong")
    assert axe(other) == []
    assert (Guest.objects.count(), Candidate.objects.count(), Attempt.objects.count()) == (1, 1, 1)
    score_attempt(attempt_id=attempt.pk)
    teacher.goto(f"/kiem-tra/{test.uuid}/")
    expect(teacher.get_by_text("Khách · 9A1")).to_be_visible()
    teacher.get_by_role("link", name="Điều kiện riêng của Sáo Mây").click()
    look(teacher, "mo-khach", whole=True)
    teacher.get_by_role("button", name="Gỡ khách này").click()
    teacher.locator("dialog[open] .dialog-foot .btn").last.click()
    expect(teacher.get_by_text("Đã gỡ khách")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.state == "voided"
