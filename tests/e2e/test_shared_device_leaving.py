"""A pupil leaves a shared device: what was studied is sent first, and what can't be sent is not wiped."""

import re

import pytest
from playwright.sync_api import expect

from lms.models import CheckpointAnswer
from tests.e2e.test_study_offline import answer, go_on, lesson, url_of, worker_ready  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
SYNC = "**/lop-hoc/dong-bo/"


@pytest.fixture
def shared(lesson, live, open_page):  # noqa: F811
    """The lesson's pupil, signed in on a device several pupils use."""
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

    page = come_in(open_page("phone"))
    page.come_in = come_in
    return page


def study(page, lesson):  # noqa: F811
    page.goto(url_of(lesson))
    worker_ready(page)
    expect(page.locator("lesson-reader[data-ready]")).to_be_attached()
    go_on(page)


def test_work_that_waits_is_sent_before_leaving(shared, lesson):  # noqa: F811
    shared.context.route(SYNC, lambda route: route.abort())
    study(shared, lesson)
    answer(shared, "4 m")
    expect(shared.locator("[data-saved]")).to_contain_text("Giữ trên máy")
    assert not CheckpointAnswer.objects.exists()
    shared.context.unroute(SYNC)
    shared.locator("[data-shared-device] button").click()
    shared.wait_for_url("**/tai-khoan/login/**")
    assert CheckpointAnswer.objects.get().is_correct


def test_work_that_cannot_be_sent_stays_until_its_pupil_is_back(shared, lesson):  # noqa: F811
    shared.context.route(SYNC, lambda route: route.abort())
    study(shared, lesson)
    answer(shared, "4 m")
    expect(shared.locator("[data-saved]")).to_contain_text("Giữ trên máy")
    shared.locator("[data-shared-device] button").click()
    dialog = shared.get_by_role("dialog")
    expect(dialog).to_contain_text("chưa gửi được")
    dialog.get_by_role("button", name="Thôi").click()
    expect(dialog).to_have_count(0)
    assert "/lop-hoc/" in shared.url
    shared.locator("[data-shared-device] button").click()
    shared.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    shared.wait_for_url("**/tai-khoan/login/**")
    assert not CheckpointAnswer.objects.exists()
    shared.context.unroute(SYNC)
    shared.come_in(shared)
    study(shared, lesson)
    expect(shared.locator("[data-saved]")).to_contain_text("Đã lưu", timeout=15_000)
    assert CheckpointAnswer.objects.get().is_correct
