"""One pupil on two devices: what was done on one shows on the other, nothing is doubled."""

import pytest
from playwright.sync_api import expect

from lms.models import ActivityProgress, CheckpointAnswer, LearnerChange, Note
from tests.e2e.reading import answer, block, go_on, ready, url_of
from tests.factories.delivery import make_published_lesson

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page, lesson):
    page.goto(url_of(lesson))
    ready(page)
    return page


def sent(page):
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu", timeout=20_000)


def test_what_was_done_on_one_device_shows_on_the_other(lesson, sign_in):
    pupil = lesson["pupil"].account
    phone, tablet = opened(sign_in(pupil), lesson), sign_in(pupil, size="desktop")
    go_on(phone)
    answer(phone, "4 m")
    phone.get_by_role("button", name="Thêm", exact=True).click()
    phone.locator('#them [data-open="ghi-chu"]').click()
    phone.locator("#ghi-chu-text").fill("Vẽ hình trước")
    phone.locator("[data-note-form] [type=submit]").click()
    sent(phone)
    opened(tablet, lesson)
    expect(tablet.locator("[data-where]")).to_contain_text("Phần 2/3")
    expect(tablet.locator("form[data-checkpoint]:visible [data-reply=right]")).to_be_visible()
    expect(tablet.locator(".own-note")).to_contain_text("Vẽ hình trước")
    go_on(tablet)
    answer(tablet, "Có")
    expect(tablet.locator("[data-end-title]")).to_contain_text("Em đã xong bài này")
    sent(tablet)
    opened(phone, lesson)
    expect(phone.locator("[data-end-title]")).to_contain_text("Em đã xong bài này")
    row = ActivityProgress.objects.get()
    assert (row.state, row.percent, row.score_ratio) == ("completed", 100, 1.0)
    assert sorted(CheckpointAnswer.objects.values_list("tries", "is_correct")) == [(1, True), (1, True)]
    assert Note.objects.count() == 1


def test_both_without_a_network_join_once_they_are_back(lesson, sign_in):
    pupil = lesson["pupil"].account
    phone, tablet = opened(sign_in(pupil), lesson), opened(sign_in(pupil, size="desktop"), lesson)
    for device in (phone, tablet):
        device.context.set_offline(True)
        go_on(device)
    answer(phone, "2 m")
    answer(phone, "4 m")
    go_on(tablet)
    answer(tablet, "Có")
    for device in (tablet, phone):
        device.context.set_offline(False)
        sent(device)
    row = ActivityProgress.objects.get()
    assert (row.state, row.percent) == ("completed", 100)
    assert sorted(CheckpointAnswer.objects.values_list("tries", "is_correct")) == [(1, True), (2, True)]
    assert LearnerChange.objects.filter(kind="answer").count() == 3
    changes = LearnerChange.objects.count()
    for device in (phone, tablet):
        opened(device, lesson)
        expect(device.locator("[data-end-title]")).to_contain_text("Em đã xong bài này")
        device.wait_for_timeout(1500)
    assert LearnerChange.objects.filter(kind="answer").count() == 3
    assert LearnerChange.objects.count() <= changes + 2  # at most a place each
    assert ActivityProgress.objects.count() == 1


def test_one_long_step_counts_as_begun_when_opened_and_as_read_at_its_last_line(live, sign_in):
    paragraphs = "".join(f"<p>Đoạn {number}: {'kể chuyện Tân Trào ' * 30}</p>" for number in range(20))
    lesson = make_published_lesson([block("text", html=paragraphs)])
    page = opened(sign_in(lesson["pupil"].account), lesson)
    sent(page)
    assert ActivityProgress.objects.get().state == "in_progress"
    for _ in range(60):
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(30)
    expect(page.locator("[data-end-title]")).to_contain_text("Em đã xong bài này", timeout=10_000)
    sent(page)
    assert ActivityProgress.objects.get().state == "completed"
