"""Part Three 2.4, 2.5, 2.8: agents, activities, about."""

import pytest

from .conftest import HIEN, KHUE, LESSON, http, make_provider, statement


@pytest.mark.parametrize(
    "agent",
    [
        KHUE,
        HIEN,
        {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975", "name": "Khuê"},
        {"objectType": "Agent", "openid": "https://openid.example.vn/khue"},
    ],
    ids=["mbox", "account", "sha1", "openid"],
)
def test_person_is_made_of_arrays(lrs, agent):
    lrs.store(statement(actor=agent))
    person = lrs.get("agents", agent=agent).json()
    assert person.pop("objectType") == "Person"
    assert person == {name: [value] for name, value in agent.items() if name != "objectType"}


def test_person_knows_the_names_it_came_with(lrs):
    lrs.store(statement(), statement(actor={**KHUE, "name": "Khuê"}), statement())
    person = lrs.get("agents", agent={"mbox": KHUE["mbox"]}).json()
    assert person == {"objectType": "Person", "name": ["Nông Minh Khuê", "Khuê"], "mbox": [KHUE["mbox"]]}


def test_person_nobody_mentioned(lrs):
    assert lrs.get("agents", agent=HIEN).json() == {"objectType": "Person", "account": [HIEN["account"]]}


@pytest.mark.parametrize(
    "params", [{}, {"agent": "khue"}, {"agent": {"name": "Khuê"}}, {"agent": KHUE, "foo": "bar"}, {"Agent": KHUE}], ids=str
)
def test_agents_needs_an_agent(lrs, params):
    assert lrs.get("agents", **params).status_code == 400


def test_activity_is_complete(lrs):
    lrs.store(statement())
    assert lrs.get("activities", activityId=LESSON["id"]).json() == LESSON


def test_activity_is_merged_from_what_was_said(lrs):
    lrs.store(
        statement(object={"id": LESSON["id"], "definition": {"name": {"vi": "Cũ", "fr": "Théorème"}, "extensions": {"https://x.vn/a": 1}}}),
        statement(),
    )
    definition = lrs.get("activities", activityId=LESSON["id"]).json()["definition"]
    assert definition["name"] == {"fr": "Théorème", **LESSON["definition"]["name"]}
    assert definition["extensions"] == {"https://x.vn/a": 1, **LESSON["definition"]["extensions"]}


def test_activity_nobody_mentioned(lrs):
    assert lrs.get("activities", activityId="https://x.vn").json() == {"objectType": "Activity", "id": "https://x.vn"}


@pytest.mark.parametrize(
    "params",
    [{}, {"activityId": "bai"}, {"activityId": "1"}, {"activityId": "https://x.vn", "foo": "bar"}, {"ActivityId": "https://x.vn"}],
    ids=str,
)
def test_activities_needs_an_iri(lrs, params):
    assert lrs.get("activities", **params).status_code == 400


def test_objects_need_a_scope_that_reads(lrs):
    writer = make_provider(name="Máy ghi", scopes=frozenset({"statements/write"}))
    assert writer.get("activities", activityId="https://x.vn").status_code == 403
    assert writer.get("agents", agent=KHUE).status_code == 403


def test_about(lrs):
    told = lrs.get("about").json()["version"]
    assert told == ["1.0.3", "1.0.2", "1.0.1", "1.0.0"]
    lrs.version = "2.0.0"
    assert lrs.get("about").json()["version"] == ["2.0.0", *told]


def test_about_asks_for_nothing(lrs):
    answer = http().get("/xapi/about")
    assert (answer.status_code, "2.0.0" in answer.json()["version"]) == (200, True)
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert lrs.get("about", foo="bar").status_code == 400
