"""A teacher writes a lesson in a real browser: typing, formulas, pictures, order, saving by itself, no network, two tabs, giving it."""

import io
import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from core.models import Account
from lms.courses.models import CourseClass, CourseFile
from lms.lessons.models import Lesson
from lms.lessons.services.drafts import draft_of, save_draft
from tests.factories.core import make_class
from tests.factories.lessons import checkpoint, make_author, make_lesson

pytestmark = pytest.mark.django_db(transaction=True)


def png():
    out = io.BytesIO()
    Image.new("RGB", (1000, 600), "green").save(out, "PNG")
    return {"name": "cay-da.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.fixture
def author():
    actor, unit = make_author()
    return actor, unit, Account.objects.get(pk=actor.account_id)


@pytest.fixture
def lesson(author):
    actor, unit, _account = author
    return make_lesson(teacher=actor, unit=unit)


@pytest.fixture
def editor(sign_in, author, lesson):
    """Open the editor; complaints of the browser (errors, content security) are collected on `page.complaints`."""

    def go(size="desktop", **options):
        page = sign_in(author[2], size=size, **options)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda message: page.complaints.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(f"/soan-bai/{lesson.activity.uuid}/")
        page.wait_for_selector("[data-block]")
        return page

    return go


def draft(lesson):
    return draft_of(Lesson.objects.get(pk=lesson.pk)).raw_body


def saved(page):
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "saved", timeout=20_000)


def typed(page, words):
    """Type into the first text block and wait until the typing has been noticed."""
    page.locator("[data-block] .rich-in").first.click()
    page.keyboard.type(words)


def test_a_lesson_is_written_ordered_and_saved_by_itself(editor, lesson, axe):
    page = editor()
    typed(page, "Chín giờ sáng, dưới gốc $x^2$")
    page.locator(".add-end").click()
    page.keyboard.type("cong thuc")
    page.keyboard.press("Enter")
    page.locator(".latex").fill(r"\tan\alpha=\frac{AB}{AC}")
    expect(page.locator(".fx .katex").first).to_be_visible()
    page.locator(".add-end").click()
    page.locator('[data-kind="picture"]').click()
    page.locator(".block-picture input[type=file]").set_input_files(png())
    expect(page.locator(".block-picture img.pic")).to_be_visible(timeout=30_000)
    page.get_by_label("Mô tả ảnh cho người không nhìn thấy").fill("Cây đa cao AB")
    page.locator(".block-picture > .grip").focus()
    page.keyboard.press("Alt+ArrowUp")
    saved(page)
    body = draft(lesson)
    assert [block["type"] for block in body] == ["text", "picture", "formula"]
    assert 'data-latex="x^2"' in body[0]["value"]["html"]
    assert body[1]["value"]["alt"] == "Cây đa cao AB"
    assert str(CourseFile.objects.get().uuid) == body[1]["value"]["file"]
    assert body[2]["value"]["latex"] == r"\tan\alpha=\frac{AB}{AC}"
    assert axe(page) == []
    assert page.complaints == []


def test_blocks_are_duplicated_deleted_and_brought_back(editor, lesson):
    page = editor()
    typed(page, "một")
    page.keyboard.press("Control+d")
    expect(page.locator("[data-block]")).to_have_count(2)
    page.locator("[data-block] > .grip").first.focus()
    page.keyboard.press("Delete")
    expect(page.locator("[data-block]")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-block]")).to_have_count(2)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("[data-block]")).to_have_count(1)
    saved(page)
    assert len(draft(lesson)) == 1


def test_checkpoint_table_and_callout_on_a_phone(editor, lesson, axe):
    page = editor("phone")
    page.locator("[data-block] .rich-in").first.click()
    page.keyboard.type("/")
    page.locator('[data-kind="checkpoint"]').click()
    page.get_by_label("Câu hỏi", exact=True).click()
    page.keyboard.type("Cây cao bao nhiêu mét?")
    for letter, words in (("A", "6,9 m"), ("B", "20,8 m"), ("C", "24 m"), ("D", "10,4 m")):
        page.get_by_label(f"Đáp án {letter}", exact=True).click()
        page.keyboard.type(words)
    page.get_by_label("Đáp án B đúng").check(force=True)
    page.get_by_label("Đúng mới học tiếp").check()
    page.locator(".add-end").click()
    page.locator('[data-kind="table"]').click()
    page.locator(".cell").first.click()
    page.keyboard.type("Góc")
    page.keyboard.press("Tab")
    page.keyboard.type("Tan")
    saved(page)
    question, table = draft(lesson)
    assert [option["value"]["is_right"] for option in question["value"]["options"]] == [False, True, False, False]
    assert (question["value"]["must_pass"], question["value"]["prompt"]) == (True, "<p>Cây cao bao nhiêu mét?</p>")
    assert table["value"]["rows"][0][:2] == ["Góc", "Tan"]
    assert axe(page) == []
    page.get_by_role("button", name="Dàn bài").click()
    expect(page.locator("dialog .outl")).to_be_visible()
    assert axe(page) == []
    assert page.complaints == []


def test_typing_without_a_network_is_kept_and_sent_later(editor, lesson):
    page = editor()
    typed(page, "có mạng ")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.type("mất mạng")
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "kept", timeout=20_000)
    expect(page.locator("[data-save]")).to_contain_text(re.compile(r"Giữ trên máy \d\d:\d\d"))
    assert "mất mạng" not in str(draft(lesson))
    page.context.set_offline(False)
    saved(page)
    assert "có mạng mất mạng" in str(draft(lesson))


def test_typing_outlives_a_closed_page(editor, lesson):
    page = editor()
    page.route("**/ban-nhap/", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    typed(page, "gõ rồi đóng")
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "kept", timeout=20_000)
    page.reload()
    page.unroute("**/ban-nhap/")
    expect(page.locator("[data-block] .rich-in").first).to_have_text("gõ rồi đóng")
    page.keyboard.press("Control+s")
    saved(page)
    assert "gõ rồi đóng" in str(draft(lesson))


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_second_editor_is_asked_and_nothing_is_lost(editor, lesson, author, choice):
    page = editor()
    other = [{"type": "text", "id": "kia-1", "value": {"html": "<p>bản kia</p>"}}]
    save_draft(actor=author[0], lesson=lesson, base_number=1, body=other)
    typed(page, "bản của tôi")
    dialog = page.locator("dialog", has_text="Bài này vừa được lưu ở nơi khác")
    expect(dialog).to_be_visible(timeout=15_000)
    if choice == "mine":
        dialog.get_by_role("button", name="Giữ bản của tôi").click()
        saved(page)
        assert "bản của tôi" in str(draft(lesson))
        assert any(revision.as_object().raw_body == other for revision in lesson.revisions.all())
    else:
        dialog.get_by_role("button", name="Lấy bản kia").click()
        expect(page.locator("[data-block] .rich-in").first).to_have_text("bản kia")
        assert draft(lesson) == other
        page.locator('header button[aria-label="Hoàn tác"]').click()
        expect(page.locator("[data-block] .rich-in").first).to_have_text("bản của tôi")
        saved(page)
        assert "bản của tôi" in str(draft(lesson))


def test_giving_the_lesson_to_a_class_and_setting_a_time(editor, lesson, author):
    actor, unit, _account = author
    CourseClass.objects.create(course=lesson.activity.course, class_group=make_class(unit, "9A1"), assigned_by_id=actor.person_id)
    save_draft(
        actor=actor, lesson=lesson, base_number=1, body=[{"type": "text", "id": "text-1", "value": {"html": "<p>một</p>"}}, checkpoint()]
    )
    page = editor()
    expect(page.locator(".weight b")).to_have_text(re.compile(r"khoảng \d+ giây"), timeout=20_000)
    page.get_by_role("button", name="Mở cho lớp").click()
    dialog = page.locator("dialog", has_text="Học sinh các lớp 9A1")
    dialog.get_by_role("button", name="Hẹn giờ").first.click()
    later = timezone.localtime() + timezone.timedelta(days=1)
    dialog.get_by_label("Mở lúc").fill(later.strftime("%Y-%m-%dT%H:%M"))
    dialog.locator(".btn-primary").click()
    expect(page.locator(".crumb .chip")).to_contain_text("Hẹn mở")
    assert Lesson.objects.get(pk=lesson.pk).go_live_at is not None
    page.get_by_role("button", name="Mở cho lớp").click()
    page.locator("dialog .btn-primary").click()
    expect(page.locator(".crumb .chip")).to_have_text("Đã mở")
    row = Lesson.objects.select_related("activity__course").get(pk=lesson.pk)
    assert (row.live, row.go_live_at, row.activity.is_published, row.activity.course.state) == (True, None, True, "published")
    assert page.complaints == []
