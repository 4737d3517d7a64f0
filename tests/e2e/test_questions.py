"""Every kind of question in Chromium: clean for axe, nothing sticks out, answered by keyboard alone, usable at 320 px and 200 %."""

import json

import pytest

from assessment.hooks import ItemKind
from assessment.items.selectors.gallery import sample_of

PAGE = "/styleguide/cau-hoi/"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Controls a finger can't hit: shown, live and lower than 44 px (a radio or box counts with its label).
SMALL = """() => [...document.querySelectorAll('[data-take] :is(button, select, input, .opt, .check-row, [role=textbox])')]
  .filter((one) => one.offsetParent && !one.matches('.opt input, .tf input, .check-row input, .sr') && one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.closest('[data-kind]').dataset.kind}: ${one.outerHTML.slice(0, 80)}`)"""


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


READY = "[...document.querySelectorAll('[data-take] > [data-kind]:not([data-kind=stimulus])')].every((one) => one.widget)"


def opened(open_page, size="phone", **options):
    page = open_page(size, service_workers="block", **options)
    page.goto(PAGE)
    page.locator(".answer-paper").first.wait_for()
    for _try in range(150):  # asked from outside: the page's own policy lets nothing be evaluated again and again inside it
        if page.evaluate(READY):
            return page
        page.wait_for_timeout(100)
    raise AssertionError("a question has no widget after 15 s")


def box(page, kind):
    return page.locator(f"[data-take] > [data-kind={kind}]")


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desktop", False)], ids=["phone-dark", "desktop-light"])
def test_every_kind_is_clean(open_page, axe, size, dark):
    page = opened(open_page, size, dark=dark)
    assert page.locator("[data-take]").count() == len(ItemKind.all())
    assert axe(page) == []
    assert page.evaluate(WIDE) <= 0
    if size == "phone":
        assert page.evaluate(SMALL) == []


def test_nothing_sticks_out_at_320_px_with_large_text(open_page):
    page = opened(open_page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(WIDE) <= 0
    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = "[...document.querySelectorAll('.gallery *')].filter(one => one.getBoundingClientRect().right > innerWidth && !one.closest('svg, math, .sr') && one.tagName !== 'OPTION').map(one => one.outerHTML.slice(0, 90)).slice(0, 5)"
    assert page.evaluate(wide) == []


def test_questions_are_answered_by_keyboard_alone(open_page):
    page = opened(open_page, "desktop")
    keys = page.keyboard

    box(page, "single_choice").locator("input").first.focus()
    keys.press("Space")
    keys.press("ArrowDown")
    assert box(page, "single_choice").locator(".opt.chosen .letter").inner_text() == "B"

    box(page, "true_false").locator("input").first.focus()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    assert box(page, "true_false").locator("input:checked").count() == 2

    first = box(page, "ordering").locator("[data-entry]").first
    moved = first.get_attribute("data-entry")
    first.locator("[data-move=down]").focus()
    keys.press("Enter")
    assert box(page, "ordering").locator("[data-entry]").nth(1).get_attribute("data-entry") == moved
    assert page.evaluate("document.activeElement.dataset.move") == "down"
    assert box(page, "ordering").locator("[data-keep]").is_checked()

    box(page, "matching").locator("select").first.focus()
    keys.press("b")
    assert box(page, "matching").locator("select").first.evaluate("one => one.selectedIndex") == 2

    box(page, "hotspot").locator("input").first.focus()
    keys.press("Space")
    assert box(page, "hotspot").locator("svg g.chosen").count() == 1

    box(page, "essay").locator(".answer-paper").focus()
    keys.type("Cây đa ")
    keys.press("Control+b")
    keys.type("Tân Trào")
    assert box(page, "essay").locator(".answer-paper b, .answer-paper strong").inner_text() == "Tân Trào"
    assert box(page, "essay").locator("[data-words]").inner_text() == "4 từ"


def test_a_formula_is_put_into_an_essay(open_page):
    page = opened(open_page, "desktop")
    essay = box(page, "essay")
    essay.locator(".answer-paper").click()
    page.keyboard.type("Ta có ")
    essay.get_by_role("button", name="Công thức", exact=True).click()
    page.keyboard.type("\\frac{1}{2}")
    page.keyboard.press("Enter")
    essay.locator(".answer-paper [data-latex] .katex").wait_for()
    assert page.evaluate("document.activeElement.className").startswith("answer-paper")
    page.keyboard.type("là đáp số")
    said = essay.locator(".answer-paper").evaluate(
        "one => [...one.querySelectorAll('[data-latex]')].map(f => f.dataset.latex).concat(one.textContent.includes('là đáp số'))"
    )
    assert said == ["\\frac{1}{2}", True]


def test_a_label_is_put_by_finger(open_page):
    page = opened(open_page)
    drag = box(page, "drag_drop")
    drag.locator(".chip-label").first.tap()
    drag.locator("svg [data-zone-area=z2]").tap()
    assert drag.locator("select").first.input_value() == "z2"
    assert drag.locator("[data-zone=z2] .dropped").inner_text() == drag.locator(".chip-label").first.inner_text()


def test_samples_go_in_and_come_out_of_real_markup(open_page):
    """What a widget writes into the markup Django made, it reads back unchanged."""
    page = opened(open_page)
    for kind in ItemKind.all():
        _content, response = sample_of(kind)
        if response is None:
            continue
        said = page.evaluate(
            "([kind, response]) => { const one = document.querySelector(`[data-take] > [data-kind=${kind}]`);"
            " one.widget.write(one, response); return one.widget.read(one); }",
            [kind.key, response],
        )
        assert json.dumps(said, sort_keys=True) == json.dumps(response, sort_keys=True), kind.key


#: Groups of options as packs held them before `fieldset`; what is in them is the same.
KEPT = """() => { for (const set of document.querySelectorAll('.opt-set, .tf-set')) {
  const inner = set.querySelector('.opts, .tf'); inner.setAttribute('role', 'radiogroup'); set.replaceWith(inner); } }"""
PLACES = """() => [...document.querySelectorAll('[data-take] :is(.q-text, .opt, .tf label, .statements li)')].map((one) => {
  const box = one.getBoundingClientRect(); return [box.left, box.top + scrollY, box.width, box.height].map(Math.round).join(' '); })"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_groups_of_kept_packs_stand_where_those_of_today_do(open_page, size):
    page = opened(open_page, size)
    today = page.evaluate(PLACES)
    assert page.locator("[data-take] fieldset:is(.opt-set, .tf-set)").count() >= 7
    page.evaluate(KEPT)
    assert page.locator("fieldset:is(.opt-set, .tf-set)").count() == 0
    assert page.evaluate(PLACES) == today
    assert len(today) > 20
