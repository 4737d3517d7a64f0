"""Part Three 1.1-1.4, 3.2, 3.3, 4: HEAD, alternate syntax, errors, versions, sign-in, CORS."""

import json
from base64 import b64encode
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.cache import cache

from lms.records.interop.formats import parse_timestamp
from lms.records.models import Document, Statement, XapiCredential
from lms.records.services import revoke_credential
from tests.factories.core import system_actor

from .conftest import ATTENDED, KHUE, LESSON, http, statement

PLACES = {
    "statements": {},
    "activities": {"activityId": LESSON["id"]},
    "activities/state": {"activityId": LESSON["id"], "agent": KHUE, "stateId": "x"},
    "activities/profile": {"activityId": LESSON["id"], "profileId": "x"},
    "agents": {"agent": KHUE},
    "agents/profile": {"agent": KHUE, "profileId": "x"},
}
FORM = "application/x-www-form-urlencoded"


def alternate(lrs, resource, method, form, query=(), content_type=FORM, **headers):
    body = (
        form
        if isinstance(form, str)
        else urlencode({name: json.dumps(one) if isinstance(one, dict) else one for name, one in form.items()})
    )
    return lrs.ask("POST", resource, {"method": method, **dict(query)}, body, content_type, **headers)


# 1.1 HEAD


@pytest.mark.parametrize("resource", [*PLACES, "about"])
def test_head_is_get_without_a_body(lrs, resource):
    lrs.store(statement())
    where = PLACES.get(resource, {})
    if "profile" in resource or ("state" in resource and resource != "statements"):
        lrs.ask("POST", resource, where, {"a": 1})
    get, head = lrs.get(resource, **where), lrs.ask("HEAD", resource, where)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "ETag", "Last-Modified", "X-Experience-API-Version"):
        assert head.get(name) == get.get(name)


def test_head_of_what_is_absent(lrs):
    answer = lrs.ask("HEAD", "statements", {"statementId": str(uuid4())})
    assert (answer.status_code, answer.content) == (404, b"")


# 1.3 Alternate request syntax


def test_alternate_get(lrs):
    (uuid,) = lrs.store(statement())
    lrs.store(statement(verb={"id": "https://example.vn/khac"}))
    answer = alternate(lrs, "statements", "GET", {"limit": "1", "verb": ATTENDED["id"], "agent": KHUE})
    assert (answer.status_code, answer.json()["more"]) == (200, "")
    assert [one["id"] for one in answer.json()["statements"]] == [uuid]


def test_alternate_more_is_a_plain_get(lrs):
    lrs.post([statement(), statement()])
    answer = alternate(lrs, "statements", "GET", {"limit": "1", "agent": KHUE})
    assert len(http().get(answer.json()["more"], headers=lrs.headers()).json()["statements"]) == 1


def test_alternate_put_and_post(lrs):
    uuid = str(uuid4())
    assert alternate(lrs, "statements", "PUT", {"statementId": uuid, "content": statement()}).status_code == 204
    assert lrs.get(statementId=uuid).json()["actor"] == KHUE
    answer = alternate(lrs, "statements", "POST", {"content": statement()})
    assert lrs.get(statementId=answer.json()[0]).status_code == 200


def test_alternate_form_carries_the_headers(lrs):
    uuid = str(uuid4())
    form = {
        "statementId": uuid,
        "content": statement(),
        "X-Experience-API-Version": "1.0.3",
        "Authorization": lrs.authorization,
        "Content-Type": "application/json",
    }
    answer = alternate(lrs, "statements", "PUT", form, Authorization=None, X_Experience_API_Version=None)
    assert answer.status_code == 204
    assert lrs.get(statementId=uuid).status_code == 200


def test_alternate_headers_of_the_form_win(lrs):
    form = {"statementId": str(uuid4()), "content": statement()}
    assert alternate(lrs, "statements", "PUT", {**form, "X-Experience-API-Version": "0.8"}).status_code == 400
    assert alternate(lrs, "statements", "PUT", {**form, "Authorization": "Basic xxx"}).status_code == 401
    assert alternate(lrs, "statements", "PUT", {**form, "Content-Type": "text/plain"}).status_code == 400
    assert not Statement.objects.exists()


def test_alternate_documents_with_conditions(lrs):
    where = PLACES["activities/profile"]
    form = {**where, "content": "đã học", "Content-Type": "text/plain; charset=utf-8", "If-None-Match": "*"}
    assert alternate(lrs, "activities/profile", "PUT", form).status_code == 204
    assert alternate(lrs, "activities/profile", "PUT", form).status_code == 412
    answer = alternate(lrs, "activities/profile", "GET", where)
    assert answer.content.decode() == "đã học"
    tag = answer["ETag"]
    assert alternate(lrs, "activities/profile", "DELETE", {**where, "If-Match": '"x"'}).status_code == 412
    assert alternate(lrs, "activities/profile", "DELETE", {**where, "If-Match": tag}).status_code == 204
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_alternate_is_a_post(lrs, method):
    assert lrs.ask(method, "statements", {"method": "POST"}, statement()).status_code == 400


def test_alternate_has_no_other_query(lrs):
    uuid = str(uuid4())
    assert alternate(lrs, "statements", "PUT", {"statementId": uuid, "content": statement()}, {"statementId": uuid}).status_code == 400
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "statementId=0b9d2f0e-6d0c-4a39-9d53-7a8a3f0d5b11",
        json.dumps({"statementId": "0b9d2f0e-6d0c-4a39-9d53-7a8a3f0d5b11", "content": "{}"}),
        "content=%ff%fe",
        "content={}&content={}",
    ],
)
def test_alternate_put_needs_its_content(lrs, body):
    assert alternate(lrs, "statements", "PUT", body).status_code == 400
    assert alternate(lrs, "statements", "PUT", b"\xff\xfe".decode("latin-1")).status_code == 400


def test_alternate_of_no_method(lrs):
    assert alternate(lrs, "statements", "PATCH", {"content": "{}"}).status_code == 405
    assert alternate(lrs, "statements", "DELETE", {}).status_code == 405


# 3.2 Errors


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        ("DELETE", "statements"),
        ("PATCH", "statements"),
        *((method, one) for method in ("PUT", "POST", "DELETE") for one in ("activities", "agents", "about")),
        ("PATCH", "activities/state"),
    ],
)
def test_methods_that_are_not_there(lrs, method, resource):
    answer = lrs.ask(method, resource, PLACES.get(resource), {})
    assert answer.status_code == 405
    assert method not in answer["Allow"]
    assert lrs.ask(method, resource, PLACES.get(resource), {}, Authorization=None).status_code == 405


@pytest.mark.parametrize("path", ["", "statementsverb=x", "extensions/x", "activities/x", "statements/1", "ABOUT"])
def test_resources_that_are_not_there(lrs, path):
    answer = lrs.get(path)
    assert answer.status_code == 404
    assert parse_timestamp(answer["X-Experience-API-Consistent-Through"])
    assert answer["X-Experience-API-Version"] == "1.0.3"


def test_parameter_given_twice_is_refused(lrs):
    assert http().get("/xapi/statements?limit=1&limit=2", headers=lrs.headers()).status_code == 400


def test_query_that_is_not_utf8_is_refused(lrs):
    assert http().get("/xapi/statements?verb=%ff%fe", headers=lrs.headers()).status_code == 400


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/plain"),
        ("*/*", "text/plain"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml", "text/html"),
        ("application/json, text/plain, */*", "text/plain"),
    ],
)
def test_errors_come_in_the_form_asked_for(lrs, accept, content_type):
    answer = lrs.ask("GET", "statements", {"<b>": "x"}, Accept=accept)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(content_type)
    assert "<b>" not in answer.content.decode() or content_type != "text/html"
    if content_type == "application/json":
        assert answer.json()["code"] == "records.invalid"


def test_error_names_the_property(lrs):
    bad = statement(context={"contextActivities": {"other": [LESSON, {"id": "khong"}]}})
    assert (
        lrs.post([statement(), bad]).content.decode() == "statement[1].context.contextActivities.other[1].id: must be an IRI with a scheme"
    )


def test_body_that_is_too_large_is_refused(lrs, monkeypatch):
    monkeypatch.setattr("lms.records.rest.asked.BODY_LIMIT_BYTES", 1000)
    assert lrs.post(statement(result={"response": "x" * 1000})).status_code == 413
    monkeypatch.setattr("lms.records.rest.statements.JSON_LIMIT_BYTES", 100)
    assert lrs.post(statement()).status_code == 413
    assert not Statement.objects.exists()


def test_deep_json_is_refused(lrs):
    for text in ("[" * 100_000, '{"a":' * 100_000, "[" * 100 + "]" * 100):
        assert lrs.post(text).status_code == 400
    extensions = json.loads('{"x":' * 60 + "1" + "}" * 60)
    assert lrs.post(statement(result={"extensions": {"https://x.vn": extensions}})).status_code == 200
    extensions = json.loads('{"x":' * 70 + "1" + "}" * 70)
    assert lrs.post(statement(result={"extensions": {"https://x.vn": extensions}})).status_code == 400


def test_too_many_requests(lrs, monkeypatch):
    cache.clear()
    monkeypatch.setattr("lms.records.rest.dispatch.REQUESTS_PER_MINUTE", 3)
    assert 429 in {lrs.get().status_code for _ in range(8)}
    monkeypatch.setattr("lms.records.rest.dispatch.REQUESTS_PER_MINUTE", 1000)
    monkeypatch.setattr("lms.records.rest.dispatch.FAILED_SIGN_INS_PER_MINUTE", 3)
    assert 429 in {lrs.ask("GET", "statements", Authorization="Basic xxx").status_code for _ in range(8)}
    cache.clear()


# 3.3 Versions


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.32"])
def test_versions_that_are_answered(lrs, version):
    lrs.version = version
    answer = lrs.get()
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (200, "1.0.3")


@pytest.mark.parametrize("version", [None, "", "0.9", "0.95", "1.1.0", "1", "BAD", "3.0.0", "1.0.x"])
@pytest.mark.parametrize("resource", PLACES)
def test_versions_that_are_not(lrs, version, resource):
    for method in ("GET", "POST"):
        answer = lrs.ask(method, resource, PLACES[resource], {}, X_Experience_API_Version=version)
        if answer.status_code != 405:
            assert answer.status_code == 400
        assert answer["X-Experience-API-Version"] == "1.0.3"
    assert not Document.objects.exists()


@pytest.mark.parametrize("resource", [*PLACES, "about", "khong-co"])
def test_every_answer_has_the_headers(lrs, resource):
    for answer in (
        lrs.get(resource, **PLACES.get(resource, {})),
        lrs.get(resource, foo="bar"),
        lrs.ask("DELETE", resource, Authorization=None),
    ):
        assert answer["X-Experience-API-Version"] == "1.0.3"
        assert parse_timestamp(answer["X-Experience-API-Consistent-Through"])
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_consistent_through_is_not_before_what_is_returned(lrs):
    lrs.store(statement())
    answer = lrs.get()
    assert parse_timestamp(answer["X-Experience-API-Consistent-Through"]) >= parse_timestamp(answer.json()["statements"][0]["stored"])


def test_version_comes_before_sign_in(lrs):
    assert lrs.ask("GET", "statements", X_Experience_API_Version=None, Authorization=None).status_code == 400


# 4 Sign-in


def basic(text):
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic xxx",
        "Basic " + "é",
        basic("khong-co-dau-hai-cham"),
        basic("foo:bar"),
        "Bearer abc",
        basic("\x00:x"),
        "Basic:" + b64encode(b"a:b").decode(),
    ],
)
def test_bad_sign_ins(lrs, header):
    for method, params in (("GET", None), ("PUT", {"statementId": str(uuid4())})):
        answer = lrs.ask(method, "statements", params, statement(), Authorization=header)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic")
    assert not Statement.objects.exists()


def test_wrong_secret(lrs):
    assert lrs.ask("GET", "statements", Authorization=basic(f"{lrs.key}:sai")).status_code == 401
    assert lrs.ask("GET", "statements", Authorization=basic(f"{lrs.key}:{lrs.secret}x")).status_code == 401


def test_revoked_credential(lrs):
    revoke_credential(actor=system_actor(), credential_id=XapiCredential.objects.get().pk)
    assert lrs.get().status_code == 401


def test_session_cookies_open_nothing(lrs, client):
    from tests.factories.core import make_account

    account = make_account(is_staff=True, is_superuser=True)
    client.force_login(account)
    assert client.get("/xapi/statements", headers={"X-Experience-API-Version": "1.0.3"}).status_code == 401


# CORS


def test_preflight_needs_nothing(lrs):
    answer = http().options("/xapi/statements", headers={"Origin": "https://noi-khac.example.vn", "Access-Control-Request-Method": "PUT"})
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "POST", "PUT"} <= set(answer["Access-Control-Allow-Methods"].split(", "))
    assert "X-Experience-API-Version" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
