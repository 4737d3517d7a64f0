"""Passkeys with a virtual authenticator: make one, sign in without a password, use it again, remove it."""

import pytest

from tests.factories.core import make_account, make_membership, make_person, make_unit


@pytest.fixture
def local(live, settings):
    """The same server under the name localhost: passkeys belong to a name, never to an address of numbers."""
    base = live.replace("127.0.0.1", "localhost")
    settings.BASE_URL = base
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return base


def add_authenticator(page):
    """Give the page a phone-like authenticator that always says yes; returns its DevTools session and id."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_passkey_from_making_to_removing(local, open_page, axe):
    teacher = make_person("Hoàng Thị Thu Hương")
    make_membership(teacher, make_unit(), "teacher")
    make_account(teacher, "huong", password="cay-da-2026")
    page = open_page("phone")
    tools, authenticator = add_authenticator(page)

    page.goto(f"{local}/tai-khoan/login/")
    assert axe(page) == []
    page.get_by_label("Tên đăng nhập, số điện thoại hoặc e-mail").fill("huong")
    page.get_by_label("Mật khẩu", exact=True).fill("cay-da-2026")
    page.get_by_role("button", name="Hiện mật khẩu").click()
    assert page.get_by_label("Mật khẩu", exact=True).get_attribute("type") == "text"
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"{local}/")

    page.goto(f"{local}/tai-khoan/2fa/webauthn/add/")
    page.get_by_label("Mật khẩu", exact=True).fill("cay-da-2026")
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên gợi nhớ").fill("Điện thoại của Hương")
    assert axe(page) == []
    page.get_by_role("button", name="Tạo khoá").click()
    page.wait_for_url("**/recovery-codes/**")
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    page.goto(f"{local}/tai-khoan/2fa/webauthn/")
    assert page.get_by_text("Điện thoại của Hương").is_visible()
    assert axe(page) == []

    page.goto(f"{local}/tai-khoan/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/tai-khoan/login/**")
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    page.wait_for_url(f"{local}/")
    page.goto(f"{local}/ho-so/")
    assert page.get_by_role("heading", name="Hoàng Thị Thu Hương").is_visible()


def test_refused_passkey_is_said_in_words(local, open_page):
    page = open_page("phone")
    tools, authenticator = add_authenticator(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{local}/tai-khoan/login/")
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    page.get_by_text("Chưa dùng được khoá truy cập").first.wait_for(state="visible", timeout=15000)
    assert "/login/" in page.url


def test_class_door_in_a_childs_hands(live, open_page, axe):
    from core.signin.services.class_codes import class_token
    from tests.factories.signin import make_code, make_small_class

    class_group, (khue, _mui) = make_small_class()
    code = make_code(class_group)
    page = open_page("phone")
    page.goto(f"{live}/vao-lop/{class_token(code)}/")
    assert axe(page) == []
    page.get_by_role("link", name=khue.given_name).click()
    for _round in range(2):
        assert axe(page) == []
        for name in ("con mèo", "con cá", "con mèo", "quả xoài"):
            page.get_by_role("button", name=name).click()
        page.wait_for_load_state()
    page.wait_for_url(f"{live}/")
    assert page.get_by_text("Máy dùng chung").is_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Đổi người").click()
    page.wait_for_url("**/vao-lop/**")
    page.goto(f"{live}/ho-so/")
    assert "/tai-khoan/login/" in page.url
