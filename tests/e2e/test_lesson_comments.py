"""Two teachers talk about a block in the editor: the thread shows where it belongs, answers join it, and it closes."""

import pytest
from playwright.sync_api import expect

from core.models import Account
from lms.courses.models import CourseTeacher
from tests.factories.lessons import make_author, make_lesson

pytestmark = pytest.mark.django_db(transaction=True)
BODY = [
    {"type": "text", "id": "mot-1", "value": {"html": "<p>Cây đa Tân Trào</p>"}},
    {"type": "text", "id": "hai-1", "value": {"html": "<p>Đình Hồng Thái</p>"}},
]


def thread(page, block, size):
    """Open the comments of a block, on a desk from its bar, on a phone from its sheet; returns the dialog."""
    page.locator(f'[data-block="{block}"] .grip').focus()
    place = page.locator(f'[data-block="{block}"] .bt')
    if size == "desktop":
        place.locator('[aria-label="Góp ý cho khối này"]').click()
    else:
        place.locator("button.only-phone").click()
        page.locator("dialog[open] .menu-item", has_text="Góp ý").click()
    return page.locator("dialog[open]", has=page.locator("#comment-text"))


def say(dialog, words):
    dialog.locator("#comment-text").fill(words)
    dialog.locator("form .btn-primary").click()
    expect(dialog.locator(".notes")).to_contain_text(words)


def test_comments_of_two_teachers(sign_in, axe):
    actor, unit = make_author()
    colleague, _unit = make_author(unit)
    lesson = make_lesson(teacher=actor, unit=unit, body=BODY)
    CourseTeacher.objects.create(course=lesson.activity.course, person_id=colleague.person_id, role="editor")
    address = f"/soan-bai/{lesson.activity.uuid}/"
    desk = sign_in(Account.objects.get(pk=actor.account_id), size="desktop")
    desk.goto(address)
    dialog = thread(desk, "hai-1", "desktop")
    say(dialog, "Thêm năm dựng đình nhé")
    assert axe(desk) == []

    phone = sign_in(Account.objects.get(pk=colleague.account_id), size="phone")
    phone.goto(address)
    expect(phone.locator('[data-block="hai-1"] .block-marks')).to_contain_text("1")
    expect(phone.locator('[data-block="mot-1"] .block-marks')).to_have_count(0)
    dialog = thread(phone, "hai-1", "phone")
    expect(dialog.locator(".notes")).to_contain_text("Thêm năm dựng đình nhé")
    say(dialog, "Đình dựng năm 1919")
    assert axe(phone) == []

    desk.reload()
    expect(desk.locator('[data-block="hai-1"] .block-marks')).to_contain_text("2")
    dialog = thread(desk, "hai-1", "desktop")
    notes = dialog.locator(".notes li")
    expect(notes).to_have_count(2)
    for left in (1, 0):
        notes.first.locator("button").click()
        expect(notes).to_have_count(left)
    phone.reload()
    phone.wait_for_selector("[data-block]")
    expect(phone.locator(".block-marks")).to_have_count(0)
