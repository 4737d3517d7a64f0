"""The first sign-in: one's own password before anything else, on every route."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from core.models import Account, OneTimePassword
from core.signin.rules import grouped
from core.signin.services.accounts import create_account, reset_password
from tests.factories.core import make_account, make_person, system_actor

pytestmark = pytest.mark.django_db
OPEN_PATHS = {"tai-khoan/logout/", "lan-dau/", "doi-nguoi/"}
# Served without any session: sandboxed content by signed address, the record store by credentials, health checks.
SESSIONLESS = ("/h5p-khung/", "/h5p-tep/", "/xapi/", "/healthz", "/readyz")
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}


def all_routes(patterns, prefix=""):
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, prefix + route.lstrip("^"))
        elif isinstance(pattern, URLPattern):
            yield prefix + route.lstrip("^")


def sample(route):
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found.group(1) or "str", "x"), route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route)
    return "/" + route.replace("\\", "").rstrip("$").replace("\\Z", "").replace("/?", "/")


@pytest.fixture
def newcomer():
    return make_account(username="moi", must_change_password=True)


@pytest.fixture
def new_client(newcomer, log_in):
    client = Client()
    log_in(client, "moi")
    return client


def test_no_route_is_reached_before_the_password_is_changed(new_client):
    from django.http import Http404
    from django.urls import resolve

    seen, leaked = 0, []
    for route in all_routes(get_resolver().url_patterns):
        path = sample(route)
        if "(" in path:  # a nested expression of the wagtail admin, which is behind the same middleware
            continue
        try:
            name = resolve(path).view_name
        except Http404:
            continue
        if route in OPEN_PATHS or path.startswith(SESSIONLESS) or name in {"javascript-catalog", "pwa-manifest", "set_language"}:
            continue
        seen += 1
        for method in (new_client.get, new_client.post):
            response = method(path)
            if (response.status_code, response.get("Location")) != (302, "/lan-dau/"):
                leaked.append((path, method.__name__, response.status_code))
    assert leaked == [], leaked
    assert seen > 60


def test_first_password_is_stored_and_opens_everything(new_client, newcomer):
    page = new_client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/lan-dau/"
    password = "cau-moi-de-nho-2026"
    response = new_client.post("/lan-dau/", {"password1": password, "password2": password})
    assert response["Location"] == "/lan-dau/lien-he/"
    newcomer.refresh_from_db()
    assert newcomer.check_password(password)
    assert newcomer.must_change_password is False
    assert new_client.get("/ho-so/").status_code == 200
    assert new_client.get("/lan-dau/")["Location"] == "/"


@pytest.mark.parametrize("password", ["mat-khau-thu", "Mat-Khau-Thu", "mat- khau-thu", "12345678", "ngan"])
def test_first_password_refuses_the_printed_and_the_weak(new_client, newcomer, password):
    response = new_client.post("/lan-dau/", {"password1": password, "password2": password})
    assert response.status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.must_change_password is True


def test_first_contact_is_kept_and_may_be_left_out(new_client, newcomer, mailoutbox):
    password = "cau-moi-de-nho-2026"
    new_client.post("/lan-dau/", {"password1": password, "password2": password})
    wrong = new_client.post("/lan-dau/lien-he/", {"language": "vi", "phone": "12", "email": ""})
    assert "Số điện thoại chưa đúng" in wrong.content.decode()
    done = new_client.post("/lan-dau/lien-he/", {"language": "en", "phone": "0912 345 678", "email": "moi@example.vn"})
    assert done["Location"] == "/"
    newcomer.refresh_from_db()
    assert (newcomer.language, newcomer.phone, newcomer.email) == ("en", "0912345678", None)
    link = re.search(r"/ho-so/e-mail/\S+", mailoutbox[0].body).group()
    new_client.get(link)
    newcomer.refresh_from_db()
    assert newcomer.email == "moi@example.vn"


def test_one_time_password_works_as_printed_until_it_runs_out(log_in):
    person = make_person()
    issued = reset_password(actor=system_actor(), person=person)
    for typed in (issued.password, grouped(issued.password), issued.password.upper()):
        assert log_in(Client(), issued.username, typed).status_code == 302
    OneTimePassword.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    client = Client()
    assert log_in(client, issued.username, issued.password).status_code == 200
    assert "_auth_user_id" not in client.session


def test_account_without_a_slip_cannot_be_entered(log_in):
    account = create_account(actor=system_actor(), person=make_person())
    for password in ("", account.username, "!", account.password):
        assert log_in(Client(), account.username, password).status_code == 200


def test_chosen_password_is_not_typed_loosely(log_in):
    make_account(username="khuenm12", password="matkhaumoi2026")
    assert log_in(Client(), "khuenm12", "MATKHAUMOI2026").status_code == 200
    assert log_in(Client(), "khuenm12", "matkhau moi2026").status_code == 200
    assert Account.objects.get(username="khuenm12").check_password("matkhaumoi2026")


def test_live_socket_waits_for_the_new_password(newcomer):
    from core.notifications.consumers import may_listen

    assert may_listen(newcomer, {}) is False
    assert may_listen(newcomer, {"by_picture": True}) is True
    newcomer.must_change_password = False
    assert may_listen(newcomer, {}) is True
