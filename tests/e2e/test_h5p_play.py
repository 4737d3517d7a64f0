"""Packages play in the sandbox, say what happens, and go on where the learner stopped, on any device and without a network."""

import re

import pytest
from playwright.sync_api import expect

from lms.models import ActivityProgress, H5PChange, H5PPackage, H5PResult, H5PState
from tests.factories.core import make_account, make_actor
from tests.factories.h5p import make_package, make_studied, pack, package_files, samples

BREAKING = re.compile(r"SecurityError|Content Security Policy|Refused to|is not defined|is not a function|Uncaught|pageerror", re.I)
PATIENCE = 90_000


def watch(page):
    lines = []
    page.on("console", lambda message: lines.append(f"{message.type}: {message.text}") if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: lines.append(f"pageerror: {error}"))
    return lines


def sandbox(page):
    """The innermost frame, once the package has started in it."""
    page.wait_for_selector("cd-h5p.is-ready", timeout=PATIENCE)
    return page.frame_locator("cd-h5p iframe").frame_locator("iframe.h5p-sandbox")


def inner_frame(page):
    sandbox(page)
    return next(frame for frame in page.frames if frame.url == "about:srcdoc")


def reader(activity):
    return f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/"


def sent(page):
    page.wait_for_selector('cd-h5p[data-sent="sent"]', timeout=PATIENCE)


@pytest.mark.parametrize("path", samples("valid"))
def test_every_valid_package_plays_and_reports(path, live, sign_in):
    learner, activity = make_studied(make_package(path=path))
    page = sign_in(make_account(learner))
    lines = watch(page)
    page.goto(reader(activity))
    content = sandbox(page).locator(".h5p-content")
    expect(content).to_be_visible()
    assert content.bounding_box()["height"] > 40
    assert len(content.inner_text().strip()) > 5
    page.locator("cd-h5p .h5p-foot").scroll_into_view_if_needed()
    sent(page)
    assert H5PChange.objects.filter(person=learner).exists()
    assert [line for line in lines if BREAKING.search(line)] == []


def test_answer_becomes_a_result_and_progress(live, sign_in):
    path = next((row for row in samples("valid") if getattr(row, "id", "") == "multiple-choice-2-6"), None)
    if path is None:
        pytest.skip("the sample packages (../shared/samples/h5p) are not here")
    learner, activity = make_studied(make_package(path=path.values[0]))
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    inside = sandbox(page)
    inside.get_by_role("radio", name="Correct one").click()
    inside.get_by_role("button", name="Check").first.click()
    expect(inside.locator(".h5p-joubelui-score-bar").first).to_be_visible()
    expect(page.locator("cd-h5p")).to_have_attribute("data-sent", "sent", timeout=30_000)
    for _ in range(60):
        if H5PResult.objects.filter(person=learner, best_ratio=1.0).exists():
            break
        page.wait_for_timeout(250)
    result = H5PResult.objects.get(person=learner)
    assert (result.best_ratio, result.attempts) == (1.0, 1)
    progress = ActivityProgress.objects.get(person=learner, activity=activity)
    assert (progress.state, progress.score_ratio) == ("completed", 1.0)


@pytest.fixture
def counter(live):
    return make_studied(make_package())


def press(page, times):
    button = sandbox(page).locator("button.bam")
    for _ in range(times):
        button.click()


def test_state_survives_reload_and_another_device(counter, sign_in):
    learner, activity = counter
    account = make_account(learner)
    page = sign_in(account)
    page.goto(reader(activity))
    press(page, 3)
    sent(page)
    page.reload()
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 3")
    other = sign_in(account, size="desktop")
    other.goto(reader(activity))
    expect(sandbox(other).locator("button.bam")).to_have_text("Bấm 3", timeout=PATIENCE)


def test_answer_given_a_moment_before_leaving_is_kept(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    press(page, 2)
    page.wait_for_timeout(450)
    page.goto("about:blank")
    page.goto(reader(activity))
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 2")


def test_package_is_shut_in(counter, sign_in, live):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    frame = inner_frame(page)
    assert frame.evaluate("self.origin") == "null"
    attempts = {
        "cookie": "Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').get.call(document)",
        "storage": "Object.getOwnPropertyDescriptor(Window.prototype, 'localStorage') ? Object.getOwnPropertyDescriptor(Window.prototype, 'localStorage').get.call(window) : (() => { throw new DOMException('x', 'SecurityError') })()",
        "parent": "parent.document.body.innerHTML",
        "top": "top.document.title",
        "address": "top.location.href",
        "frame element": "window.frameElement ? 'found' : (() => { throw new DOMException('x', 'SecurityError') })()",
        "database": "indexedDB.open('cayda-h5p') && 'opened'",
    }
    for name, attempt in attempts.items():
        answer = frame.evaluate(f"() => {{ try {{ return String({attempt}) }} catch (error) {{ return 'refused ' + error.name }} }}")
        assert answer == "refused SecurityError", name
    for address in (f"{live}/h5p/", f"{live}{reader(activity)}", "https://example.org/"):
        assert frame.evaluate("(url) => fetch(url, {credentials: 'include'}).then(() => 'read', () => 'refused')", address) == "refused"
    frame.evaluate("() => { try { top.location = 'https://example.org/' } catch (error) {} }")
    frame.evaluate("() => { try { window.open('https://example.org/') } catch (error) {} }")
    page.wait_for_timeout(300)
    assert page.url.startswith(live)
    assert len(page.context.pages) == 1
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    frame.evaluate("() => { setTimeout(() => { location.href = 'https://example.org/?secret' }, 0) }")
    page.wait_for_timeout(500)
    assert [url for url in asked if "example.org" in url] == []


def test_frame_and_files_travel_without_cookies(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    answers = []
    page.on("response", lambda response: answers.append(response) if "/h5p-" in response.url else None)
    page.goto(reader(activity))
    sandbox(page)
    assert len(answers) >= 4
    assert [
        answer.url for answer in answers if "set-cookie" in answer.all_headers() or "cookie" in answer.all_headers().get("vary", "").lower()
    ] == []


def test_link_to_the_outside_is_offered_and_not_followed(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    sandbox(page).locator("a.ra").click()
    link = page.locator("cd-h5p .h5p-link a")
    expect(link).to_have_attribute("href", "https://example.org/xem")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_messages_of_others_are_ignored(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    sandbox(page)
    sent(page)
    before = H5PState.objects.count()
    page.evaluate("() => window.postMessage({mark: 'cayda-h5p', type: 'state', sub: '0', data_id: 'gia', data: '1'}, '*')")
    page.wait_for_timeout(1500)
    assert H5PState.objects.count() == before


def test_work_without_a_network_is_kept_and_sent_later(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    sandbox(page)
    sent(page)
    page.context.set_offline(True)
    press(page, 4)
    sandbox(page).locator("button.xong").click()
    page.wait_for_selector('cd-h5p[data-sent="kept"]', timeout=PATIENCE)
    assert not H5PResult.objects.filter(person=learner, attempts__gt=0).exists()
    page.context.set_offline(False)
    sent(page)
    for _ in range(60):
        if H5PResult.objects.filter(person=learner, attempts=1).exists():
            break
        page.wait_for_timeout(250)
    assert H5PResult.objects.get(person=learner).best_ratio == 1.0


def test_kept_package_plays_without_a_network_and_goes_on(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    press(page, 2)
    sent(page)
    page.evaluate("() => navigator.serviceWorker.ready")
    page.get_by_role("button", name="Lưu về máy").click()
    expect(page.get_by_text("Đã lưu về máy").first).to_be_visible(timeout=PATIENCE)
    page.context.set_offline(True)
    page.reload()
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 2")
    press(page, 1)
    page.wait_for_timeout(300)
    page.reload()
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 3")
    page.context.set_offline(False)
    for _ in range(80):
        if '"count":3' in "".join(H5PState.objects.filter(person=learner).values_list("data", flat=True)):
            return
        page.wait_for_timeout(250)
    pytest.fail("what was done without a network never arrived")


def test_second_visit_fetches_no_file_again(counter, sign_in):
    learner, activity = counter
    page = sign_in(make_account(learner))
    page.goto(reader(activity))
    sandbox(page)
    fetched = []
    page.on("requestfinished", lambda request: fetched.append(request) if "/h5p-tep/" in request.url else None)
    page.reload()
    sandbox(page)
    assert fetched
    assert sum(request.sizes()["responseBodySize"] for request in fetched if not request.response().from_service_worker) == 0


def test_teacher_uploads_sees_the_report_and_tries_it_out(live, sign_in, axe, tmp_path):
    from core.models import Account

    teacher = make_actor("teacher")
    good, bad = tmp_path / "the.h5p", tmp_path / "hong.h5p"
    good.write_bytes(pack(package_files()).read())
    bad.write_bytes(pack(package_files(**{"content/trang.html": "<p>", "H5P.TheChao-1.0/the.js": None})).read())
    page = sign_in(Account.objects.get(pk=teacher.account_id))
    page.goto("/h5p/")
    expect(page.get_by_text("Kho còn trống")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Tải lên gói H5P").first.click()
    page.set_input_files("input[type=file]", bad)
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.get_by_text("content/trang.html có đuôi .html không được phép")).to_be_visible()
    expect(page.get_by_text("Thiếu tệp H5P.TheChao-1.0/the.js")).to_be_visible()
    assert axe(page) == []
    assert H5PPackage.objects.count() == 0
    page.set_input_files("input[type=file]", good)
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.get_by_role("heading", name="Thẻ chào")).to_be_visible()
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 0")
    press(page, 2)
    expect(page.get_by_text("Chơi thử, không lưu kết quả")).to_be_visible()
    assert axe(page) == []
    assert H5PState.objects.count() == 0
