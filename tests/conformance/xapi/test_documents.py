"""Part Three 2.2, 2.3, 2.6, 2.7, 3.1: state and profiles, merging, conditions."""

from datetime import timedelta
from hashlib import sha1
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.records.interop.formats import utc_text
from lms.records.models import Document

from .conftest import HIEN, KHUE, LESSON, make_provider

RESOURCES = {"activities/state": "stateId", "activities/profile": "profileId", "agents/profile": "profileId"}
DOC = {"trang": 3, "vị trí": {"khối": "b7"}}


def address(resource, **changes):
    """Where one document is; None leaves a parameter out."""
    parts = {RESOURCES[resource]: str(uuid4())}
    if resource != "agents/profile":
        parts["activityId"] = LESSON["id"]
    if resource != "activities/profile":
        parts["agent"] = KHUE
    return {name: one for name, one in {**parts, **changes}.items() if one is not None}


@pytest.fixture(params=RESOURCES)
def resource(request):
    return request.param


def put(lrs, resource, where, body, **headers):
    return lrs.ask("PUT", resource, where, body, **({"If-None-Match": "*"} | headers if resource != "activities/state" else headers))


def post(lrs, resource, where, body, **kwargs):
    return lrs.ask("POST", resource, where, body, **kwargs)


def test_put_get_delete(lrs, resource):
    where = address(resource)
    assert put(lrs, resource, where, DOC).status_code == 204
    answer = lrs.get(resource, **where)
    assert (answer.status_code, answer.json(), answer["Content-Type"]) == (200, DOC, "application/json")
    assert "Last-Modified" in answer
    assert lrs.ask("DELETE", resource, where).status_code == 204
    assert lrs.get(resource, **where).status_code == 404
    assert lrs.ask("DELETE", resource, where).status_code == 204


def test_any_octets_of_any_type(lrs, resource):
    where, octets = address(resource), bytes(range(256))
    assert lrs.ask("PUT", resource, where, octets, content_type="image/png").status_code == 204
    answer = lrs.get(resource, **where)
    assert (answer.content, answer["Content-Type"]) == (octets, "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("body", ["1", "true", "abc", ""])
def test_form_content_type_is_a_document_too(lrs, resource, body):
    where = address(resource)
    assert post(lrs, resource, where, body, content_type="application/x-www-form-urlencoded").status_code == 204
    assert lrs.get(resource, **where).content.decode() == body


def test_post_stores_what_is_new(lrs, resource):
    where = address(resource)
    assert post(lrs, resource, where, DOC).status_code == 204
    assert lrs.get(resource, **where).json() == DOC


def test_post_merges_the_top_level(lrs, resource):
    where = address(resource)
    post(lrs, resource, where, {"xe": {"hãng": "A", "đời": 1}, "lái": "Dũng"})
    post(lrs, resource, where, {"xe": {"hãng": "B"}, "chỗ": 4})
    assert lrs.get(resource, **where).json() == {"xe": {"hãng": "B"}, "lái": "Dũng", "chỗ": 4}


def test_post_merges_json_objects_only(lrs, resource):
    where = address(resource)
    post(lrs, resource, where, DOC)
    refused = [
        ("abc", "application/octet-stream"),
        ("abc", "application/json"),
        ("[1]", "application/json"),
        ('{"a": 1}{', "application/json"),
        ("{}", "not/json"),
    ]
    for body, content_type in refused:
        assert post(lrs, resource, where, body, content_type=content_type).status_code == 400
    assert lrs.get(resource, **where).json() == DOC
    where = address(resource)
    lrs.ask("PUT", resource, where, "abc", content_type="text/plain")
    assert post(lrs, resource, where, DOC).status_code == 400
    assert lrs.get(resource, **where).content == b"abc"


def test_json_that_isn_t_is_refused(lrs, resource):
    for method in ("PUT", "POST"):
        assert lrs.ask(method, resource, address(resource), '{"a": ', If_None_Match="*").status_code == 400
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE"])
@pytest.mark.parametrize("broken", [None, "bai", "1", "true", "undefined", '{"key":"value"}'])
def test_activity_id_is_an_iri(lrs, method, broken):
    for resource in ("activities/state", "activities/profile"):
        assert lrs.ask(method, resource, address(resource, activityId=broken), DOC, If_None_Match="*").status_code == 400
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE"])
@pytest.mark.parametrize(
    "broken", [None, "khue", "1", "true", {"not_actor": "x"}, {"name": "Khuê"}, {**KHUE, "openid": "https://x.vn"}, '{"mbox"%22'], ids=str
)
def test_agent_is_an_agent(lrs, method, broken):
    for resource in ("activities/state", "agents/profile"):
        assert lrs.ask(method, resource, address(resource, agent=broken), DOC, If_None_Match="*").status_code == 400
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_profile_id_is_needed(lrs, method):
    for resource in ("activities/profile", "agents/profile"):
        assert lrs.ask(method, resource, address(resource, profileId=None), DOC, If_None_Match="*").status_code == 400
    if method != "DELETE":
        assert lrs.ask(method, "activities/state", address("activities/state", stateId=None), DOC).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE"])
def test_registration_is_a_uuid(lrs, method):
    for broken in ("1", "true", "not UUID"):
        assert lrs.ask(method, "activities/state", address("activities/state", registration=broken), DOC).status_code == 400


def test_registration_is_part_of_the_address(lrs):
    where = address("activities/state")
    one, two = ({**where, "registration": str(uuid4())} for _ in range(2))
    for place, value in ((where, 0), (one, 1), (two, 2)):
        assert put(lrs, "activities/state", place, {"n": value}).status_code == 204
    assert [lrs.get("activities/state", **place).json()["n"] for place in (where, one, two)] == [0, 1, 2]


def test_agents_of_one_identifier_share_documents(lrs):
    where = address("activities/state")
    put(lrs, "activities/state", where, DOC)
    assert lrs.get("activities/state", **{**where, "agent": {"mbox": KHUE["mbox"]}}).json() == DOC
    assert lrs.get("activities/state", **{**where, "agent": HIEN}).status_code == 404


def test_ids_of_documents(lrs, resource):
    key = RESOURCES[resource]
    first, second = address(resource), address(resource)
    assert lrs.get(resource, **{**first, key: None} | {key: "x"}).status_code == 404
    listing = {name: one for name, one in first.items() if name != key}
    assert lrs.get(resource, **listing).json() == []
    post(lrs, resource, first, DOC)
    since = utc_text(timezone.now())
    post(lrs, resource, second, DOC)
    assert lrs.get(resource, **listing).json() == [first[key], second[key]]
    assert lrs.get(resource, **listing, since=since).json() == [second[key]]
    assert lrs.get(resource, **listing, since=utc_text(timezone.now() + timedelta(hours=1))).json() == []
    assert lrs.get(resource, **listing, since="hôm qua").status_code == 400
    assert lrs.get(resource, **first, since=utc_text(timezone.now() - timedelta(hours=1))).json() == DOC


def test_ids_of_state_by_registration(lrs):
    where = address("activities/state")
    registration = str(uuid4())
    post(lrs, "activities/state", where, DOC)
    post(lrs, "activities/state", {**where, "stateId": "hai", "registration": registration}, DOC)
    listing = {name: one for name, one in where.items() if name != "stateId"}
    assert set(lrs.get("activities/state", **listing).json()) == {where["stateId"], "hai"}
    assert lrs.get("activities/state", **listing, registration=registration).json() == ["hai"]


def test_delete_of_all_state(lrs):
    where = address("activities/state")
    other = address("activities/state", activityId="https://example.vn/khac")
    for place in (where, {**where, "stateId": "hai", "registration": str(uuid4())}, other):
        post(lrs, "activities/state", place, DOC)
    listing = {name: one for name, one in where.items() if name != "stateId"}
    assert lrs.ask("DELETE", "activities/state", listing).status_code == 204
    assert lrs.get("activities/state", **listing).json() == []
    assert lrs.get("activities/state", **other).json() == DOC


def test_unknown_and_miscased_parameters_are_refused(lrs, resource):
    for extra in ({"foo": "bar"}, {"ActivityId": LESSON["id"]}, {"Agent": "x"}, {"ProfileId": "x"}, {"StateId": "x"}):
        assert lrs.get(resource, **address(resource), **extra).status_code == 400


# 3.1 Concurrency


def test_etag_is_the_quoted_sha1(lrs, resource):
    where = address(resource)
    post(lrs, resource, where, DOC)
    answer = lrs.get(resource, **where)
    assert answer["ETag"] == f'"{sha1(answer.content).hexdigest()}"'


def test_etag_of_a_document_that_could_be_compressed(lrs):
    where = address("activities/state")
    put(lrs, "activities/state", where, {"đáp án": "a" * 5000})
    answer = lrs.ask("GET", "activities/state", where, Accept_Encoding="gzip")
    assert answer["ETag"] == f'"{sha1(answer.content).hexdigest()}"'
    assert lrs.ask("PUT", "activities/state", where, DOC, If_Match=answer["ETag"]).status_code == 204


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match(lrs, resource, method):
    where = address(resource)
    post(lrs, resource, where, DOC)
    tag = lrs.get(resource, **where)["ETag"]
    for wrong in ('"1111111111111111111111111111111111111111"', "1234"):
        assert lrs.ask(method, resource, where, {"khác": 1}, If_Match=wrong).status_code == 412
        assert lrs.get(resource, **where).json() == DOC
    assert lrs.ask(method, resource, address(resource), {"khác": 1}, If_Match=tag).status_code == 412
    assert lrs.ask(method, resource, where, {"khác": 1}, If_Match=f'"x", W/{tag}').status_code == 204


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_if_none_match(lrs, resource, method):
    where = address(resource)
    assert lrs.ask(method, resource, where, DOC, If_None_Match="*").status_code == 204
    assert lrs.ask(method, resource, where, {"khác": 1}, If_None_Match="*").status_code == 412
    assert lrs.get(resource, **where).json() == DOC


@pytest.mark.parametrize("resource", ["activities/profile", "agents/profile"])
def test_blind_put_over_a_profile_is_a_conflict(lrs, resource):
    where = address(resource)
    post(lrs, resource, where, DOC)
    answer = lrs.ask("PUT", resource, where, {"khác": 1})
    assert answer.status_code == 409
    assert "If-Match" in answer.content.decode()
    assert lrs.get(resource, **where).json() == DOC


@pytest.mark.parametrize("resource", ["activities/profile", "agents/profile"])
def test_put_of_a_new_profile_wants_a_condition(lrs, resource):
    where = address(resource)
    assert lrs.ask("PUT", resource, where, DOC).status_code == 400
    assert not Document.objects.exists()
    assert lrs.ask("PUT", resource, address(resource), DOC, User_Agent=None).status_code == 204
    lrs.version = "1.0.2"
    assert lrs.ask("PUT", resource, where, DOC).status_code == 204
    assert lrs.ask("PUT", resource, where, DOC).status_code == 409


def test_state_is_put_without_conditions(lrs):
    where = address("activities/state")
    assert lrs.ask("PUT", "activities/state", where, DOC).status_code == 204
    assert lrs.ask("PUT", "activities/state", where, {"khác": 1}).status_code == 204
    assert lrs.get("activities/state", **where).json() == {"khác": 1}


def test_document_that_is_too_large_is_refused(lrs, resource, monkeypatch):
    monkeypatch.setattr("lms.records.services.documents.DOCUMENT_LIMIT_BYTES", 10)
    assert put(lrs, resource, address(resource), DOC).status_code == 413
    assert not Document.objects.exists()


def test_scopes_of_documents(lrs):
    state = make_provider(name="Trình phát", scopes=frozenset({"state"}))
    reader = make_provider(name="Bảng số liệu", scopes=frozenset({"all/read"}))
    where, profile = address("activities/state"), address("agents/profile")
    assert state.ask("PUT", "activities/state", where, DOC).status_code == 204
    assert state.ask("POST", "agents/profile", profile, DOC).status_code == 403
    assert state.get("agents/profile", **profile).status_code == 403
    assert reader.get("activities/state", **where).json() == DOC
    assert reader.ask("DELETE", "activities/state", where).status_code == 403
    assert Document.objects.count() == 1
