"""Whatever arrives is answered with a status of the specification, never an error of ours; what is refused leaves no trace."""

import copy
import json
from contextlib import suppress
from datetime import UTC

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.records.errors import InvalidRequestError, RecordsError
from lms.records.interop import formats, multipart
from lms.records.interop.comparing import fingerprint, settle
from lms.records.interop.jsontext import canonical_text, parse_json, text_of
from lms.records.interop.references import references_of
from lms.records.interop.rendering import canonical, ids_only, mentioned
from lms.records.interop.signatures import check_signature
from lms.records.interop.validation import check_statement
from lms.records.models import Document, Statement

from .conftest import ATTACHMENT, CLASS_9A, CONTEXT, HIEN, RESULT, statement, sub_statement

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
FEW = settings(QUICK, max_examples=40)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
NAMES = [
    "id",
    "objectType",
    "actor",
    "verb",
    "object",
    "member",
    "mbox",
    "account",
    "display",
    "definition",
    "context",
    "contextActivities",
    "extensions",
    "parent",
    "agent",
]
names = st.sampled_from(NAMES) | st.text(max_size=10)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12)
WHOLE = sub_statement(
    actor=CLASS_9A,
    result=RESULT,
    context={**CONTEXT, "contextAgents": [{"objectType": "contextAgent", "agent": HIEN}]},
    attachments=[ATTACHMENT],
    timestamp="2026-09-07T01:30:00Z",
)


def places(value, path=()):
    """Every path inside a value."""
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(one, (*path, key))


def replaced(whole, path, value):
    if not path:
        return value
    result = copy.deepcopy(whole)
    inner = result
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return result


ALL_PLACES = list(places(WHOLE))


@QUICK
@given(values)
def test_any_value_is_checked(value):
    for version_2 in (False, True):
        with pytest.raises(InvalidRequestError):
            check_statement(value, version_2=version_2)


@QUICK
@given(st.sampled_from(ALL_PLACES), values, st.booleans())
def test_any_value_in_any_place_is_refused_or_survives_everything(path, value, version_2):
    one = replaced(WHOLE, path, value)
    try:
        one = parse_json(json.dumps(one).encode(), "it")
        check_statement(one, version_2=version_2)
    except InvalidRequestError:
        return
    before = fingerprint(one)
    settle(one, version_2=version_2)
    assert fingerprint(one) == before
    references_of(one)
    check_statement(ids_only(one), version_2=version_2)
    verbs, activities = mentioned(one)
    check_statement(
        canonical(
            one,
            displays={key: {"vi": "x"} for key in verbs},
            definitions={key: {"name": {"vi": "x", "en": "y"}} for key in activities},
            languages=["en"],
        ),
        version_2=True,
    )
    assert json.loads(text_of(one)) == one


@QUICK
@given(st.binary(max_size=200))
def test_any_octets_are_json_or_refused(octets):
    try:
        value = parse_json(octets, "it")
    except InvalidRequestError:
        return
    assert canonical_text(value)


@QUICK
@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_octets_are_multipart_or_refused(octets, content_type):
    for content in (
        octets,
        b"--x\r\n" + octets + b"\r\n--x--",
        b"--x\r\nContent-Type: application/json\r\n\r\n{}\r\n--x\r\n" + octets + b"\r\n--x--",
    ):
        for kind in ("multipart/mixed; boundary=x", f"multipart/mixed; boundary={content_type}", content_type):
            with suppress(InvalidRequestError):
                multipart.statements_and_attachments(content, kind)


@QUICK
@given(st.binary(max_size=100) | st.tuples(st.binary(max_size=30), st.binary(max_size=30), st.binary(max_size=30)).map(b".".join))
def test_any_octets_are_a_signature_or_refused(octets):
    with pytest.raises(InvalidRequestError):
        check_signature(statement(), octets, "attachments[0]")


@QUICK
@given(st.text(max_size=60) | st.from_regex(r"[0-9TZ:.+\- ,PYMDHSW]{0,40}", fullmatch=True))
def test_formats_answer_for_any_text(text):
    checks = (
        formats.is_iri,
        formats.is_uuid,
        formats.is_mbox,
        formats.is_sha1,
        formats.is_sha2,
        formats.is_media_type,
        formats.is_language_tag,
        formats.is_duration,
    )
    assert all(check(text) in {True, False} for check in checks)
    moment = formats.parse_timestamp(text)
    if moment is not None:
        assert formats.parse_timestamp(formats.utc_text(moment)) == moment


@QUICK
@given(st.datetimes(timezones=st.just(UTC)))
def test_timestamps_survive(moment):
    assert formats.parse_timestamp(formats.utc_text(moment)) == moment


@pytest.fixture
def calm(lrs, monkeypatch):
    cache.clear()
    monkeypatch.setattr("lms.records.rest.dispatch.REQUESTS_PER_MINUTE", 10**9)
    return lrs


@FEW
@given(value=values, path=st.sampled_from(ALL_PLACES))
def test_posting_anything_is_answered(calm, value, path):
    before = Statement.objects.count()
    for body in (json.dumps(value), json.dumps(replaced(WHOLE, path, value)), json.dumps([statement(), value])):
        answer = calm.post(body)
        assert answer.status_code in {200, 204, 400}
        if answer.status_code == 200:
            before += len(answer.json())
        assert Statement.objects.count() == before


@FEW
@given(
    octets=st.binary(max_size=200),
    content_type=st.sampled_from(["application/json", "multipart/mixed; boundary=x", "multipart/mixed"])
    | st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40),
)
def test_posting_any_octets_is_answered(calm, octets, content_type):
    assert calm.post(octets, content_type=content_type).status_code in {200, 204, 400}
    assert calm.post(b"--x\r\n" + octets + b"\r\n--x--", content_type="multipart/mixed; boundary=x").status_code == 400


@FEW
@given(
    params=st.dictionaries(
        st.sampled_from(["agent", "verb", "activity", "registration", "since", "until", "limit", "format", "attachments", "cursor", "statementId", "stateId", "profileId", "activityId"]),
        st.text(max_size=30) | st.sampled_from([json.dumps(HIEN), "https://x.vn/é", "0", "true", "2026-09-07T01:30:00Z", "16fd2706-8baf-433b-82eb-8c7fada847da"]),
        max_size=4,
    ),
    resource=st.sampled_from(["statements", "activities", "agents", "activities/state", "activities/profile", "agents/profile", "about"]),
)  # fmt: skip
def test_asking_anything_is_answered(calm, params, resource):
    params = {name: value.encode("utf-8", "replace").decode() for name, value in params.items()}
    assert calm.get(resource, **params).status_code in {200, 400, 404}


@FEW
@given(
    octets=st.binary(max_size=200),
    content_type=st.sampled_from(["application/json", "text/plain", "a/b; c=d"]),
    method=st.sampled_from(["PUT", "POST"]),
)
def test_any_document_is_answered(calm, octets, content_type, method):
    where = {"activityId": "https://x.vn", "agent": HIEN, "stateId": "x"}
    answer = calm.ask(method, "activities/state", where, octets, content_type)
    assert answer.status_code in {204, 400}
    if answer.status_code == 204 and method == "PUT":
        assert calm.get("activities/state", **where).content == octets
    Document.objects.all().delete()


def test_errors_are_of_one_family():
    assert issubclass(InvalidRequestError, RecordsError)
