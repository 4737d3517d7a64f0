"""Staff sign in by OpenID Connect in a real browser, at a real provider on another origin."""

import pytest
from playwright.sync_api import expect

from core.audit.models import AuditRecord
from tests.factories.core import make_account, make_membership, make_person, make_unit
from tests.oidc import running_provider


@pytest.fixture
def provider(live, settings):
    with running_provider() as one:
        settings.SOCIALACCOUNT_PROVIDERS = one.settings()
        yield one


@pytest.fixture
def teacher(live):
    person = make_person("Ma Thị Thu Hà")
    make_membership(person, make_unit(name="Trường THCS Tân Trào"))
    return make_account(person, "co.ha")


def connect(page):
    page.goto("/tai-khoan/3rdparty/")
    page.get_by_role("link", name="Sở GD&ĐT").click()
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/tai-khoan/3rdparty/")


def is_stranger(page):
    page.goto("/ho-so/")
    return page.locator("input[name=login]").is_visible()


def knock(page):
    page.goto("/dang-nhap/")
    page.get_by_role("link", name="Đăng nhập bằng Sở GD&ĐT").click()
    with page.expect_response(lambda answer: "/oidc/oidc/login/callback/" in answer.url):
        page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_load_state()


def test_connected_staff_sign_in_at_the_provider(provider, teacher, sign_in, open_page, live):
    connect(sign_in(teacher, size="desktop"))
    assert list(teacher.socialaccount_set.values_list("uid", flat=True)) == ["gv-001"]
    page = open_page("phone")
    knock(page)
    page.wait_for_url(f"{live}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hà")
    line = AuditRecord.objects.filter(verb="signin.session.started", subject_person_id=teacher.person_id).latest("pk")
    assert line.changes["method"] == [None, "oidc"]
    assert provider.asked[-1]["redirect_uri"].startswith(live)
    assert (provider.asked[-1]["response_type"], "openid" in provider.asked[-1]["scope"]) == ("code", True)


def test_nobody_new_gets_in_not_even_by_a_known_address(provider, teacher, open_page):
    teacher.email = provider.person["email"]
    teacher.save()
    page = open_page("phone")
    knock(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert teacher.socialaccount_set.count() == 0
    assert is_stranger(page)


@pytest.mark.parametrize("how", ["says no", "another audience", "another issuer", "too old"])
def test_a_refusal_or_a_bad_token_lets_nobody_in(how, provider, teacher, sign_in, open_page):
    connect(sign_in(teacher, size="desktop"))
    if how == "says no":
        provider.person = None
    provider.token_changes = {
        "another audience": {"aud": "somebody-else"},
        "another issuer": {"iss": "https://example.org"},
        "too old": {"exp": 1},
    }.get(how, {})
    page = open_page("phone")
    knock(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert is_stranger(page)
