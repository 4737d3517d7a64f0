"""The style guide."""

import re

import pytest

from frontend.styleguide.views import SCREENS

pytestmark = pytest.mark.django_db
PATHS = ["/styleguide/", *[f"/styleguide/{name}/" for name in SCREENS]]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_opens_without_inline_style_or_script(client, settings, path):
    settings.DEMO = True
    html = client.get(path).content.decode()
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]+\son\w+=", html)


def test_closed_outside_demonstrations(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 302


def test_unknown_screen_is_absent(client, settings):
    settings.DEMO = True
    assert client.get("/styleguide/khong-co/").status_code == 404


def test_ids_are_unique(client, settings):
    settings.DEMO = True
    ids = re.findall(r'\sid="([^"]+)"', client.get("/styleguide/").content.decode())
    assert len(ids) == len(set(ids))
