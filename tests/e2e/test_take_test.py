"""A test taken on a phone: offline, reload without a network, a second device, handing in; the player clean for axe, by keyboard."""

import json
import os
import re

import pytest
from playwright.sync_api import expect

from assessment.models import AnswerChange, Attempt
from tests.assessment.sessions.test_sections import sectioned
from tests.e2e.reading import soon
from tests.factories.assessment_items import choice, make_bank, make_item
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account, make_class, make_person, make_unit

SHOTS = os.environ.get("SHOTS", "")
IS_KEPT = """async () => { for (const name of await caches.keys()) { const cache = await caches.open(name);
  if (await cache.match(location.pathname, {ignoreVary: true})) return true; } return false; }"""


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


def is_last(here):
    """Of "2 / 5" as the foot of the player says it: one step more opens the overview."""
    number, total = re.findall(r"\d+", here)
    return number == total


def to_choice(page):
    """Go to the question with options; the paper is shuffled, and another device goes on where the first one was."""
    page.locator("[data-stage] .q-head h1").wait_for()
    page.locator("[data-stop]").wait_for(state="hidden")
    for step in ("-1", "1"):
        for _ in range(6):
            if page.locator("[data-stage] .opts .opt").count():
                return
            here = page.locator("[data-at]").inner_text()
            if page.locator(f"[data-go='{step}']").is_disabled() or (step == "1" and is_last(here)):
                break
            page.locator(f"[data-go='{step}']").click()


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
    soon(page, lambda: page.evaluate(IS_KEPT), seconds=20)
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


def practised(live, **fields):
    """A practice test of two single choices (right: the second) and an account of its one candidate."""
    unit = make_unit()
    owner = make_person("Mai Thị Hồng")
    bank = make_bank(unit=unit)
    content = [
        choice(f"<p>Câu số {number}: căn của {number + 4} là?</p>", right="o2") | {"hints": ["<p>Nhớ định nghĩa.</p>"]} for number in (1, 2)
    ]
    paper = make_paper(unit, owner, [make_item(bank=bank, content=one) for one in content])
    test = make_test(owner, make_class(unit), paper, learners=1, **fields)
    return test, test.attempts.select_related("person").get()


def test_practice_tells_at_once_counts_tries_and_keeps_it_through_a_reload(live, sign_in, axe):
    settings = {"shuffles": False, "instant_feedback": True, "shows_hints": True, "tries": 2, "hint_cost_ratio": 0.25}
    test, attempt = practised(live, mode="practice", settings=settings)
    page = entered(sign_in(make_account(attempt.person)), test)
    page.get_by_role("button", name="Gợi ý").click()
    page.get_by_text("Nhớ định nghĩa.").wait_for()
    page.locator(".opts .opt").first.click()
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.get_by_text("Còn 1 lần thử.").wait_for()
    page.locator(".opts .opt").nth(2).click()
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_text("Đáp án: B").wait_for()
    shot(page, "practice")
    assert axe(page) == []
    page.reload()
    page.get_by_text("Đáp án: B").wait_for()
    page.get_by_text("Nhớ định nghĩa.").wait_for()
    assert page.locator(".opts .opt").nth(2).locator("input").is_checked()
    assert page.locator("[data-question]").evaluate("(one) => one.inert")


def test_mastery_ends_kindly_after_so_many_in_a_row(live, sign_in, axe):
    test, attempt = practised(live, mode="mastery", settings={"shuffles": False, "mastery_run": 2})
    page = entered(sign_in(make_account(attempt.person)), test)
    for _ in range(2):
        page.locator(".opts .opt").nth(1).click()
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
        page.get_by_text("Đúng rồi!").wait_for()
        if not page.locator("#thanh-thao[open]").count():
            page.locator("[data-go='1']").click()
    page.locator("#thanh-thao[open]").wait_for()
    shot(page, "mastered")
    assert axe(page) == []
    page.locator("[data-mastered-end]").click()
    page.wait_for_url("**/xong/")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submit_reason, attempt.answers) == ("submitted", "mastered", {"1": "o2", "2": "o2"})


def test_a_section_is_finished_off_line_and_another_device_sees_it_later(live, sign_in):
    attempt = sectioned(started=False)
    account = make_account(attempt.person)
    page = entered(sign_in(account), attempt.test)
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^(20|19):"), timeout=30_000)
    page.locator(".opts .opt").first.click()
    page.locator("[data-save]", has_text="Đã lưu").wait_for()
    page.context.set_offline(True)
    page.locator("[data-go='1']").click()
    page.locator("[data-go='1']", has_text="Phần sau").click()
    page.locator("[data-part-yes]").click()
    page.get_by_text("đã khoá").wait_for()
    shot(page, "section-next")
    assert page.locator("[data-at]").inner_text() == "Câu 3/4"
    assert page.locator("[data-go='-1']").is_disabled()
    page.locator(".opts .opt").nth(1).click()
    page.context.set_offline(False)
    page.locator("[data-save]", has_text="Đã lưu").wait_for(timeout=45_000)
    page.wait_for_timeout(1500)
    second = sign_in(account, "desktop")
    second.goto(f"/kiem-tra/lam/{attempt.uuid}/")
    second.get_by_role("button", name="Làm tiếp trên máy này").click()
    second.locator("[data-side] .qn").nth(2).wait_for()
    assert [second.locator("[data-side] .qn").nth(place).is_disabled() for place in range(4)] == [True, True, False, False]
    attempt.refresh_from_db()
    assert attempt.sections[0]["closes"] == attempt.sections[1]["opens"]
    assert saved(attempt).keys() == {"1", "3"}


def test_the_proctor_sees_it_live_and_adds_time(exam, sign_in):
    test, _attempt, account = exam
    desk = sign_in(test.owner.account, "desktop")
    desk.goto(f"/kiem-tra/{test.uuid}/giam-thi/")
    desk.locator("tr.is-absent").wait_for()
    page = entered(sign_in(account), test)
    desk.locator("tr.is-working").wait_for(timeout=20_000)
    desk.locator("[data-open='them-gio']").first.click()
    desk.locator("#them-gio button[type=submit]").click()
    desk.get_by_text("Đã thêm 5 phút cho 1 em").wait_for()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^(49|50):"), timeout=40_000)


def test_a_teacher_tries_the_test_out_and_nothing_is_left(exam, sign_in):
    test, attempt, _account = exam
    page = sign_in(test.owner.account, "desktop")
    page.goto(f"/kiem-tra/{test.uuid}/")
    page.get_by_role("button", name="Làm thử").click()
    page.get_by_text("không bài làm nào được lưu").wait_for()
    page.locator("[data-stage] .q-head h1").wait_for()
    to_choice(page)
    page.locator(".opts .opt").first.click()
    page.locator("[data-save]", has_text="Đã lưu").wait_for()
    page.locator("[data-side] .btn", has_text="Nộp bài").click()
    page.locator("[data-submit-yes]").click()
    page.get_by_text("Xong lượt xem trước").wait_for()
    assert (Attempt.objects.count(), AnswerChange.objects.count()) == (1, 0)
    attempt.refresh_from_db()
    assert attempt.state == "prepared"
