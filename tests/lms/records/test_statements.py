"""Statements the platform makes of its own teaching."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from lms.records.interop import statements as build
from lms.records.types import Answer, LearningObject, Outcome, Study

BASE = "https://cayda.example"
PERSON = UUID("11111111-1111-4111-8111-111111111111")
LESSON = LearningObject(UUID("22222222-2222-4222-8222-222222222222"), "lesson", "Định lí Thalès", "Thales's theorem")
COURSE = LearningObject(UUID("33333333-3333-4333-8333-333333333333"), "course", "Toán 8")
AT = datetime(2026, 9, 7, 1, 30, tzinfo=UTC)
STUDY = Study(BASE, PERSON, LESSON, AT, COURSE)


def test_statement_names_nobody():
    statement = build.launched(STUDY)
    assert statement["actor"] == {"objectType": "Agent", "account": {"homePage": BASE, "name": str(PERSON)}}
    assert statement["object"]["id"] == f"{BASE}/xapi/activities/{LESSON.uuid}"
    assert statement["object"]["definition"]["name"] == {"vi": "Định lí Thalès", "en": "Thales's theorem"}
    assert statement["context"]["contextActivities"]["parent"][0]["id"] == f"{BASE}/xapi/activities/{COURSE.uuid}"
    assert statement["timestamp"] == "2026-09-07T01:30:00.000Z"


def test_registration_binds_learner_and_course():
    other_lesson = LearningObject(UUID("44444444-4444-4444-8444-444444444444"), "h5p", "Ô chữ")
    first, second = build.launched(STUDY), build.initialized(Study(BASE, PERSON, other_lesson, AT, COURSE))
    assert first["context"]["registration"] == second["context"]["registration"]
    assert first["id"] != second["id"]
    alone = build.launched(Study(BASE, PERSON, LESSON, AT))
    assert alone["context"]["registration"] != first["context"]["registration"]


def test_given_id_is_kept():
    given = UUID("55555555-5555-4555-8555-555555555555")
    assert build.launched(Study(BASE, PERSON, LESSON, AT, COURSE, given))["id"] == str(given)


@pytest.mark.parametrize(("ratio", "percent"), [(0.0, 0), (0.336, 34), (1.0, 100), (1.2, 100), (-1, 0)])
def test_progress_is_whole_percent(ratio, percent):
    statement = build.progressed(STUDY, progress_ratio=ratio, seconds=90)
    assert statement["result"] == {"duration": "PT90S", "extensions": {build.PROGRESS_EXTENSION: percent}}


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "PT0S"), (90, "PT90S"), (1.25, "PT1.25S"), (100, "PT100S"), (-3, "PT0S"), (0.5, "PT0.5S")]
)
def test_iso_duration(seconds, text):
    assert build.iso_duration(seconds) == text


def test_answer_is_inside_its_activity():
    answer = Answer("b/7", "Tỉ số bằng bao nhiêu?", "choice", "b", True, ("b",))
    statement = build.answered(STUDY, answer, outcome=Outcome(score_ratio=1))
    assert statement["object"]["id"] == f"{BASE}/xapi/activities/{LESSON.uuid}/steps/b%2F7"
    assert statement["object"]["definition"]["correctResponsesPattern"] == ["b"]
    assert statement["result"] == {"score": {"scaled": 1}, "response": "b", "success": True}
    around = statement["context"]["contextActivities"]
    assert [around["parent"][0]["id"], around["grouping"][0]["id"]] == [
        build.activity_iri(BASE, LESSON.uuid),
        build.activity_iri(BASE, COURSE.uuid),
    ]


def test_outcomes():
    outcome = Outcome(score_ratio=0.85, score_points=8.5, points_max=10, seconds=61.5)
    assert build.completed(STUDY)["result"] == {"completion": True}
    assert build.passed(STUDY, outcome)["result"] == {
        "score": {"scaled": 0.85, "raw": 8.5, "min": 0, "max": 10},
        "duration": "PT61.5S",
        "success": True,
    }
    assert build.failed(STUDY, Outcome(score_ratio=0.2))["result"] == {"score": {"scaled": 0.2}, "success": False}


def test_adopted_statement_keeps_what_happened_and_drops_who_the_player_said():
    foreign = {
        "actor": {"account": {"homePage": "http://localhost", "name": "Khuê"}, "name": "Khuê", "mbox": "mailto:khue@example.com"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered"}},
        "object": {
            "id": "http://localhost/h5p/9?subContentId=ab-12",
            "objectType": "Activity",
            "definition": {
                "interactionType": "choice",
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "extensions": {"http://h5p.org/x-api/h5p-local-content-id": 9},
            },
        },
        "result": {
            "score": {"min": 0, "max": 1, "raw": 1, "scaled": 1},
            "success": True,
            "duration": "PT3S",
            "response": "0",
            "completion": None,
        },
        "context": {
            "contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16", "objectType": "Activity"}]},
            "instructor": {"mbox": "mailto:a@b.vn"},
        },
    }
    statement = build.adopted(STUDY, foreign)
    assert statement["actor"] == build.pseudonym(BASE, PERSON)
    assert statement["verb"] == foreign["verb"]
    assert statement["object"]["id"] == build.step_iri(BASE, LESSON.uuid, "ab-12")
    assert "extensions" not in statement["object"]["definition"]
    assert statement["result"] == {
        "score": {"min": 0, "max": 1, "raw": 1, "scaled": 1},
        "success": True,
        "duration": "PT3S",
        "response": "0",
    }
    assert statement["context"]["contextActivities"]["category"] == [
        {"objectType": "Activity", "id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}
    ]
    assert "Khuê" not in str(statement)
    assert "example.com" not in str(statement)


@pytest.mark.parametrize("foreign", [{}, {"verb": "x"}, {"verb": {"id": 1}, "object": {}}, {"verb": {"id": "http://a"}}])
def test_adopting_what_is_no_statement_is_refused(foreign):
    with pytest.raises(ValueError, match="a statement has"):
        build.adopted(STUDY, foreign)
