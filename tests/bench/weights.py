"""What a browser fetches for a lesson and for the feed: compressed bytes on the wire, the first time and with everything kept from before."""

import os
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from lms.courses.models import Activity
from tests.browsers import FLAGS, session_of
from tests.faults.processes import Server

from .measuring import say

FIRST_KIB, LATER_KIB = 150, 30


def fetched(page, url: str) -> dict[str, int]:
    """Open `url` and return the bytes that came over the wire by kind, as Chromium's network panel counts them."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def received(event) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + int(event["encodedDataLength"])

    devtools.on("Network.responseReceived", received)
    devtools.on("Network.loadingFinished", finished)
    answer = page.goto(url, wait_until="networkidle")
    assert answer.status == 200, url
    devtools.detach()
    return sizes


def weigh(browser: Browser, server: Server, key: str, what: str, paths: list[str]) -> list[bool]:
    """Open one page with an empty cache, then another one of the same kind."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
    page = context.new_page()
    kept = []
    for name, path, most in (("first load", paths[0], FIRST_KIB), ("later load", paths[1], LATER_KIB)):
        sizes = fetched(page, f"{server.url}{path}")
        pictures = sizes.pop("Image", 0)
        kib = sum(sizes.values()) / 1024
        facts = {kind.lower(): round(size / 1024, 1) for kind, size in sizes.items()}
        kept.append(
            say(f"{what}, {name} (share of {most} KiB)", kib / most, 1, kib=round(kib, 1), pictures=round(pictures / 1024, 1), **facts)
        )
    context.close()
    return kept


def run(demo) -> list[bool]:
    """Serve the database of the benchmarks and weigh two lessons and the feed as a pupil's phone fetches them."""
    rows = (
        Activity.objects.filter(course__title__startswith="Toán 9", kind="lesson")
        .select_related("course")
        .order_by("section__position", "position")
    )
    lessons = [reverse("lms:activity", args=[row.course.uuid, row.uuid]) for row in rows[:2]]
    key = session_of(demo.pupils["THCS-TANTRAO/9A2"][0].account)
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])
        os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    server = Server()
    server.start()
    try:
        server.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            try:
                feed = reverse("social:feed")
                return [*weigh(browser, server, key, "reader", lessons), *weigh(browser, server, key, "feed", [feed, feed])]
            finally:
                browser.close()
    finally:
        server.stop()
