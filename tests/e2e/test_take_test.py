"""A test taken on a phone: offline, reload without a network, a second device, handing in; the player clean for axe, by keyboard."""

import json
import os

import pytest

from assessment.models import AnswerChange, Attempt
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account

SHOTS = os.environ.get("SHOTS", "")


def shot(page, name):
    if SHOTS:
        page.wait_for_timeout(400)
        page.screenshot(path=f"{SHOTS}/{name}.png")


@pytest.fixture
def exam(live):
    """A test in which one candidate has a prepared attempt and an account."""
    test = make_test(learners=1)
    attempt = test.attempts.select_related("person").get()
    return test, attempt, make_account(attempt.person)


def entered(page, test):
    page.goto(f"/kiem-tra/{test.uuid}/vao/")
    shot(page, "door")
    page.locator("form[method=post] button[type=submit]").last.click()
    page.wait_for_url("**/kiem-tra/lam/**")
    page.locator("[data-stage] .q-head h1").wait_for()
    return page


def to_choice(page):
    """Go to the question with options; the paper is shuffled."""
    for _ in range(6):
        if page.locator("[data-stage] .opts .opt").count():
            return
        page.locator("[data-go='1']").click()


def saved(attempt):
    merged = {}
    for change in AnswerChange.objects.filter(attempt=attempt).order_by("made_at_ms", "pk"):
        merged |= change.answers
    return merged


def test_answers_survive_a_cut_a_reload_without_network_and_go_out_afterwards(exam, sign_in):
    test, attempt, account = exam
    page = entered(sign_in(account), test)
    to_choice(page)
    page.locator(".opts .opt").nth(1).click()
    page.locator("[data-save]", has_text="Đã lưu").wait_for()
    shot(page, "player")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        """async () => { for (const name of await caches.keys()) { const cache = await caches.open(name);
            if (await cache.match(location.pathname, {ignoreVary: true})) return true; } return false; }""",
        timeout=20_000,
    )
    page.context.set_offline(True)
    page.locator(".opts .opt").nth(2).click()
    page.locator("[data-save]", has_text="Giữ trên máy").wait_for()
    shot(page, "player-offline")
    page.reload()
    page.locator("[data-stage] .q-head h1").wait_for()
    to_choice(page)
    assert page.locator(".opts .opt").nth(2).locator("input").is_checked(), "the answer given off line is still there"
    before = saved(attempt)
    page.context.set_offline(False)
    page.locator("[data-save]", has_text="Đã lưu").wait_for(timeout=45_000)
    after = saved(attempt)
    assert len(after) == 1
    assert before != after


def test_handing_in_asks_once_and_says_so(exam, sign_in, axe):
    test, attempt, account = exam
    page = entered(sign_in(account), test)
    assert axe(page) == []
    to_choice(page)
    page.locator(".opts .opt").first.click()
    page.locator("[data-flag]").click()
    page.locator("[data-overview]").click()
    shot(page, "overview")
    assert axe(page) == []
    page.locator("#tong-quan .btn", has_text="Nộp bài").click()
    shot(page, "submit")
    page.locator("[data-submit-yes]").click()
    page.wait_for_url("**/xong/")
    shot(page, "handed-in")
    attempt.refresh_from_db()
    assert attempt.state == "submitted"
    assert len(attempt.answers) == 1
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") >= 0


def test_a_second_device_takes_over_and_the_first_hands_over_what_it_had(exam, sign_in):
    test, attempt, account = exam
    first = entered(sign_in(account), test)
    to_choice(first)
    first.context.set_offline(True)
    first.locator(".opts .opt").nth(3).click()
    first.locator("[data-save]", has_text="Giữ trên máy").wait_for()
    second = sign_in(account, "desktop")
    attempt.refresh_from_db()
    assert attempt.device, "the door has said which device came in"
    second.goto(f"/kiem-tra/lam/{attempt.uuid}/")
    second.get_by_text("Bài này đang mở trên máy khác").wait_for()
    shot(second, "elsewhere-desktop")
    second.get_by_role("button", name="Làm tiếp trên máy này").click()
    to_choice(second)
    second.locator(".opts .opt").first.click()
    second.locator("[data-save]", has_text="Đã lưu").wait_for()
    shot(second, "player-desktop")
    first.context.set_offline(False)
    first.get_by_text("Bài này đang mở trên máy khác").wait_for(timeout=45_000)
    second.locator("[data-side] .btn", has_text="Nộp bài").click()
    second.locator("[data-submit-yes]").click()
    second.wait_for_url("**/xong/")
    attempt.refresh_from_db()
    kept = list(AnswerChange.objects.filter(attempt=attempt).values_list("device", flat=True).distinct())
    assert len(kept) == 2, "both devices' answers are in the log"
    newest = AnswerChange.objects.filter(attempt=attempt).order_by("-made_at_ms").first()
    assert attempt.answers.items() >= newest.answers.items(), "the older answer of the first device overwrites nothing"


def test_a_second_tab_is_read_only_until_it_takes_over(exam, sign_in):
    test, attempt, account = exam
    first = entered(sign_in(account), test)
    second = first.context.new_page()
    second.goto(f"/kiem-tra/lam/{attempt.uuid}/")
    second.get_by_text("đang mở ở thẻ khác").wait_for()
    second.get_by_role("button", name="Làm tiếp ở thẻ này").click()
    second.locator("[data-stage] .q-head h1").wait_for()
    first.get_by_text("đang mở ở thẻ khác").wait_for()
    to_choice(second)
    second.locator(".opts .opt").first.click()
    second.locator("[data-save]", has_text="Đã lưu").wait_for()
    assert len(saved(attempt)) == 1


def test_signing_in_again_in_the_middle_loses_nothing(exam, sign_in):
    test, attempt, account = exam
    page = entered(sign_in(account), test)
    to_choice(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator(".opts .opt").first.click()
    page.get_by_text("Phiên đăng nhập đã hết").wait_for(timeout=20_000)
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Thử lại").click()
    page.locator("[data-save]", has_text="Đã lưu").wait_for(timeout=20_000)
    assert len(saved(attempt)) == 1


def test_keys_alone_answer_and_move(exam, sign_in):
    test, attempt, account = exam
    page = entered(sign_in(account, "desktop", dark=True), test)
    places = [page.locator("[data-at]").inner_text()]
    page.keyboard.press("j")
    places.append(page.locator("[data-at]").inner_text())
    page.keyboard.press("k")
    assert places[0] == page.locator("[data-at]").inner_text() != places[1]
    to_choice(page)
    page.keyboard.press("2")
    page.locator("[data-save]", has_text="Đã lưu").wait_for()
    shot(page, "player-desktop-dark")
    assert json.dumps(saved(attempt))
    assert Attempt.objects.get(pk=attempt.pk).state == "working"
