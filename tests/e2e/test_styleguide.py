"""Every component and drawn screen, on a phone and a desk, light and dark: nothing for axe, nothing sticks out."""

import pytest

SCREENS = ["", "hoc-sinh/", "giao-vien/", "phu-huynh/", "bang-tin/", "bai-hoc/", "kiem-tra/", "tro-chuyen/", "dang-nhap/", "404/"]


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desktop", False)], ids=["phone-dark", "desktop-light"])
def test_styleguide_is_clean(open_page, axe, size, dark):
    page = open_page(size, dark=dark, service_workers="block")
    findings = {}
    for name in SCREENS:
        page.goto(f"/styleguide/{name}")
        if found := axe(page):
            findings[name] = found
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            findings[f"{name} sticks out"] = wide
    assert findings == {}


def test_hat_switch_opens_without_scripts(open_page):
    page = open_page("phone", javascript=False)
    page.goto("/styleguide/giao-vien/")
    page.locator(".hat > summary").click()
    assert page.locator(".hat-pick").count() == 3
    assert page.locator(".hat-pick").first.is_visible()


def test_dialog_and_menu_give_focus_back(open_page):
    page = open_page("desktop", service_workers="block")
    page.goto("/styleguide/")
    page.locator('[data-open="sg-sheet"]').click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.open") == "sg-sheet"
    page.locator("details.menu.left > summary").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_kept_page_opens_offline_and_others_say_so(open_page):
    page = open_page("phone")
    page.goto("/styleguide/bai-hoc/")
    page.evaluate(
        "navigator.serviceWorker.ready.then(r => new Promise(done => { if (navigator.serviceWorker.controller) done(); else navigator.serviceWorker.addEventListener('controllerchange', done) }))"
    )
    kept = page.evaluate(
        """async () => {
          const { active } = await navigator.serviceWorker.ready;
          const channel = new MessageChannel();
          const answer = new Promise(done => { channel.port1.onmessage = ({data}) => { if (data.type !== 'progress') done(data) } });
          active.postMessage({ type: 'keep', key: 'b1', title: 'Định lí Pythagore', urls: ['/styleguide/bai-hoc/'] }, [channel.port2]);
          return answer;
        }"""
    )
    assert kept["type"] == "kept"
    assert kept["lesson"]["files"] == 1
    page.context.set_offline(True)
    page.goto("/styleguide/bai-hoc/")
    assert page.locator("h1").inner_text() == "Ba cạnh của tam giác vuông"
    assert page.evaluate("getComputedStyle(document.querySelector('.btn-primary')).backgroundColor") == "rgb(15, 107, 79)"
    page.goto("/styleguide/phu-huynh/")
    assert page.locator("h1").inner_text() == "Đang mất mạng"
    page.locator("kept-list a").wait_for()
    assert "Định lí Pythagore" in page.locator("kept-list").inner_text()
