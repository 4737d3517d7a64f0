"""A Word file becomes a lesson: upload, look, take over, and the history that remembers it."""

import pytest
from playwright.sync_api import expect

from core.models import Account
from lms.lessons.models import Lesson
from lms.lessons.services.drafts import draft_of
from tests.e2e.journey import SAMPLES, clean, written_document
from tests.factories.lessons import make_author, make_lesson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lesson():
    actor, unit = make_author()
    made = make_lesson(teacher=actor, unit=unit, body=[{"type": "text", "id": "cu-1", "value": {"html": "<p>Phần thầy đã soạn</p>"}}])
    return made, Account.objects.get(pk=actor.account_id)


def kinds(lesson):
    return [block["type"] for block in draft_of(Lesson.objects.get(pk=lesson.pk)).raw_body]


def upload(page, lesson, name, data):
    page.goto(f"/soan-bai/{lesson.activity.uuid}/word/")
    page.locator("#word-file").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.locator("main form .btn-primary").click()


def test_word_file_is_looked_at_taken_over_and_remembered(lesson, sign_in, axe):
    made, account = lesson
    page = sign_in(account, size="desktop")
    page.goto(f"/soan-bai/{made.activity.uuid}/")
    page.wait_for_selector("[data-block]")
    page.locator(".outl a[href$='/word/']").click()
    page.locator("#word-file").set_input_files(
        {"name": "tan-trao.docx", "mimeType": "application/octet-stream", "buffer": written_document()}
    )
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/word/*-*/")
    blocks = page.locator(".word-blocks > li")
    expect(blocks).to_have_count(3)
    expect(blocks.nth(0)).to_contain_text("Quốc dân Đại hội Tân Trào")
    expect(blocks.nth(1).locator("li")).to_have_count(2)
    expect(blocks.nth(2).locator("table")).to_contain_text("Khai mạc")
    assert kinds(made) == ["text"]
    clean(page, axe, "word-xem")
    page.locator("button[value=take]").click()
    page.wait_for_selector("lesson-editor [data-block]")
    expect(page.locator("[data-block]")).to_have_count(4)
    expect(page.locator("[data-block]").nth(1).locator("textarea")).to_have_value("Quốc dân Đại hội Tân Trào")
    assert kinds(made) == ["text", "heading", "text", "table"]
    page.locator(".outl a[href$='/lich-su/'], header a[href$='/lich-su/']").first.click()
    rows = page.locator("main ul.rows li")
    expect(rows).to_have_count(2)
    rows.last.locator("a").click()
    expect(page.locator(".diff-added")).to_have_count(3)
    clean(page, axe, "so-sanh")
    page.locator("form[action$='/lay-lai/'] button").click()
    page.wait_for_selector("lesson-editor [data-block]")
    assert kinds(made) == ["text"]


def test_block_left_out_is_not_taken_and_replacing_keeps_the_old_in_the_history(lesson, sign_in):
    made, account = lesson
    page = sign_in(account, size="phone")
    upload(page, made, "tan-trao.docx", written_document())
    page.wait_for_url("**/word/*-*/")
    page.locator(".word-pick input").last.uncheck()
    page.locator("input[name=mode][value=replace]").check()
    page.locator("button[value=take]").click()
    page.wait_for_selector("lesson-editor [data-block]")
    assert kinds(made) == ["heading", "text"]
    page.goto(f"/soan-bai/{made.activity.uuid}/lich-su/")
    page.locator("main ul.rows li a").last.click()
    expect(page.locator("main")).to_contain_text("Phần thầy đã soạn")


def test_real_test_paper_brings_its_formulas(lesson, sign_in, axe):
    path = SAMPLES / "word-exams" / "de-kiem-tra-toan-12.docx"
    if not path.exists():
        pytest.skip("the sample documents (../shared/samples) are not here")
    made, account = lesson
    page = sign_in(account, size="phone")
    upload(page, made, path.name, path.read_bytes())
    page.wait_for_url("**/word/*-*/")
    assert page.locator(".word-blocks math").count() > 10
    clean(page, axe, "word-xem-toan-dien-thoai")
    page.locator("button[value=take]").click()
    page.wait_for_selector("lesson-editor [data-block]")
    expect(page.locator("[data-block] .katex").first).to_be_visible()
    clean(page, axe, "word-toan-soan-dien-thoai")


def test_broken_file_is_said_so_and_changes_nothing(lesson, sign_in, axe):
    made, account = lesson
    page = sign_in(account, size="phone")
    upload(page, made, "hong.docx", b"PK\x03\x04 khong phai")
    expect(page.locator("main [role=alert]")).to_contain_text("Chưa đọc được tệp")
    clean(page, axe, "word-hong")
    assert kinds(made) == ["text"]
    old = sign_in(account, size="phone", javascript=False)  # or while the scripts are still on their way
    old.goto(page.url)
    assert old.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True])
def test_history_on_a_phone(lesson, sign_in, axe, dark):
    made, account = lesson
    page = sign_in(account, size="phone", dark=dark)
    upload(page, made, "tan-trao.docx", written_document())
    page.wait_for_url("**/word/*-*/")
    page.locator("button[value=take]").click()
    page.wait_for_selector("lesson-editor [data-block]")
    page.goto(f"/soan-bai/{made.activity.uuid}/lich-su/")
    clean(page, axe, f"lich-su-dien-thoai{'-toi' if dark else ''}")
    page.locator("main ul.rows li a").last.click()
    clean(page, axe, f"so-sanh-dien-thoai{'-toi' if dark else ''}")
