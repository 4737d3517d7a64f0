"""Part Three 2.1, Part Two 2.3 and 2.5: storing, finding and voiding statements."""

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.records.interop.formats import parse_timestamp, utc_text
from lms.records.models import Statement

from .conftest import ATTENDED, CLASS_9A, CONTEXT, HIEN, KHUE, LESSON, VOIDED, changed, http, make_provider, statement, sub_statement

OTHER_VERB = {"id": "https://w3id.org/vn/dong-tu/da-nop", "display": {"vi": "đã nộp"}}


def ref(uuid, verb=OTHER_VERB, **parts):
    return statement(verb=verb, object={"objectType": "StatementRef", "id": uuid}, **parts)


# PUT


def test_put_stores_under_the_given_id(lrs, new_id):
    uuid = new_id()
    assert lrs.put(statement(), uuid).status_code == 204
    assert lrs.get(statementId=uuid).json()["id"] == uuid
    uuid = new_id()
    assert lrs.put(statement(id=uuid)).status_code == 204


def test_put_needs_a_statement_id(lrs, new_id):
    assert lrs.ask("PUT", "statements", body=statement(id=new_id())).status_code == 400
    assert lrs.ask("PUT", "statements", {"StatementId": new_id()}, statement()).status_code == 400
    for wrong in ["true", "1", "[object Object]", ""]:
        assert lrs.put(statement(), wrong).status_code == 400
    assert not Statement.objects.exists()


def test_put_id_must_be_the_statement_s_own(lrs, new_id):
    assert lrs.put(statement(id=new_id()), new_id()).status_code == 400
    assert not Statement.objects.exists()


def test_put_takes_one_statement(lrs, new_id):
    assert lrs.put([statement()], new_id()).status_code == 400
    assert lrs.put(b"", new_id()).status_code == 400
    assert not Statement.objects.exists()


# POST


def test_post_answers_ids_in_order(lrs, new_id):
    given = [new_id() for _ in range(3)]
    answer = lrs.post([statement(id=one) for one in given])
    assert (answer.status_code, answer.json(), answer["Content-Type"]) == (200, given, "application/json")


def test_post_makes_ids(lrs):
    ids = lrs.post([statement(), statement()]).json()
    assert len(set(ids)) == 2
    assert set(lrs.ids()) == set(ids)


def test_post_of_nothing_stores_nothing(lrs):
    assert lrs.post([]).json() == []


def test_post_takes_no_parameters(lrs):
    assert lrs.post(statement(), params=None).status_code == 200
    assert lrs.ask("POST", "statements", {"statementId": str(uuid4())}, statement()).status_code == 400


def test_batch_is_stored_whole_or_not_at_all(lrs, new_id):
    good = statement(id=new_id())
    assert lrs.post([good, statement(verb={"id": "khong phai iri"})]).status_code == 400
    assert lrs.get(statementId=good["id"]).status_code == 404


def test_batch_has_no_id_twice(lrs, new_id):
    uuid = new_id()
    assert lrs.post([statement(id=uuid), statement(id=uuid)]).status_code == 400
    assert lrs.post([statement(id=uuid), statement(id=uuid.upper())]).status_code == 400
    assert not Statement.objects.exists()


def test_batch_of_too_many_is_refused(lrs):
    assert lrs.post([{}] * 1001).status_code == 400


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types_are_refused(lrs, content_type):
    assert lrs.post(statement(), content_type=content_type).status_code == 400
    assert not Statement.objects.exists()


def test_content_type_may_name_its_charset(lrs):
    assert lrs.post(statement(), content_type="application/json; charset=utf-8").status_code == 200


# 2.3.1 Immutability


def test_equal_statement_again_changes_nothing(lrs, new_id):
    one = statement(id=new_id(), timestamp="2026-09-07T01:30:00Z")
    lrs.store(one)
    kept = lrs.get(statementId=one["id"]).json()
    assert lrs.put(one).status_code == 204
    assert lrs.post(one).status_code == 204
    assert lrs.post([one, statement()]).status_code == 200
    assert lrs.get(statementId=one["id"]).json() == kept


def test_what_may_differ_in_equal_statements(lrs, new_id):
    group = {"objectType": "Group", "member": [KHUE, HIEN]}
    registration = "16fd2706-8baf-433b-82eb-8c7fada847da"
    around = {"contextActivities": {"other": LESSON}, "registration": registration}
    one = statement(id=new_id(), actor=group, context=around, result={"score": {"raw": 1}}, timestamp="2026-09-07T08:30:00+07:00")
    lrs.store(one)
    same = {
        **one,
        "id": one["id"].upper(),
        "actor": {**group, "member": [HIEN, KHUE]},
        "verb": {"id": ATTENDED["id"]},
        "object": {"id": LESSON["id"]},
        "context": {"contextActivities": {"other": [{"id": LESSON["id"]}]}, "registration": registration.upper()},
        "result": {"score": {"raw": 1.0}},
        "timestamp": "2026-09-07T01:30:00Z",
        "version": "1.0.1",
        "authority": HIEN,
    }
    assert lrs.post(same).status_code == 204
    assert lrs.post(changed(same, timestamp=None)).status_code == 204


@pytest.mark.parametrize(
    "part",
    [
        {"actor": HIEN},
        {"verb": OTHER_VERB},
        {"object": KHUE},
        {"result": {"success": True}},
        {"context": {"language": "vi"}},
        {"timestamp": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda part: next(iter(part)),
)
def test_another_statement_of_the_same_id_is_a_conflict(lrs, new_id, part):
    one = statement(id=new_id(), timestamp="2026-09-07T01:30:00Z")
    lrs.store(one)
    kept = lrs.get(statementId=one["id"]).json()
    assert lrs.put({**one, **part}).status_code == 409
    assert lrs.post({**one, **part}).status_code == 409
    assert lrs.post([statement(), {**one, **part}]).status_code == 409
    assert lrs.get(statementId=one["id"]).json() == kept
    assert Statement.objects.count() == 1


# 2.3.2 Voiding


def test_voided_statement_is_found_as_such_only(lrs):
    (uuid,) = lrs.store(statement())
    (voiding,) = lrs.store(ref(uuid, VOIDED))
    assert lrs.get(statementId=uuid).status_code == 404
    assert lrs.get(voidedStatementId=uuid).json()["id"] == uuid
    assert lrs.get(voidedStatementId=voiding).status_code == 404
    assert lrs.ids() == [voiding]


def test_voiding_may_come_first(lrs, new_id):
    uuid = new_id()
    lrs.store(ref(uuid, VOIDED), statement(id=uuid))
    assert lrs.get(statementId=uuid).status_code == 404
    uuid = new_id()
    lrs.post([statement(id=uuid), ref(uuid, VOIDED)])
    assert lrs.get(voidedStatementId=uuid).status_code == 200


def test_voiding_statement_is_never_voided(lrs):
    (uuid,) = lrs.store(statement())
    (voiding,) = lrs.store(ref(uuid, VOIDED))
    lrs.store(ref(voiding, VOIDED), ref(uuid, VOIDED))
    assert lrs.get(statementId=voiding).status_code == 200
    assert lrs.get(voidedStatementId=uuid).status_code == 200


def test_statements_that_name_a_voided_one_are_still_found(lrs, new_id):
    verb = {"id": f"https://example.vn/dong-tu/{new_id()}"}
    (uuid,) = lrs.store(statement(verb=verb))
    (voiding,) = lrs.store(ref(uuid, VOIDED))
    (naming,) = lrs.store(ref(uuid, verb))
    assert lrs.ids(verb=verb["id"]) == [naming, voiding]
    assert lrs.ids(verb=verb["id"], limit=1) == [naming]
    since = utc_text(timezone.now() - timedelta(minutes=1))
    assert lrs.ids(verb=verb["id"], since=since) == [naming, voiding]
    assert lrs.ids(verb=VOIDED["id"], until=utc_text(timezone.now())) == [voiding]


# GET one


def test_get_one(lrs):
    one = statement(result={"success": True}, context=CONTEXT)
    (uuid,) = lrs.store(one)
    answer = lrs.get(statementId=uuid)
    kept = answer.json()
    one["context"]["contextActivities"]["category"] = [one["context"]["contextActivities"]["category"]]
    assert {key: kept[key] for key in one} == one
    assert set(kept) == {*one, "id", "stored", "timestamp", "authority", "version"}
    assert answer["Content-Type"] == "application/json"
    assert "Last-Modified" in answer


def test_get_one_that_is_absent(lrs, new_id):
    assert lrs.get(statementId=new_id()).status_code == 404
    assert lrs.get(voidedStatementId=new_id()).status_code == 404
    assert lrs.get(statementId="1").status_code == 400


@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
@pytest.mark.parametrize(
    "extra",
    [
        {"agent": KHUE}, {"verb": "https://x.vn"}, {"activity": "https://x.vn"}, {"registration": str(uuid4())}, {"related_activities": "true"},
        {"related_agents": "true"}, {"since": "2026-09-07T01:30:00Z"}, {"until": "2026-09-07T01:30:00Z"}, {"limit": "1"}, {"ascending": "true"},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_get_one_takes_no_filter(lrs, new_id, name, extra):
    assert lrs.get(**{name: new_id()}, **extra).status_code == 400


def test_get_one_takes_format_and_attachments(lrs, new_id):
    (uuid,) = lrs.store(statement())
    assert lrs.get(statementId=uuid, format="ids").status_code == 200
    assert lrs.get(statementId=uuid, attachments="true").status_code == 200
    assert lrs.get(statementId=uuid, voidedStatementId=uuid).status_code == 400


# GET many


def test_result_has_statements_and_more(lrs):
    assert lrs.get(verb="https://example.vn/khong-co").json() == {"statements": [], "more": ""}
    (uuid,) = lrs.store(statement())
    answer = lrs.get()
    assert answer.json()["more"] == ""
    assert [one["id"] for one in answer.json()["statements"]] == [uuid]


def test_order_is_by_time_of_storing(lrs):
    ids = lrs.store(statement(), statement(), statement())
    assert lrs.ids() == ids[::-1]
    assert lrs.ids(ascending="false") == ids[::-1]
    assert lrs.ids(ascending="true") == ids


def test_limit_and_more_walk_through_everything(lrs):
    ids = lrs.post([statement() for _ in range(5)]).json() + lrs.store(statement(), statement())
    for order, expected in (("false", ids[::-1]), ("true", ids)):
        seen = []
        answer = lrs.get(limit="2", ascending=order, verb=ATTENDED["id"]).json()
        while True:
            seen += [one["id"] for one in answer["statements"]]
            if not answer["more"]:
                break
            assert answer["more"].startswith("/xapi/statements?")
            answer = http().get(answer["more"], headers=lrs.headers()).json()
        assert seen == expected


def test_more_keeps_the_question(lrs):
    lrs.post([statement() for _ in range(3)])
    more = lrs.get(limit="1", verb=ATTENDED["id"], format="ids").json()["more"]
    asked = parse_qs(urlsplit(more).query)
    assert (asked["limit"], asked["verb"], asked["format"]) == (["1"], [ATTENDED["id"]], ["ids"])
    lrs.store(statement())
    again = http().get(more, headers=lrs.headers()).json()
    assert len(again["statements"]) == 1
    assert "object" in again["statements"][0]


@pytest.mark.parametrize("limit", ["0", "1000000"])
def test_limit_of_none_is_the_store_s_own(lrs, limit):
    lrs.post([statement() for _ in range(3)])
    assert len(lrs.ids(limit=limit)) == 3


def test_since_is_after_and_until_is_at(lrs):
    first, second, third = lrs.store(statement(), statement(), statement())
    at = lrs.get(statementId=second).json()["stored"]
    assert lrs.ids(since=at) == [third]
    assert lrs.ids(until=at) == [second, first]
    later = (parse_timestamp(at) + timedelta(hours=7)).replace(tzinfo=None).isoformat() + "+07:00"
    assert lrs.ids(until=later) == [second, first]
    assert lrs.ids(since=at, until=at) == []


def test_stored_timestamps_have_milliseconds(lrs):
    lrs.store(statement())
    kept = lrs.get().json()["statements"][0]
    for name in ("stored", "timestamp"):
        assert len(kept[name].partition(".")[2].rstrip("Z")) >= 3
        assert datetime.fromisoformat(kept[name]).tzinfo


@pytest.mark.parametrize(
    "broken",
    [
        {"agent": "khue"}, {"agent": "1"}, {"agent": {"name": "Khuê"}}, {"agent": {"objectType": "Group", "member": [KHUE]}}, {"verb": "da du"},
        {"activity": "bai"}, {"registration": "1"}, {"related_agents": "co"}, {"related_activities": "1"}, {"since": "hôm qua"},
        {"until": "2026"}, {"limit": "-1"}, {"limit": "nhiều"}, {"limit": "1.5"}, {"format": "ngan"}, {"format": "IDS"}, {"attachments": "TRUE"},
        {"ascending": "0"}, {"cursor": "x"}, {"cursor": "!!!"}, {"foo": "bar"}, {"limit": "²"},
    ],
    ids=str,
)  # fmt: skip
def test_broken_parameters_are_refused(lrs, broken):
    assert lrs.get(**broken).status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        "agent",
        "verb",
        "activity",
        "registration",
        "related_activities",
        "related_agents",
        "since",
        "until",
        "limit",
        "format",
        "attachments",
        "ascending",
        "statementId",
        "voidedStatementId",
    ],
)
def test_parameters_are_case_sensitive(lrs, name):
    assert lrs.get(**{name.title(): "x"}).status_code == 400
    assert lrs.get(**{name.upper(): "x"}).status_code == 400


# GET by filter


def test_verb(lrs):
    lrs.store(statement(), sub_statement(verb=OTHER_VERB))
    (uuid,) = lrs.store(statement(verb=OTHER_VERB))
    assert lrs.ids(verb=OTHER_VERB["id"]) == [uuid]


def test_registration(lrs):
    (uuid,) = lrs.store(statement(context={"registration": CONTEXT["registration"]}))
    lrs.store(
        statement(), statement(context={"registration": str(uuid4())}), sub_statement(context={"registration": CONTEXT["registration"]})
    )
    assert lrs.ids(registration=CONTEXT["registration"]) == [uuid]
    assert lrs.ids(registration=CONTEXT["registration"].upper()) == [uuid]


@pytest.mark.parametrize(
    "agent",
    [
        {"mbox": "mailto:an@truong.example.vn"},
        {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975"},
        {"openid": "https://openid.example.vn/an"},
        {"account": {"homePage": "https://truong.example.vn", "name": "an"}},
    ],
    ids=lambda one: next(iter(one)),
)
def test_agent_is_the_actor_or_the_object_or_a_member(lrs, agent):
    named = {"objectType": "Agent", "name": "An", **agent}
    group = {"objectType": "Group", "mbox": "mailto:to@truong.example.vn", "member": [named]}
    expected = lrs.store(
        statement(actor=agent),
        statement(actor=named),
        statement(object=named),
        statement(actor=group),
        statement(object=group),
        statement(actor={"objectType": "Group", "member": [agent, HIEN]}),
    )
    lrs.store(
        statement(actor=HIEN),
        statement(actor=HIEN, context={"instructor": named}),
        sub_statement(actor=named),
        statement(actor=HIEN, context={"team": group}),
    )
    assert lrs.ids(agent=agent) == expected[::-1]
    assert lrs.ids(agent=named, ascending="true") == expected


def test_agent_may_be_a_group(lrs):
    (uuid,) = lrs.store(statement(actor=CLASS_9A))
    lrs.store(statement())
    assert lrs.ids(agent={"objectType": "Group", "mbox": CLASS_9A["mbox"]}) == [uuid]


def test_agents_with_different_identifiers_are_different(lrs):
    lrs.store(statement(actor={"account": {"homePage": "https://a.vn", "name": "x"}}))
    assert lrs.ids(agent={"account": {"homePage": "https://b.vn", "name": "x"}}) == []


def test_related_agents(lrs):
    an = {"objectType": "Agent", "mbox": "mailto:an@truong.example.vn"}
    group = {"objectType": "Group", "mbox": "mailto:to@truong.example.vn", "member": [an]}
    expected = lrs.store(
        statement(actor=an),
        statement(object=an),
        statement(context={"instructor": an}),
        statement(context={"instructor": group}),
        statement(context={"team": group}),
        sub_statement(actor=an),
        sub_statement(object=an),
        sub_statement(context={"instructor": an}),
        sub_statement(context={"team": group}),
    )
    lrs.store(statement())
    assert lrs.ids(agent=an, related_agents="true") == expected[::-1]
    assert lrs.ids(agent=an, related_agents="false") == expected[1::-1]


def test_related_agents_include_the_authority(lrs):
    (uuid,) = lrs.store(statement())
    authority = lrs.get(statementId=uuid).json()["authority"]
    assert lrs.ids(agent=authority, related_agents="true") == [uuid]
    assert lrs.ids(agent=authority) == []


def test_activity_and_related_activities(lrs):
    other = {"id": "https://truong.example.vn/bai/khac"}
    lone = {"id": "https://truong.example.vn/bai/rieng"}
    (direct,) = lrs.store(statement(object=other))
    related = lrs.store(
        *(statement(object=lone, context={"contextActivities": {name: other}}) for name in ("parent", "grouping", "category", "other")),
        sub_statement(object=other),
        sub_statement(object=lone, context={"contextActivities": {"parent": [lone, other]}}),
    )
    lrs.store(statement(object=lone))
    assert lrs.ids(activity=other["id"]) == [direct]
    assert lrs.ids(activity=other["id"], related_activities="true") == [*related[::-1], direct]


def test_filters_add_up(lrs):
    registration = str(uuid4())
    (uuid,) = lrs.store(statement(context={"registration": registration}))
    lrs.store(
        statement(actor=HIEN, context={"registration": registration}),
        statement(),
        statement(verb=OTHER_VERB, context={"registration": registration}),
    )
    found = lrs.ids(
        agent=KHUE,
        verb=ATTENDED["id"],
        activity=LESSON["id"],
        registration=registration,
        related_activities="true",
        since="2012-06-01T19:09:13.245Z",
        limit="1",
        format="ids",
        attachments="false",
    )
    assert found == [uuid]
    assert lrs.ids(agent=HIEN, verb=OTHER_VERB["id"]) == []


def test_related_flags_alone_filter_nothing(lrs):
    (uuid,) = lrs.store(statement())
    assert lrs.ids(related_agents="true", related_activities="true") == [uuid]


# StatementRefs: whoever names a statement is found by what that is found by, along the chain


@pytest.mark.parametrize("order", ["target first", "reference first", "one batch", "one batch backwards"])
def test_references_are_found_by_their_targets(lrs, new_id, order):
    a, b, c = new_id(), new_id(), new_id()
    verb, registration = {"id": f"https://example.vn/{new_id()}"}, new_id()
    an = {"objectType": "Agent", "mbox": f"mailto:{new_id()}@example.vn"}
    thing, around = {"id": f"https://example.vn/{new_id()}"}, {"id": f"https://example.vn/{new_id()}"}
    target = statement(
        id=c,
        actor=an,
        verb=verb,
        object=thing,
        context={"registration": registration, "contextActivities": {"parent": around}, "instructor": HIEN},
    )
    chain = [target, ref(c, id=b), ref(b, id=a)]
    if "batch" in order:
        assert lrs.post(chain[:: -1 if "backwards" in order else 1]).status_code == 200
    else:
        lrs.store(*(chain if order == "target first" else chain[::-1]))
    lrs.store(statement())
    questions = [
        {"verb": verb["id"]}, {"agent": an}, {"activity": thing["id"]}, {"registration": registration},
        {"activity": around["id"], "related_activities": "true"}, {"verb": verb["id"], "agent": an, "activity": thing["id"]},
    ]  # fmt: skip
    for question in questions:
        assert set(lrs.ids(**question)) == {a, b, c}, question
    assert {a, b, c} <= set(lrs.ids(agent=HIEN, related_agents="true"))
    assert lrs.ids(agent=HIEN) == []


def test_time_applies_to_the_reference_itself(lrs):
    (target,) = lrs.store(statement())
    at = lrs.get(statementId=target).json()["stored"]
    (naming,) = lrs.store(ref(target))
    assert lrs.ids(verb=ATTENDED["id"], since=at) == [naming]
    assert lrs.ids(verb=ATTENDED["id"], until=at) == [target]


def test_references_in_a_circle_end(lrs, new_id):
    a, b = new_id(), new_id()
    assert lrs.post([ref(a, id=b), ref(b, id=a)]).status_code == 200
    assert set(lrs.ids(verb=OTHER_VERB["id"])) == {a, b}


# Formats


def test_exact_is_what_was_sent(lrs):
    thing = {**LESSON, "definition": {"name": {"en": "Khác", **LESSON["definition"]["name"]}}}
    group = {"objectType": "Group", "name": "Tổ 1", "mbox": "mailto:to1@truong.example.vn"}
    (uuid,) = lrs.store(statement(object={"objectType": "SubStatement", "actor": group, "verb": ATTENDED, "object": thing}))
    for form in ({}, {"format": "exact"}):
        kept = lrs.get(statementId=uuid, **form).json()
        assert kept["object"] == {"objectType": "SubStatement", "actor": group, "verb": ATTENDED, "object": thing}


def test_ids_are_the_least_that_identifies(lrs):
    anonymous = {"objectType": "Group", "name": "Nhóm", "member": [KHUE, HIEN]}
    (uuid,) = lrs.store(
        statement(
            object={"objectType": "SubStatement", "actor": CLASS_9A, "verb": ATTENDED, "object": LESSON},
            context={"instructor": anonymous, "contextActivities": {"other": LESSON}},
        )
    )
    kept = lrs.get(statementId=uuid, format="ids").json()
    assert kept["actor"] == {"objectType": "Agent", "mbox": KHUE["mbox"]}
    assert kept["verb"] == {"id": ATTENDED["id"]}
    assert kept["object"]["actor"] == {"objectType": "Group", "mbox": CLASS_9A["mbox"]}
    assert kept["object"]["object"] == {"id": LESSON["id"]}
    assert kept["context"]["instructor"] == {"objectType": "Group", "member": [{"objectType": "Agent", "mbox": KHUE["mbox"]}, HIEN]}
    assert kept["context"]["contextActivities"] == {"other": [{"id": LESSON["id"]}]}


def canonical(lrs, uuid, languages):
    answer = lrs.ask("GET", "statements", {"statementId": uuid, "format": "canonical"}, Accept_Language=languages)
    return answer.json()


def test_canonical_has_one_language(lrs):
    choice = {"interactionType": "choice", "choices": [{"id": "a", "description": {"vi": "Một", "en-GB": "One"}}, {"id": "b"}]}
    thing = {**LESSON, "definition": {**LESSON["definition"], **choice}}
    (uuid,) = lrs.store(statement(object=thing, context={"contextActivities": {"category": LESSON}}))
    kept = canonical(lrs, uuid, "en-GB")
    assert kept["actor"] == KHUE
    assert kept["verb"]["display"] == {"en-GB": "attended"}
    assert kept["object"]["definition"]["name"] == {"en-GB": "Thales' theorem"}
    assert kept["object"]["definition"]["choices"] == [{"id": "a", "description": {"en-GB": "One"}}, {"id": "b"}]
    assert kept["context"]["contextActivities"]["category"][0]["definition"]["description"] == {"en-GB": "Proportional segments"}
    assert kept["object"]["definition"]["extensions"] == LESSON["definition"]["extensions"]
    assert canonical(lrs, uuid, "vi, en;q=0.5")["verb"]["display"] == {"vi": "đã dự"}
    assert canonical(lrs, uuid, "en;q=0.5, vi;q=0.9")["verb"]["display"] == {"vi": "đã dự"}
    assert canonical(lrs, uuid, "en-AU")["verb"]["display"] == {"en-GB": "attended"}
    assert len(canonical(lrs, uuid, "ja")["verb"]["display"]) == 1
    assert len(canonical(lrs, uuid, ";;q=x,*")["verb"]["display"]) == 1


def test_canonical_is_what_the_store_knows(lrs):
    (uuid,) = lrs.store(statement(verb={"id": ATTENDED["id"]}, object={"id": LESSON["id"]}))
    lrs.store(statement())
    kept = canonical(lrs, uuid, "vi")
    assert kept["verb"] == {"id": ATTENDED["id"], "display": {"vi": "đã dự"}}
    assert kept["object"]["definition"]["name"] == {"vi": "Định lí Thalès"}


def test_accept_language_changes_only_the_canonical_format(lrs):
    (uuid,) = lrs.store(statement())
    answer = lrs.ask("GET", "statements", {"statementId": uuid}, Accept_Language="en-GB")
    assert answer.json()["verb"]["display"] == ATTENDED["display"]


# Scopes


def test_credential_that_reads_its_own(lrs):
    mine = make_provider(name="Nhà xuất bản", scopes=frozenset({"statements/write", "statements/read/mine"}))
    (theirs,) = lrs.store(statement())
    (own,) = mine.store(statement())
    assert mine.ids() == [own]
    assert mine.get(statementId=theirs).status_code == 404
    assert set(lrs.ids()) == {own, theirs}


def test_credential_without_the_scope_is_forbidden(lrs):
    reader = make_provider(name="Bảng số liệu", scopes=frozenset({"statements/read"}))
    writer = make_provider(name="Máy ghi", scopes=frozenset({"statements/write"}))
    assert reader.post(statement()).status_code == 403
    assert writer.post(statement()).status_code == 200
    assert writer.get().status_code == 403
    assert Statement.objects.count() == 1


def test_credential_without_define_changes_no_definition(lrs):
    writer = make_provider(name="Máy ghi", scopes=frozenset({"statements/write"}))
    writer.store(
        statement(verb={"id": ATTENDED["id"], "display": {"vi": "sai"}}, object={"id": LESSON["id"], "definition": {"name": {"vi": "Sai"}}})
    )
    assert lrs.get("activities", activityId=LESSON["id"]).json() == {"objectType": "Activity", "id": LESSON["id"]}
    lrs.store(statement())
    assert lrs.get("activities", activityId=LESSON["id"]).json()["definition"]["name"]["vi"] == "Định lí Thalès"


def test_text_with_nul_is_kept(lrs):
    (uuid,) = lrs.store(statement(actor={**KHUE, "name": "Khuê\x00"}, object={**LESSON, "definition": {"name": {"vi": "a\x00b"}}}))
    assert lrs.get(statementId=uuid).json()["object"]["definition"]["name"] == {"vi": "a\x00b"}
    assert lrs.get("agents", agent=KHUE).status_code == 200
    assert json.loads(lrs.get("activities", activityId=LESSON["id"]).content)["definition"]["name"] == {"vi": "a\x00b"}
