"""A real server (ASGI, sockets included) over the test database, and real Chromium at phone and desktop size.

`live` gives the base URL; rows made with the factories are committed and seen by the server. `sign_in(account, size="phone")`
opens a signed-in page in a fresh browser context. `axe(page)` returns the serious findings.
"""

import json
import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect, sync_playwright

from tests.browsers import FLAGS, session_of

SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def _server(django_db_setup):
    import uvicorn

    from config.asgi import application

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, lifespan="off", log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def live(transactional_db, _server, settings):
    """Base URL of the running server; the test's committed rows are its data."""
    settings.BASE_URL = _server
    return _server


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the session."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed (Debian package chromium)")
        pytest.skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, live):
    """Open a page in a fresh context: `open_page(size="phone", dark=False, javascript=True)`."""
    contexts = []

    def open_one(size="phone", dark=False, javascript=True, **options):
        context = browser.new_context(
            viewport=SIZES[size], base_url=live, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            color_scheme="dark" if dark else "light", java_script_enabled=javascript, has_touch=size == "phone", **options,
        )  # fmt: skip
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(open_page, live):
    """Open a page signed in as `account` without going through the form: `sign_in(account, size="phone", hat="m3")`."""

    def go(account, size="phone", hat=None, **options):
        page = open_page(size, **options)
        key = session_of(account, **({"hat": hat} if hat else {}))
        page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live}])
        return page

    return go


@pytest.fixture
def lesson(live):
    """A class, its teacher, one pupil and a published lesson of three parts."""
    from tests.e2e.reading import pythagoras
    from tests.factories.delivery import make_published_lesson

    return make_published_lesson(pythagoras())


# Half-way through a fade every colour is too pale; endless animations (a waiting dot) don't count.
SETTLED = """() => Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => undefined)))"""


@pytest.fixture
def axe():
    """Return the serious and critical findings of axe on a page, as short strings."""

    def run(page):
        source = AXE.read_text()
        page.evaluate(source + "\n;void 0")
        page.evaluate(SETTLED)
        result = page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'], resultTypes: ['violations']})).violations"
        )
        return [f"{v['id']}: {json.dumps([n['target'] for n in v['nodes']][:3])}" for v in result if v["impact"] in {"serious", "critical"}]

    return run
