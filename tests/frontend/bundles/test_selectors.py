"""Reading Vite's manifest."""

import json

import pytest
from django.template import Context, Template

from frontend.bundles.selectors import asset, bundle


@pytest.fixture
def built(settings, tmp_path):
    """A manifest with an entry of style and script that share a chunk."""
    content = {
        "src/entries/reader.ts": {"file": "assets/reader-1.js", "imports": ["_shared.js"], "css": ["assets/reader-2.css"]},
        "src/entries/reader.css": {"file": "assets/reader-css-3.css"},
        "_shared.js": {"file": "assets/shared-4.js", "imports": ["_deep.js"], "css": ["assets/shared-5.css"]},
        "_deep.js": {"file": "assets/deep-6.js", "imports": ["_shared.js"]},
        "src/fonts/bvp-latin-400.woff2": {"file": "assets/bvp-7.woff2"},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content))
    settings.DJANGO_VITE = {"default": {"manifest_path": path}}
    return path


def test_bundle_gathers_styles_scripts_and_imports_once(built):
    found = bundle("reader")
    assert found.styles == ("assets/reader-css-3.css", "assets/reader-2.css", "assets/shared-5.css")
    assert found.scripts == ("assets/reader-1.js",)
    assert found.preloads == ("assets/shared-4.js", "assets/deep-6.js")


def test_bundle_unknown_entry_is_empty(built):
    assert not bundle("nothing")
    assert Template("{% load bundles %}{% bundle 'nothing' %}").render(Context()) == ""


def test_bundle_running_server_keeps_its_build(built):
    assert bundle("reader")
    built.write_text("{}")
    assert bundle("reader")


def test_bundle_sees_a_new_build_at_once_under_debug(built, settings):
    settings.DEBUG = True
    assert bundle("reader")
    built.write_text(json.dumps({"src/entries/reader.css": {"file": "assets/new.css"}}))
    import os

    os.utime(built, ns=(1, 1))
    assert bundle("reader").styles == ("assets/new.css",)


def test_nothing_built_leaves_plain_pages(settings, tmp_path):
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "none.json"}}
    assert not bundle("app")
    assert asset("src/fonts/x.woff2") == ""
    assert Template("{% load bundles %}{% bundle 'app' %}{% preload_font '400' %}").render(Context()) == ""


def test_tags_carry_the_static_url(built):
    html = Template("{% load bundles %}{% bundle 'reader' %}{% preload_font '400' %}").render(Context())
    assert '<link rel="stylesheet" href="/static/assets/reader-2.css">' in html
    assert '<script type="module" src="/static/assets/reader-1.js"></script>' in html
    assert 'rel="preload" as="font" type="font/woff2" crossorigin href="/static/assets/bvp-7.woff2"' in html
    assert "style=" not in html
