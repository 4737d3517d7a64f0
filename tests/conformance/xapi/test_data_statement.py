"""Part Two 2.2-2.4, 4: what a statement may hold. Every rule for statements and for sub-statements."""

import json

import pytest

from lms.records.models import Statement

from .conftest import (
    ATTACHMENT,
    ATTENDED,
    CLASS_9A,
    CONTEXT,
    HIEN,
    KHUE,
    LESSON,
    RESULT,
    VOIDED,
    changed,
    placed,
    statement,
    sub_statement,
)

NOT_IRI = "ab=c://khong.phai.iri"
REF = {"objectType": "StatementRef", "id": "8f87ccde-bb56-4c2e-ab83-44982ef22df0"}


def agents_everywhere(agent):
    """An agent or group in every place that takes one."""
    kind = {"objectType": agent.get("objectType", "Agent"), **agent}
    return {
        **placed("actor", agent),
        **placed("object", kind),
        **placed("context", {"instructor": agent}),
        **({"authority": statement(authority=agent)} if agent.get("objectType") != "Group" else {}),
        **(placed("context", {"team": agent}) if agent.get("objectType") == "Group" else {}),
    }


# 2.2 Formatting


def test_full_statement_is_accepted(lrs):
    full = {"result": RESULT, "context": CONTEXT, "timestamp": "2026-09-07T01:30:00.123Z", "attachments": [ATTACHMENT]}
    lrs.accepts({"statement": statement(**full), "sub-statement": sub_statement(**full)})


@pytest.mark.parametrize("part", ["actor", "verb", "object"])
def test_required_properties(lrs, part):
    lrs.refuses({"missing": statement(**{part: None}), "missing in sub": sub_statement(**{part: None}), **placed(part, {})})


def test_null_is_refused_outside_extensions(lrs):
    lrs.refuses(
        {
            **placed("actor", changed(KHUE) | {"name": None}),
            **placed("verb", {**ATTENDED, "display": {"vi": None}}),
            **placed("object", {**LESSON, "definition": {"moreInfo": None}}),
            **placed("result", {"success": None}),
            **placed("context", {"registration": None}),
            "id": {**statement(), "id": None},
            "timestamp": {**statement(), "timestamp": None},
        }
    )


def test_null_is_kept_in_extensions(lrs):
    extensions = {"https://truong.example.vn/x": None, "https://truong.example.vn/y": {"sâu": [None, {}]}}
    cases = {
        **placed("object", {**LESSON, "definition": {"extensions": extensions}}),
        **placed("result", {"extensions": extensions}),
        **placed("context", {"extensions": extensions}),
    }
    lrs.accepts(cases)
    (uuid,) = lrs.store(statement(result={"extensions": extensions}))
    assert lrs.get(statementId=uuid).json()["result"] == {"extensions": extensions}


def test_empty_objects_are_refused_outside_extensions(lrs):
    lrs.refuses(
        {
            **placed("result", {}),
            **placed("context", {}),
            **placed("result", {"score": {}}),
            **placed("context", {"contextActivities": {}}),
            **placed("object", {**LESSON, "definition": {}}),
        }
    )


def test_empty_extensions_are_accepted(lrs):
    lrs.accepts({**placed("result", {"extensions": {}}), **placed("context", {"extensions": {}})})


def test_wrong_types_are_refused(lrs):
    lrs.refuses(
        {
            **placed("result", {"score": {"max": "một trăm"}}),
            **placed("result", {"score": {"max": "100"}}),
            **placed("result", {"score": {"raw": True}}),
            **placed("result", {"success": "true"}),
            **placed("result", {"completion": "có"}),
            **placed("result", {"response": 12}),
            **placed("result", []),
            **placed("context", "không"),
            "list as actor": statement(actor=[KHUE]),
            "string as object": statement(object="bài"),
            "string as statement": "bài",
            "number in a batch": [statement(), 1],
        }
    )


def test_unknown_and_miscased_properties_are_refused(lrs):
    lrs.refuses(
        {
            "unknown": {**statement(), "ghiChu": "x"},
            "Actor": {**statement(actor=None), "Actor": KHUE},
            "iD": {**statement(), "iD": "16fd2706-8baf-433b-82eb-8c7fada847da"},
            "timeStamp": {**statement(), "timeStamp": "2026-09-07T01:30:00Z"},
            "attachmentS": {**statement(), "attachmentS": [ATTACHMENT]},
            "resulT": {**statement(), "resulT": RESULT},
            "contexT": {**statement(), "contexT": CONTEXT},
            "authoritY": {**statement(), "authoritY": KHUE},
            **placed("actor", {**KHUE, "Name": "x"}),
            **placed("verb", {**ATTENDED, "Display": {}}),
            **placed("object", {**LESSON, "Definition": {}}),
            **placed("result", {"Success": True}),
            **placed("context", {"Language": "vi"}),
        }
    )


@pytest.mark.parametrize("kind", ["activity", "agent", "group", "statementref", "substatement", "Person", 1, None])
def test_object_types_are_exact(lrs, kind):
    lrs.refuses({**placed("object", {**LESSON, "objectType": kind}), **placed("object", {**CLASS_9A, "objectType": kind})})


def test_duplicate_json_properties_are_refused(lrs):
    text = json.dumps(statement())
    assert lrs.post(text[:-1] + ', "verb": {"id": "https://khac.example.vn"}}').status_code == 400
    assert not Statement.objects.exists()


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000, '"\\ud800"', "{", "", "\x00", "[1,]"])
def test_what_is_not_json_is_refused(lrs, text):
    body = json.dumps(statement(result={"score": {"raw": "@"}})).replace('"@"', text)
    assert lrs.post(body).status_code == 400
    assert lrs.post(text).status_code == 400
    assert not Statement.objects.exists()


def test_numbers_keep_their_precision(lrs):
    score = {"min": 0.12123434, "raw": 12.125, "max": 45.45, "scaled": 0.6767676}
    (uuid,) = lrs.store(statement(result={"score": score}))
    assert lrs.get(statementId=uuid).json()["result"]["score"] == score


def test_strings_are_utf8(lrs):
    verb = {"id": "https://example.vn/đã-dự", "display": {"vi": "đã dự", "ja": "出席した", "ar-EG": "حضر", "kn": "ಹಾಜರಿದ್ದರು"}}
    lrs.store(statement(verb=verb))
    assert lrs.get(verb=verb["id"]).json()["statements"][0]["verb"] == verb


def test_what_is_not_utf8_is_refused(lrs):
    assert lrs.post(json.dumps(statement(), ensure_ascii=False).encode("utf-16")).status_code == 400
    assert lrs.post(b'{"actor": "\xff\xfe"}').status_code == 400


# 2.4.1, 4.4 UUIDs

BAD_UUIDS = [
    "aa97b177-9383-4934-8543-0f91a7a028368", "ma97b177-9383-4934-8543-0f91a7a02836", "aa97b1779383493485430f91a7a02836",
    "{aa97b177-9383-4934-8543-0f91a7a02836}", "aa97b177-9383-4934-8543-0f91a7a0283", "", 12345, {"key": "x"},
]  # fmt: skip


@pytest.mark.parametrize("uuid", BAD_UUIDS)
def test_uuids_have_their_form(lrs, uuid):
    lrs.refuses(
        {
            "id": statement(id=uuid),
            **placed("object", {**REF, "id": uuid}),
            **placed("context", {"registration": uuid}),
            **placed("context", {"statement": {**REF, "id": uuid}}),
        }
    )


def test_uuids_may_be_upper_case(lrs):
    uuid = "AA97B177-9383-4934-8543-0F91A7A02836"
    assert lrs.store(statement(id=uuid)) == [uuid]
    assert lrs.get(statementId=uuid.lower()).json()["id"] == uuid


# 2.4.2 Actors

IDENTIFIERS = [
    {"mbox": "mailto:khue@truong.example.vn"},
    {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975"},
    {"openid": "https://openid.example.vn/khue"},
    {"account": {"homePage": "https://truong.example.vn", "name": "khue"}},
]


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda one: next(iter(one)))
def test_one_identifier_makes_an_agent_or_group(lrs, identifier):
    lrs.accepts(agents_everywhere({"objectType": "Agent", **identifier}))
    lrs.accepts(agents_everywhere({"objectType": "Group", **identifier}))
    lrs.accepts(agents_everywhere({"objectType": "Group", **identifier, "member": [KHUE, HIEN]}))


def test_object_type_of_an_agent_may_be_left_out(lrs):
    lrs.accepts({**placed("actor", changed(KHUE, objectType=None)), "authority": statement(authority=changed(KHUE, objectType=None))})


@pytest.mark.parametrize("second", IDENTIFIERS[1:], ids=lambda one: next(iter(one)))
def test_two_identifiers_are_refused(lrs, second):
    lrs.refuses(agents_everywhere({"objectType": "Agent", **IDENTIFIERS[0], **second}))
    lrs.refuses(agents_everywhere({"objectType": "Group", **IDENTIFIERS[0], **second}))


@pytest.mark.parametrize(
    "broken",
    [
        {"mbox": "mailto:khong-co-a-cong.example.vn"},
        {"mbox": "http://truong.example.vn"},
        {"mbox": "khue@truong.example.vn"},
        {"mbox": ""},
        {"mbox": 1},
        {"mbox_sha1sum": {"key": "x"}},
        {"mbox_sha1sum": "ngan"},
        {"openid": NOT_IRI},
        {"openid": "khong phai"},
        {"openid": 1},
        {"account": "khue"},
        {"account": {"name": "khue"}},
        {"account": {"homePage": "https://truong.example.vn"}},
        {"account": {"homePage": NOT_IRI, "name": "khue"}},
        {"account": {"homePage": "https://truong.example.vn", "name": {"key": "x"}}},
        {"account": {"homePage": "https://truong.example.vn", "name": "khue", "extra": 1}},
        {},
    ],
    ids=str,
)
def test_broken_identifiers_are_refused(lrs, broken):
    lrs.refuses(agents_everywhere({"objectType": "Agent", "name": "Khuê", **broken}))
    lrs.refuses(agents_everywhere({"objectType": "Group", "name": "Lớp", **broken}))
    lrs.refuses(placed("actor", {**CLASS_9A, "member": [{"objectType": "Agent", "name": "Khuê", **broken}]}))


@pytest.mark.parametrize(
    "broken", [{"objectType": 123}, {"objectType": {"k": "v"}}, {"objectType": "agent"}, {"name": 123}, {"name": {"k": "v"}}]
)
def test_names_and_types_of_agents(lrs, broken):
    lrs.refuses({**placed("actor", {**KHUE, **broken}), "authority": statement(authority={**KHUE, **broken})})
    lrs.refuses(placed("context", {"instructor": {**KHUE, **broken}}))


def test_anonymous_group_has_members(lrs):
    lrs.accepts(agents_everywhere({"objectType": "Group", "member": [KHUE, HIEN]}))
    lrs.refuses(agents_everywhere({"objectType": "Group", "name": "Nhóm"}))
    lrs.refuses(agents_everywhere({"objectType": "Group", "member": []}))


@pytest.mark.parametrize("members", [KHUE, "khue", [{"objectType": "Group", "member": [KHUE]}], [1], [CLASS_9A]])
def test_members_are_agents(lrs, members):
    lrs.refuses(agents_everywhere({"objectType": "Group", "member": members}))
    lrs.refuses(agents_everywhere({**CLASS_9A, "member": members}))


def test_member_belongs_to_groups_only(lrs):
    lrs.refuses(agents_everywhere({**KHUE, "member": [HIEN]}))


# 2.4.3 Verbs


def test_verbs(lrs):
    lrs.accepts({**placed("verb", {"id": ATTENDED["id"]}), **placed("verb", ATTENDED)})
    for broken in [
        {"display": {"vi": "x"}},
        {"id": NOT_IRI},
        {"id": "da du"},
        {"id": 1},
        {"id": ""},
        "https://x.vn",
        {**ATTENDED, "display": "x"},
    ]:
        lrs.refuses(placed("verb", broken))


# 2.4.4 Objects


def test_activity_needs_an_iri(lrs):
    for broken in [None, NOT_IRI, "bai-1", "", 1, "https://"]:
        lrs.refuses(placed("object", changed(LESSON, id=broken)))
    lrs.accepts(placed("object", {"id": "https://truong.example.vn/bài/định-lí"}))
    lrs.accepts(placed("object", {"id": "urn:uuid:16fd2706-8baf-433b-82eb-8c7fada847da"}))


@pytest.mark.parametrize(
    "part",
    [
        {"name": {"vi": "Bài"}},
        {"description": {"vi": "Bài"}},
        {"type": "https://x.vn/t"},
        {"moreInfo": "https://x.vn"},
        {"interactionType": "other"},
    ],
    ids=str,
)
def test_definition_of_one_part(lrs, part):
    lrs.accepts(placed("object", {**LESSON, "definition": part}))


@pytest.mark.parametrize(
    "part",
    [
        "chữ",
        12,
        {"name": "Bài"},
        {"name": 1},
        {"description": 1},
        {"type": "khong phai"},
        {"moreInfo": "khong phai"},
        {"extensions": {"x": 1}},
        {"x": 1},
    ],
    ids=str,
)
def test_broken_definitions_are_refused(lrs, part):
    lrs.refuses(placed("object", {**LESSON, "definition": part}))


COMPONENTS = [{"id": "a", "description": {"vi": "Một"}}, {"id": "b"}]
INTERACTIONS = {
    "true-false": {"correctResponsesPattern": ["true"]},
    "choice": {"correctResponsesPattern": ["a[,]b"], "choices": COMPONENTS},
    "fill-in": {"correctResponsesPattern": ["Thalès"]},
    "long-fill-in": {"correctResponsesPattern": ["{case_matters=false}{lang=vi}vì chúng đồng dạng"]},
    "likert": {"correctResponsesPattern": ["a"], "scale": COMPONENTS},
    "matching": {"correctResponsesPattern": ["a[.]b"], "source": COMPONENTS, "target": COMPONENTS},
    "performance": {"correctResponsesPattern": ["a[.]1:3"], "steps": COMPONENTS},
    "sequencing": {"correctResponsesPattern": ["a[,]b"], "choices": COMPONENTS},
    "numeric": {"correctResponsesPattern": ["4[:]"]},
    "other": {"correctResponsesPattern": ["(21.8,105.2)"]},
}


@pytest.mark.parametrize("kind", INTERACTIONS)
def test_interactions(lrs, kind):
    parts = INTERACTIONS[kind]
    lrs.accepts(placed("object", {**LESSON, "definition": {"interactionType": kind, **parts}}))
    lrs.accepts(placed("object", {**LESSON, "definition": {"interactionType": kind}}))
    lrs.refuses(placed("object", {**LESSON, "definition": {"interactionType": kind[:-1] + kind[-1].upper(), **parts}}))
    lrs.refuses(placed("object", {**LESSON, "definition": parts}))
    for name in set(parts) - {"correctResponsesPattern"}:
        for broken in [
            COMPONENTS[0],
            [{"id": {"k": "v"}}],
            [{"description": {"vi": "x"}}],
            [{"id": "a", "description": "x"}],
            [{"id": "a", "description": {"tiếng việt": "x"}}],
            [{"id": "a"}, {"id": "a"}],
            ["a"],
        ]:
            lrs.refuses(placed("object", {**LESSON, "definition": {"interactionType": kind, **parts, name: broken}}))


@pytest.mark.parametrize("name", ["choices", "scale", "source", "target", "steps"])
def test_component_lists_belong_to_their_interactions(lrs, name):
    lrs.refuses(placed("object", {**LESSON, "definition": {"interactionType": "numeric", name: COMPONENTS}}))


@pytest.mark.parametrize("kind", ["https://x.vn", 12345, {"k": "v"}, "khac"])
def test_interaction_types_are_closed(lrs, kind):
    lrs.refuses(placed("object", {**LESSON, "definition": {"interactionType": kind}}))


@pytest.mark.parametrize("pattern", ["4", {"k": "v"}, [{"k": "v"}], [12345]])
def test_response_patterns_are_strings(lrs, pattern):
    lrs.refuses(placed("object", {**LESSON, "definition": {"interactionType": "numeric", "correctResponsesPattern": pattern}}))


def test_agents_and_groups_as_objects_need_their_type(lrs):
    lrs.accepts({**placed("object", KHUE), **placed("object", CLASS_9A)})
    lrs.refuses({**placed("object", changed(KHUE, objectType=None)), **placed("object", changed(CLASS_9A, objectType=None))})


def test_statement_refs(lrs):
    lrs.accepts(placed("object", REF))
    lrs.refuses(
        {**placed("object", {"id": REF["id"]}), **placed("object", {"objectType": "StatementRef"}), **placed("object", {**REF, "x": 1})}
    )


@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_sub_statement_has_no_record_properties(lrs, name):
    value = {"id": REF["id"], "stored": "2026-09-07T01:30:00Z", "version": "1.0.0", "authority": KHUE}[name]
    lrs.refuses({name: sub_statement(**{name: value})})


def test_sub_statement_holds_no_other(lrs):
    lrs.refuses({"nested": sub_statement(object={"objectType": "SubStatement", **statement()})})


# 2.4.5 Results


@pytest.mark.parametrize(
    "score",
    [{"scaled": 1}, {"scaled": -1.0}, {"scaled": 0.6767676}, {"raw": 100.67}, {"min": -5, "max": 5, "raw": 5}, {"min": 1}, {"max": 0}],
)
def test_scores(lrs, score):
    lrs.accepts(placed("result", {"score": score}))


@pytest.mark.parametrize(
    "score",
    [
        {"scaled": 1.01}, {"scaled": -1.00001}, {"raw": 11, "max": 10}, {"raw": -1, "min": 0}, {"min": 10, "max": 5}, {"min": 5, "max": 5},
        {"min": 5, "max": 4, "raw": 4.5}, {"điểm": 1}, 12345, "chữ",
    ],
    ids=str,
)  # fmt: skip
def test_broken_scores_are_refused(lrs, score):
    lrs.refuses(placed("result", {"score": score}))


@pytest.mark.parametrize(
    "text",
    [
        "PT1H0M0.1S",
        "PT4H35M59.14S",
        "PT16559.14S",
        "P3Y1M29DT4H35M59.14S",
        "P3Y",
        "P4W",
        "P1D",
        "PT0S",
        "P0.5Y",
        "PT36H",
        "P1.5W",
        "PT0,5S",
    ],
)
def test_durations(lrs, text):
    lrs.accepts(placed("result", {"duration": text}))


@pytest.mark.parametrize(
    "text",
    [
        "PA1H0M0S",
        "một giờ",
        "P4W1D",
        "P",
        "PT",
        "P1DT",
        "1H",
        "P-1D",
        "PT1.5H30M",
        "P1S",
        "PT1D",
        "P2026-09-07T01:30:00",
        12345,
        {"k": "v"},
        "",
    ],
)
def test_broken_durations_are_refused(lrs, text):
    lrs.refuses(placed("result", {"duration": text}))


# 2.4.6 Contexts


@pytest.mark.parametrize("name", ["parent", "grouping", "category", "other"])
def test_context_activities_come_back_as_arrays(lrs, name):
    one = {"id": "https://truong.example.vn/khac"}
    lrs.accepts(
        {**placed("context", {"contextActivities": {name: one}}), **placed("context", {"contextActivities": {name: [one, LESSON]}})}
    )
    (uuid,) = lrs.store(statement(context={"contextActivities": {name: one}}))
    assert lrs.get(statementId=uuid).json()["context"]["contextActivities"] == {name: [one]}
    (uuid,) = lrs.store(sub_statement(context={"contextActivities": {name: one}}))
    assert lrs.get(statementId=uuid).json()["object"]["context"]["contextActivities"] == {name: [one]}


@pytest.mark.parametrize(
    "context",
    [
        {"contextActivities": "chữ"},
        {"contextActivities": {"khac": LESSON}},
        {"contextActivities": {"other": [LESSON, {"k": "v"}]}},
        {"contextActivities": {"other": KHUE}},
        {"contextActivities": {"other": "https://x.vn"}},
        {"instructor": {"k": "v"}},
        {"instructor": "cô Hiền"},
        {"team": KHUE},
        {"team": {"k": "v"}},
        {"team": "9A"},
        {"revision": 1},
        {"platform": 1},
        {"language": 1},
        {"language": "tiếng Việt"},
        {"language": "something"},
        {"statement": REF["id"]},
        {"statement": {"id": REF["id"]}},
        {"statement": LESSON},
        {"statement": {"objectType": "SubStatement", **statement()}},
        {"extensions": {"khong phai iri": 1}},
        {"extensions": "chữ"},
    ],
    ids=str,
)
def test_broken_contexts_are_refused(lrs, context):
    lrs.refuses(placed("context", context))


@pytest.mark.parametrize("name", ["revision", "platform"])
@pytest.mark.parametrize("thing", [KHUE, CLASS_9A, REF], ids=["agent", "group", "ref"])
def test_revision_and_platform_need_an_activity(lrs, name, thing):
    lrs.refuses(
        {"statement": statement(object=thing, context={name: "1"}), "sub-statement": sub_statement(object=thing, context={name: "1"})}
    )
    lrs.accepts(placed("context", {name: "1"}))


# 2.4.7, 4.5 Timestamps


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-07T01:30:00Z",
        "2026-09-07T08:30:00.123+07:00",
        "2026-09-07T08:30:00.123456789+0700",
        "20260907T013000Z",
        "2026-09-07T01:30:00",
        "2026-09-07T01:30:00-05",
        "2026-09-07T01:30Z",
    ],
)
def test_timestamps_are_kept(lrs, text):
    (uuid,) = lrs.store(statement(timestamp=text))
    assert lrs.get(statementId=uuid).json()["timestamp"] == text
    lrs.accepts(placed("timestamp", text))


@pytest.mark.parametrize(
    "text",
    [
        "hôm qua",
        "01/011/2026",
        "2026-09-07T01:30:00-00:00",
        "2026-09-07T01:30:00.601-0000",
        "2026-09-07T01:30:00.601-00",
        "2026-13-07T01:30:00Z",
        "2026-02-30T01:30:00Z",
        "2026-09-07T25:30:00Z",
        "2026-09-07",
        "",
        1234567890,
        {},
    ],
)
def test_broken_timestamps_are_refused(lrs, text):
    lrs.refuses({**placed("timestamp", text), "stored": statement(stored=text)})


def test_missing_timestamp_is_the_time_of_storing(lrs):
    (uuid,) = lrs.store(statement())
    kept = lrs.get(statementId=uuid).json()
    assert kept["timestamp"] == kept["stored"]


# 2.4.8-2.4.10 What the store sets


def test_stored_is_set_by_the_store(lrs, new_id):
    old = "2011-07-15T00:00:00.000Z"
    (uuid,) = lrs.store(statement(stored=old))
    assert lrs.get(statementId=uuid).json()["stored"] > "2020"
    uuid = new_id()
    assert lrs.put(statement(stored=old), uuid).status_code == 204
    assert lrs.get(statementId=uuid).json()["stored"] > "2020"


def test_authority_is_the_credential(lrs):
    (uuid,) = lrs.store(statement(authority=HIEN))
    authority = lrs.get(statementId=uuid).json()["authority"]
    assert authority["objectType"] == "Agent"
    assert authority["account"]["name"] == f"credential:{lrs.key}"


def test_authority_may_be_the_oauth_pair_only(lrs):
    pair = {"objectType": "Group", "member": [{"account": {"homePage": "https://x.vn/oauth", "name": "ung-dung"}}, KHUE]}
    lrs.accepts({"pair": statement(authority=pair)})
    lrs.refuses(
        {
            "one": statement(authority={"objectType": "Group", "member": [KHUE]}),
            "three": statement(authority={"objectType": "Group", "member": [*pair["member"], HIEN]}),
            "none": statement(authority={"objectType": "Group"}),
            "members missing": statement(authority={"objectType": "Group", "mbox": "mailto:a@b.vn"}),
            **{next(iter(one)): statement(authority={**pair, **one}) for one in IDENTIFIERS},
        }
    )


@pytest.mark.parametrize(
    ("version", "kept"), [("1.0", "1.0.0"), ("1.0.0", "1.0.0"), ("1.0.3", "1.0.3"), ("1.0.9", "1.0.9"), (None, "1.0.0")]
)
def test_versions(lrs, version, kept):
    (uuid,) = lrs.store(statement(version=version))
    assert lrs.get(statementId=uuid).json()["version"] == kept


@pytest.mark.parametrize("version", ["0.9.9", "1.1.0", "1", "2.0.0", "chữ", 1.0])
def test_other_versions_are_refused(lrs, version):
    lrs.refuses({"version": statement(version=version)})


# 2.4.11 Attachments


def test_attachments_with_a_file_url(lrs):
    lrs.accepts(
        {
            **placed("attachments", [ATTACHMENT]),
            **placed("attachments", [{**ATTACHMENT, "description": {"vi": "x"}}]),
            **placed("attachments", []),
        }
    )


@pytest.mark.parametrize("name", ["usageType", "display", "contentType", "length", "sha2"])
def test_attachments_need_their_properties(lrs, name):
    lrs.refuses(placed("attachments", [changed(ATTACHMENT, **{name: None})]))


@pytest.mark.parametrize(
    "part",
    [
        {"usageType": "khong phai"}, {"contentType": "khong phai"}, {"contentType": 1}, {"length": "hai mươi"}, {"length": -1}, {"length": 1.5},
        {"length": True}, {"sha2": 12345}, {"sha2": "ngan"}, {"fileUrl": "khong phai"}, {"display": {}}, {"display": "x"}, {"description": 1},
        {"description": {}}, {"description": {"something": "x"}}, {"display": {"something": "x"}}, {"x": 1},
    ],
    ids=str,
)  # fmt: skip
def test_broken_attachments_are_refused(lrs, part):
    lrs.refuses(placed("attachments", [{**ATTACHMENT, **part}]))


@pytest.mark.parametrize("value", [ATTACHMENT, 12345, "chữ", [12345], ["chữ"]], ids=str)
def test_attachments_are_an_array_of_objects(lrs, value):
    lrs.refuses(placed("attachments", value))


# 4.1 Extensions, 4.2 Language maps


@pytest.mark.parametrize("value", [True, 12345, {"key": "x"}, "chữ", [1, [2]], None])
def test_extension_values_are_free(lrs, value):
    extensions = {"https://truong.example.vn/x": value}
    lrs.accepts(
        {
            **placed("result", {"extensions": extensions}),
            **placed("context", {"extensions": extensions}),
            **placed("object", {**LESSON, "definition": {"extensions": extensions}}),
        }
    )


@pytest.mark.parametrize("extensions", [{"khong phai": True}, {"": 1}, [], "chữ", 1])
def test_broken_extensions_are_refused(lrs, extensions):
    lrs.refuses(
        {
            **placed("result", {"extensions": extensions}),
            **placed("context", {"extensions": extensions}),
            **placed("object", {**LESSON, "definition": {"extensions": extensions}}),
        }
    )


LANGUAGES = [
    "vi",
    "en-US",
    "cmn",
    "ase",
    "zh-Hant",
    "sr-Latn-RS",
    "es-419",
    "de-DE-1996",
    "sl-rozaj-biske",
    "zh-yue",
    "x-truong",
    "i-klingon",
    "en-x-twain",
    "de-a-value",
    "und",
    "VI-vn",
]
NOT_LANGUAGES = [
    "",
    "a12345",
    "a12345678",
    "something",
    "de-419-DE",
    "zh-z-aaa-z-bbb-c-ccc",
    "vi_VN",
    "tiếng",
    "vi-",
    "-vi",
    "de-1996-1996",
    "v",
]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_language_tags(lrs, tag):
    lrs.accepts(
        {
            **placed("verb", {**ATTENDED, "display": {tag: "x"}}),
            **placed("context", {"language": tag}),
            **placed("attachments", [{**ATTACHMENT, "description": {tag: "x"}}]),
        }
    )


@pytest.mark.parametrize("tag", NOT_LANGUAGES)
def test_what_is_no_language_tag_is_refused(lrs, tag):
    lrs.refuses(
        {
            **placed("verb", {**ATTENDED, "display": {tag: "x"}}),
            **placed("object", {**LESSON, "definition": {"name": {tag: "x"}}}),
            **placed("object", {**LESSON, "definition": {"description": {"vi": "x", tag: "x"}}}),
            **placed("context", {"language": tag}),
            **placed("attachments", [{**ATTACHMENT, "display": {tag: "x"}}]),
        }
    )


# 2.3.2 Voiding


def test_voiding_statement_names_a_statement(lrs):
    lrs.accepts({"unknown target": statement(verb=VOIDED, object=REF)})
    lrs.refuses({"activity": statement(verb=VOIDED), "agent": statement(verb=VOIDED, object=KHUE)})
