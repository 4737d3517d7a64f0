"""A pupil leaves a shared device: what was studied is sent first, and what can't be sent is not wiped."""

import re

import pytest
from playwright.sync_api import expect

from lms.models import CheckpointAnswer
from tests.e2e.reading import answer, go_on, ready, url_of, worker_ready

pytestmark = pytest.mark.django_db(transaction=True)
SYNC = "**/lop-hoc/dong-bo/"


@pytest.fixture
def shared(lesson, live, open_page):
    """A page of the lesson's pupil, signed in on a device several pupils use, and how to come in again."""
    account = lesson["pupil"].account
    account.set_password("CayDa-2026")
    account.must_change_password = False
    account.save()

    def come_in(page):
        page.goto(f"{live}/tai-khoan/login/")
        page.get_by_label(re.compile("Tên đăng nhập")).fill(account.username)
        page.locator("input[type=password]").fill("CayDa-2026")
        page.locator("input[name=shared]").check(force=True)
        page.locator("main form button[type=submit], main form button.btn-primary").first.click()
        expect(page.locator("[data-shared-device]")).to_be_visible()
        return page

    return come_in(open_page("phone")), come_in


def study(page, lesson):
    page.goto(url_of(lesson))
    worker_ready(page)
    ready(page)
    go_on(page)


def answer_unsent(page, lesson):
    """Answer while nothing gets through to the server."""
    page.context.route(SYNC, lambda route: route.abort())
    study(page, lesson)
    answer(page, "4 m")
    expect(page.locator("[data-saved]")).to_contain_text("Giữ trên máy")


def test_work_that_waits_is_sent_before_leaving(shared, lesson):
    page, _come_in = shared
    answer_unsent(page, lesson)
    assert not CheckpointAnswer.objects.exists()
    page.context.unroute(SYNC)
    page.locator("[data-shared-device] button").click()
    page.wait_for_url("**/tai-khoan/login/**")
    assert CheckpointAnswer.objects.get().is_correct


def test_work_that_cannot_be_sent_stays_until_its_pupil_is_back(shared, lesson):
    page, come_in = shared
    answer_unsent(page, lesson)
    page.locator("[data-shared-device] button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("chưa gửi được")
    dialog.get_by_role("button", name="Thôi").click()
    expect(dialog).to_have_count(0)
    assert "/lop-hoc/" in page.url
    page.locator("[data-shared-device] button").click()
    page.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/tai-khoan/login/**")
    assert not CheckpointAnswer.objects.exists()
    page.context.unroute(SYNC)
    come_in(page)
    study(page, lesson)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu", timeout=15_000)
    assert CheckpointAnswer.objects.get().is_correct
