"""A question written in Chromium: saved by itself, seen as pupils see it, rows by keyboard, pictures from Word, two people at once."""

import base64
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from assessment.items import services
from assessment.models import Item, ItemFile
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import choice, make_bank, make_item
from tests.factories.core import make_account, make_membership, make_person, make_unit

PASTE = """([field, html]) => { const data = new DataTransfer(); data.setData('text/html', html);
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
SAVED = ".save-line:has-text('Đã lưu lúc')"


def picture():
    """A small PNG as Word puts it into what it copies."""
    file = BytesIO()
    Image.new("RGB", (80, 60), "#0f6b4f").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def hoa(live):
    person = make_person("Trần Thị Hoa")
    make_membership(person, make_unit(make_unit(kind="department", name="Sở GDĐT")), "teacher")
    return make_account(person)


@pytest.fixture
def item(hoa):
    actor = actor_for(hoa, None)[0]
    bank = make_bank(hoa.person.memberships.get().unit, owner=hoa.person)
    assert actor.person_id == hoa.person_id
    return make_item(bank=bank, ready=False, content=choice(right=""), author=hoa.person)


def opened(sign_in, account, item, size="desktop", **options):
    page = sign_in(account, size=size, service_workers="block", **options)
    page.goto(reverse("assessment:item", args=[item.uuid]))
    page.locator("item-editor .rich-in").first.wait_for()
    return page


def content(item):
    return Item.objects.select_related("working").get(pk=item.pk).working.content


def test_it_is_saved_by_itself_and_seen_as_pupils_see_it(sign_in, hoa, item, axe):
    page = opened(sign_in, hoa, item)
    prompt = page.locator("item-editor .rich-in").first
    prompt.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" bao nhiêu?")
    page.locator(".letter", has_text="B").first.click()
    page.locator(SAVED).wait_for()
    expect(page.locator("#xem-truoc")).to_contain_text("bao nhiêu?", timeout=30_000)
    assert content(item)["prompt"].endswith(" bao nhiêu?</p>")
    assert [row["is_right"] for row in content(item)["options"]] == [False, True, False, False]
    assert axe(page) == []
    page.locator("#xem-truoc .opt").nth(2).click()
    assert page.locator("#xem-truoc .opt.chosen .letter").inner_text() == "C"


def test_rows_are_added_and_moved_by_keyboard(sign_in, hoa, item):
    page = opened(sign_in, hoa, item)
    rows = page.locator("item-editor .q-rows").first.locator(":scope > .q-row")
    rows.nth(3).locator(".rich-in").first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("năm")
    expect(rows).to_have_count(5)
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type(" mới")
    page.wait_for_timeout(150)  # the line says "not saved yet" from the change on
    page.locator(SAVED).wait_for()
    texts = [row["html"] for row in content(item)["options"]]
    assert texts[:2] + texts[3:] == ["một", "hai", "ba", "bốn"]
    assert sorted(texts[2].split()) == ["mới", "năm"]


def test_text_and_pictures_come_from_word(sign_in, hoa, item):
    page = opened(sign_in, hoa, item)
    prompt = page.locator("item-editor .rich-in").first
    prompt.click()
    page.keyboard.press("Control+a")
    html = f"<p class=MsoNormal style='color:red'>Nước là H<sub>2</sub>O, x<sup>2</sup></p><img src='data:image/png;base64,{picture()}'>"
    prompt.evaluate("(field, html) => (" + PASTE + ")([field, html])", html)
    page.locator("item-editor .file-in img").wait_for()
    page.locator(SAVED).wait_for()
    page.wait_for_timeout(1500)
    page.locator(SAVED).wait_for()
    kept = content(item)["prompt"]
    assert "H<sub>2</sub>O, x<sup>2</sup>" in kept
    assert f'data-file="{ItemFile.objects.get().uuid}"' in kept
    assert "Mso" not in kept


def test_two_people_write_and_both_texts_are_kept(sign_in, hoa, item):
    page = opened(sign_in, hoa, item)
    actor = actor_for(hoa, None)[0]
    services.save_content(actor=actor, item=item, content={**content(item), "prompt": "<p>Bản ở máy kia</p>"}, revision=item.revision)
    page.locator("item-editor .rich-in").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Bản ở đây")
    page.locator(".q-versions").wait_for()
    assert "Bản ở máy kia" in page.locator(".q-version").nth(1).inner_text()
    assert "Bản ở đây" in page.locator(".q-version").nth(0).inner_text()
    assert content(item)["prompt"] == "<p>Bản ở máy kia</p>"
    page.get_by_role("button", name="Giữ bản của tôi").click()
    page.locator(SAVED).wait_for()
    assert content(item)["prompt"] == "<p>Bản ở đây</p>"
    assert "Bản ở máy kia" in page.locator(".q-kept").text_content()


def test_a_phone_has_it_all(sign_in, hoa, item, axe):
    page = opened(sign_in, hoa, item, size="phone", dark=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe(page) == []
    page.get_by_role("button", name="Xem như học sinh").tap()
    assert page.locator("dialog[open] [data-question] .opt").count() == 4
    page.locator("dialog[open]").get_by_role("button", name="Đóng").tap()
    expect(page.locator("#xem-truoc [data-question]")).to_have_count(1)
    expect(page.locator("dialog [data-question]")).to_have_count(0)


@pytest.mark.parametrize(
    "kind", ["true_false", "short_answer", "matching", "ordering", "cloze", "hotspot", "drag_drop", "essay", "file_answer", "composite"]
)
def test_every_kind_has_a_form_that_saves(sign_in, hoa, item, axe, kind):
    other = make_item(kind, bank=item.bank, ready=False, author=hoa.person)
    page = opened(sign_in, hoa, other)
    page.locator("item-editor .rich-in").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" thêm")
    page.locator(SAVED).wait_for()
    before, after = other.working.content, content(other)
    assert "thêm" in after["prompt"]
    assert {**after, "prompt": ""} == {**before, "prompt": ""}
    assert axe(page) == []
