"""Areas of a picture in Chromium: drawn by mouse, by finger and by keys alone, put in by numbers; what is saved comes back the same."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from assessment.items import services
from assessment.models import Item
from core.organisations.selectors import actor_for
from tests.e2e.reading import soon
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.core import make_account, make_membership, make_person, make_unit

WIDTH, HEIGHT = 400, 240
SAVED = ".save-line:has-text('Đã lưu lúc')"
#: A finger on the stage: down at the first place, over the others, up; places are pixels of the picture.
FINGER = """(stage, [width, height, places]) => { const box = stage.getBoundingClientRect();
  const send = (type, [x, y]) => { const at = {clientX: box.left + x * box.width / width, clientY: box.top + y * box.height / height};
    const target = type === 'pointerdown' ? document.elementFromPoint(at.clientX, at.clientY) : stage;
    target.dispatchEvent(new PointerEvent(type, {...at, pointerId: 7, pointerType: 'touch', isPrimary: true, bubbles: true, cancelable: true})); };
  stage.setPointerCapture = () => {}; send('pointerdown', places[0]); for (const place of places.slice(1)) send('pointermove', place); send('pointerup', places.at(-1)); }"""


@pytest.fixture
def hoa(live):
    person = make_person("Trần Thị Hoa")
    make_membership(person, make_unit(make_unit(kind="department", name="Sở GDĐT")), "teacher")
    return make_account(person)


def made(account, kind="hotspot", **content):
    """A question on a picture of 400 × 240 pixels; without `content` with no area yet."""
    bank = make_bank(account.person.memberships.get().unit, owner=account.person)
    file = BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "#cfe3d6").save(file, "PNG")
    picture = SimpleUploadedFile("hinh.png", file.getvalue(), "image/png")
    kept = services.store_file(actor=actor_for(account, None)[0], bank=bank, upload=picture)
    facts = {"picture": str(kept.uuid), "width": WIDTH, "height": HEIGHT, "areas": [], **content}
    return make_item(kind, bank=bank, ready=False, author=account.person, content={"prompt": "<p>Ở đâu?</p>", **facts})


def opened(sign_in, account, item, size="desktop"):
    page = sign_in(account, size=size, service_workers="block")
    page.goto(reverse("assessment:item", args=[item.uuid]))
    page.locator("item-editor .stage.draw").wait_for()
    soon(page, lambda: page.evaluate("document.querySelector('.stage.draw img').complete"))
    page.locator("item-editor .stage.draw").scroll_into_view_if_needed()
    return page


def pixels(page, item, name="areas"):
    """What is saved, in pixels: `[(shape, numbers)]`."""
    page.wait_for_timeout(150)  # the line says "not saved yet" from the change on
    page.locator(SAVED).wait_for()
    rows = Item.objects.select_related("working").get(pk=item.pk).working.content[name]
    sizes = {"circle": (WIDTH, HEIGHT, WIDTH)}
    base = [sizes.get(row["shape"], (WIDTH, HEIGHT) * len(row["coords"])) for row in rows]
    return [
        (row["shape"], [round(value * by[at], 2) for at, value in enumerate(row["coords"])]) for row, by in zip(rows, base, strict=True)
    ]


def press(page, place, to=None):
    box = page.locator(".stage.draw").bounding_box()

    def at(point):
        return box["x"] + point[0] * box["width"] / WIDTH, box["y"] + point[1] * box["height"] / HEIGHT

    page.mouse.move(*at(place))
    page.mouse.down()
    if to:
        page.mouse.move(*at(((place[0] + to[0]) / 2, (place[1] + to[1]) / 2)))
        page.mouse.move(*at(to))
    page.mouse.up()


def near(found, wanted):
    """A mouse stands between pixels of the picture: within one."""
    assert [shape for shape, _ in found] == [shape for shape, _ in wanted]
    for (_, numbers), (_, others) in zip(found, wanted, strict=True):
        assert len(numbers) == len(others)
        assert max(abs(one - other) for one, other in zip(numbers, others, strict=True)) <= 1.5
        assert [number for number in numbers if number != round(number)] == [], "whole pixels"


def test_areas_of_each_shape_are_drawn_moved_and_come_back(sign_in, hoa, axe):
    item = made(hoa)
    page = opened(sign_in, hoa, item)
    press(page, (40, 40), (140, 100))
    page.get_by_role("button", name="Tròn", exact=True).click()
    press(page, (250, 60), (280, 60))
    page.get_by_role("button", name="Đa giác", exact=True).click()
    for point in [(200, 150), (300, 150), (300, 220), (200, 220)]:
        press(page, point)
    press(page, (201, 151))  # the first point again closes
    page.get_by_role("button", name="Chữ nhật", exact=True).click()
    press(page, (60, 90), (80, 110))  # an area is moved by its body
    press(page, (160, 120), (180, 130))  # and made larger at its corner
    saved = pixels(page, item)
    near(saved, [("rect", [60, 60, 120, 70]), ("circle", [250, 60, 30]), ("poly", [200, 150, 300, 150, 300, 220, 200, 220])])
    assert axe(page) == []
    page.reload()
    page.locator("item-editor .stage.draw").wait_for()
    page.locator("item-editor .rich-in").first.click()
    page.keyboard.type("x")
    assert pixels(page, item) == saved
    assert page.locator("#xem-truoc svg g[data-area]").count() == 3


def test_areas_by_keys_alone(sign_in, hoa):
    item = made(hoa)
    page = opened(sign_in, hoa, item)
    keys = page.keyboard
    add = page.get_by_role("button", name="Thêm vùng")
    for shape in ["Chữ nhật", "Tròn", "Đa giác"]:
        page.get_by_role("button", name=shape, exact=True).focus()
        keys.press("Enter")
        add.focus()
        keys.press("Enter")
        expect(page.locator(".area-no").last).to_be_focused()
        for key in ["ArrowRight", "ArrowUp", "Shift+ArrowRight", "Control+ArrowDown"]:
            keys.press(key)
    assert pixels(page, item) == [
        ("rect", [164, 92, 84, 52]),
        ("circle", [204, 116, 32]),
        ("poly", [206, 92, 248, 144, 164, 144]),
    ]
    keys.press("Tab")
    expect(page.get_by_role("button", name="Điểm 1", exact=True)).to_be_focused()
    keys.press("ArrowLeft")
    keys.press("Insert")
    expect(page.get_by_role("button", name="Điểm 2", exact=True)).to_be_focused()
    keys.press("ArrowRight")
    assert pixels(page, item)[2] == ("poly", [202, 92, 229, 118, 248, 144, 164, 144])
    keys.press("Delete")
    expect(page.get_by_role("button", name="Điểm 1", exact=True)).to_be_focused()
    keys.press("Delete")
    assert pixels(page, item)[2] == ("poly", [202, 92, 248, 144, 164, 144]), "three points stay"
    assert page.locator("item-editor [aria-live=polite].sr").text_content() == "Đa giác cần ít nhất ba điểm."


def test_areas_by_finger(sign_in, hoa, axe):
    item = made(hoa)
    page = opened(sign_in, hoa, item, size="phone")
    stage = page.locator(".stage.draw")

    def finger(*places):
        stage.evaluate(FINGER, [WIDTH, HEIGHT, [list(place) for place in places]])

    page.get_by_role("button", name="Tròn", exact=True).tap()
    finger((100, 100), (120, 100), (140, 100))
    page.get_by_role("button", name="Đa giác", exact=True).tap()
    for place in [(200, 60), (300, 60), (250, 160), (240, 170)]:
        finger(place)
    page.get_by_role("button", name="Bỏ điểm cuối").tap()
    page.get_by_role("button", name="Khép lại").tap()
    near(pixels(page, item), [("circle", [100, 100, 40]), ("poly", [200, 60, 300, 60, 250, 160])])
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe(page) == []


def test_numbers_say_what_cannot_be_and_keep_what_was(sign_in, hoa, axe):
    areas = [
        {"id": "a1", "shape": "rect", "coords": [0.1, 0.1, 0.25, 0.5], "label": "A", "is_right": True},
        {"id": "a2", "shape": "poly", "coords": [0.5, 0.5, 0.75, 0.5], "label": "B", "is_right": False},
    ]
    item = made(hoa, areas=areas)
    page = opened(sign_in, hoa, item)
    rows = page.locator("item-editor .q-row")
    expect(rows.nth(1).locator(".error")).to_have_text("Vùng 2 mới có 2 điểm, đa giác cần ít nhất ba điểm.")
    rows.nth(0).locator(".area-place summary").click()
    left = page.get_by_label("Vùng 1: Trái")
    left.fill("390")
    expect(rows.nth(0).locator(".error")).to_have_text("Trái: nhập số nguyên từ 0 đến 300")
    assert left.get_attribute("aria-invalid") == "true"
    assert axe(page) == []
    left.fill("300")
    expect(rows.nth(0).locator(".error")).to_have_count(0)
    rows.nth(1).get_by_role("button", name="Thêm điểm sau điểm 1").click()
    page.get_by_label("Điểm 2: Dọc").fill("200")
    assert pixels(page, item) == [("rect", [300, 24, 100, 120]), ("poly", [200, 120, 250, 200, 300, 120])]
    expect(rows.nth(1).locator(".error")).to_have_count(0)
    rows.nth(1).locator("select").select_option("circle")
    assert pixels(page, item)[1] == ("circle", [250, 160, 40])


def test_places_to_drop_on_are_drawn_alike(sign_in, hoa):
    zones = [{"id": "z1", "label": "Kim loại", "most": 1}]
    item = made(hoa, "drag_drop", zones=zones, labels=[{"id": "b1", "html": "Sắt", "zones": ["z1"]}])
    page = opened(sign_in, hoa, item)
    page.get_by_role("button", name="Tròn", exact=True).click()
    press(page, (100, 100), (150, 100))
    near(pixels(page, item, "zones"), [("circle", [100, 100, 50])])
    kept = Item.objects.select_related("working").get(pk=item.pk).working.content["zones"]
    assert [(row["id"], row["label"]) for row in kept] == [("z1", "Kim loại")], "the zone without a place got it"
