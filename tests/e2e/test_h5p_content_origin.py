"""With an origin of their own for content, packages play there, report here, and that origin offers nothing else."""

import copy

import pytest
from playwright.sync_api import expect

from lms.models import H5PChange
from tests.e2e.test_h5p_play import BREAKING, inner_frame, press, reader, sandbox, sent, watch
from tests.factories.core import make_account
from tests.factories.h5p import make_package, make_studied, samples


@pytest.fixture
def content(live, settings):
    """The same server under another name is another origin for a browser."""
    settings.CONTENT_ORIGIN = live.replace("127.0.0.1", "localhost")
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["frame-src"] = [*policy["DIRECTIVES"]["frame-src"], settings.CONTENT_ORIGIN]
    settings.CONTENT_SECURITY_POLICY = policy
    return settings.CONTENT_ORIGIN


def test_package_plays_on_the_other_origin_and_goes_on(content, sign_in, live):
    learner, activity = make_studied(make_package())
    page = sign_in(make_account(learner))
    lines, asked = watch(page), []
    page.context.on("request", lambda request: asked.append(request))
    page.goto(reader(activity))
    press(page, 3)
    sent(page)
    outer = page.frame_locator("cd-h5p iframe").locator(":root").evaluate("() => self.origin")
    assert (outer, inner_frame(page).evaluate("() => self.origin")) == (content, "null")
    assert H5PChange.objects.filter(person=learner).exists()
    files = [request for request in asked if request.url.startswith(content)]
    assert len(files) >= 4
    assert [request.url for request in files if "cookie" in request.all_headers()] == []
    page.reload()
    expect(sandbox(page).locator("button.bam")).to_have_text("Bấm 3")
    assert [line for line in lines if BREAKING.search(line)] == []


@pytest.mark.parametrize("path", samples("valid")[:1])
def test_real_package_plays_on_the_other_origin(path, content, sign_in):
    learner, activity = make_studied(make_package(path=path))
    page = sign_in(make_account(learner), size="desktop")
    lines = watch(page)
    page.goto(reader(activity))
    expect(sandbox(page).locator(".h5p-content")).to_be_visible()
    page.locator("cd-h5p .h5p-foot").scroll_into_view_if_needed()
    sent(page)
    assert [line for line in lines if BREAKING.search(line)] == []


def test_other_origin_offers_content_only(content, open_page):
    ask = open_page("desktop").request
    for path in ("/", "/dang-nhap/", "/lop-hoc/", "/tai-khoan/login/", "/quan-tri/", "/xapi/about"):
        assert ask.get(content + path).status == 404
    assert ask.get(content + "/healthz").status == 200
