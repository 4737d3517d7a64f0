"""xAPI 2.0.0 (IEEE 9274.1.1) where it differs from 1.0.3."""

import pytest

from lms.records.models import Document, Statement

from .conftest import CLASS_9A, HIEN, KHUE, LESSON, statement, sub_statement
from .test_documents import DOC, address

AN = {"objectType": "Agent", "mbox": "mailto:an@truong.example.vn"}
ROLE = ["https://truong.example.vn/vai-tro/ban-hoc"]
AGENTS = {
    "contextAgents": [{"objectType": "contextAgent", "agent": AN, "relevantTypes": ROLE}, {"objectType": "contextAgent", "agent": HIEN}]
}
GROUPS = {"contextGroups": [{"objectType": "contextGroup", "group": {**CLASS_9A, "member": [AN]}, "relevantTypes": ROLE}]}


def test_header_answers_the_version(lrs2):
    for version in ("2.0.0", "2.0", "2.0.1"):
        lrs2.version = version
        assert lrs2.get()["X-Experience-API-Version"] == "2.0.0"
    assert lrs2.get(foo="bar")["X-Experience-API-Version"] == "2.0.0"


@pytest.mark.parametrize(("version", "kept"), [(None, "2.0.0"), ("2.0.0", "2.0.0"), ("1.0.3", "1.0.3")])
def test_statement_versions(lrs2, version, kept):
    (uuid,) = lrs2.store(statement(version=version))
    assert lrs2.get(statementId=uuid).json()["version"] == kept
    assert lrs2.post(statement(version="3.0.0")).status_code == 400


@pytest.mark.parametrize("context", [AGENTS, GROUPS, {**AGENTS, **GROUPS}], ids=["agents", "groups", "both"])
def test_context_agents_and_groups(lrs, lrs2, context):
    expected = lrs2.store(statement(actor=HIEN, context=context), sub_statement(actor=HIEN, context=context))
    assert lrs2.get(statementId=expected[0]).json()["context"] == context
    assert lrs2.ids(agent=AN, related_agents="true") == expected[::-1]
    assert lrs2.ids(agent=AN) == []
    kept = lrs2.get(statementId=expected[0], format="ids").json()["context"]
    assert AN in [one["agent"] for one in kept.get("contextAgents", [])] or kept["contextGroups"][0]["group"] == {
        "objectType": "Group",
        "mbox": CLASS_9A["mbox"],
    }
    lrs.refuses({"in 1.0.3": statement(context=context)})


@pytest.mark.parametrize(
    "context",
    [
        {"contextAgents": AGENTS["contextAgents"][0]},
        {"contextAgents": [{"objectType": "khac", "agent": AN}]},
        {"contextAgents": [{"agent": AN}]},
        {"contextAgents": [{"objectType": "contextAgent"}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": {"key": "x"}}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": CLASS_9A}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": AN, "relevantTypes": []}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": AN, "relevantTypes": ["abc"]}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": AN, "relevantTypes": ROLE[0]}]},
        {"contextAgents": [{"objectType": "contextAgent", "agent": AN, "extra": 1}]},
        {"contextGroups": [{"objectType": "contextGroup", "group": AN}]},
        {"contextGroups": [{"objectType": "contextAgent", "group": CLASS_9A}]},
        {"contextGroups": [{"objectType": "contextGroup", "group": CLASS_9A, "relevantTypes": []}]},
    ],
    ids=str,
)
def test_broken_context_agents_and_groups(lrs2, context):
    assert lrs2.post(statement(context=context)).status_code == 400
    assert lrs2.post(sub_statement(context=context)).status_code == 400
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2008-09-15 15:53:00.601+00:00", "2008-09-15T15:53:00.601000Z"),
        ("2026-09-07T08:30:00+07:00", "2026-09-07T01:30:00.000000Z"),
        ("2026-09-07T01:30:00Z", "2026-09-07T01:30:00.000000Z"),
    ],
)
def test_timestamps_are_utc(lrs2, sent, kept):
    (uuid,) = lrs2.store(statement(timestamp=sent))
    assert lrs2.get(statementId=uuid).json()["timestamp"] == kept


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_alternate_syntax_is_gone(lrs2, method):
    form = "application/x-www-form-urlencoded"
    assert lrs2.ask("POST", "statements", {"method": method}, "content=%7B%7D", form).status_code == 400
    assert (
        lrs2.ask(
            "POST", "statements", {"method": method}, "X-Experience-API-Version=2.0.0&content=x", form, X_Experience_API_Version=None
        ).status_code
        == 400
    )
    assert lrs2.ask("PUT", "statements", {"method": method}, "content=%7B%7D", form).status_code == 400


@pytest.mark.parametrize("resource", ["activities/state", "activities/profile", "agents/profile"])
def test_blind_put_over_any_document_is_a_conflict(lrs2, resource):
    where = address(resource)
    assert lrs2.ask("PUT", resource, where, DOC).status_code == 204
    answer = lrs2.ask("PUT", resource, where, {"khác": 1})
    assert (answer.status_code, bool(answer.content)) == (409, True)
    assert lrs2.get(resource, **where).json() == DOC
    tag = lrs2.get(resource, **where)["ETag"]
    assert lrs2.ask("PUT", resource, where, {"khác": 1}, If_Match=tag).status_code == 204
    assert Document.objects.count() == 1


def test_statements_of_both_versions_live_together(lrs, lrs2):
    (old,), (new,) = lrs.store(statement()), lrs2.store(statement(context=AGENTS))
    assert lrs.ids(agent=KHUE) == lrs2.ids(agent=KHUE) == [new, old]
    assert lrs.ids(activity=LESSON["id"]) == [new, old]
