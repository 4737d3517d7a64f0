"""Statements the platform makes about its own teaching (xAPI 1.0.3 Data 2.4).

The actor is a pseudonym, `{homePage: base_url, name: person uuid}`: no names, no mail. Activities are
`<base_url>/xapi/activities/<uuid>`, steps inside them `.../steps/<id>`. Every builder returns a JSON-ready dict with an id
of its own; hand it to `lms.records.services.queue_statements`.
"""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import UUID, uuid4, uuid5

from lms.records.types import Answer, LearningObject, Outcome, Study

Statement = dict[str, Any]

VERBS: dict[str, tuple[str, str, str]] = {
    "launched": ("http://adlnet.gov/expapi/verbs/launched", "đã mở", "launched"),
    "initialized": ("http://adlnet.gov/expapi/verbs/initialized", "đã bắt đầu", "initialized"),
    "progressed": ("http://adlnet.gov/expapi/verbs/progressed", "đã học thêm", "progressed"),
    "answered": ("http://adlnet.gov/expapi/verbs/answered", "đã trả lời", "answered"),
    "completed": ("http://adlnet.gov/expapi/verbs/completed", "đã hoàn thành", "completed"),
    "passed": ("http://adlnet.gov/expapi/verbs/passed", "đã đạt", "passed"),
    "failed": ("http://adlnet.gov/expapi/verbs/failed", "chưa đạt", "failed"),
}
ACTIVITY_TYPES: dict[str, str] = {
    "course": "http://adlnet.gov/expapi/activities/course",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "h5p": "http://adlnet.gov/expapi/activities/interaction",
    "file": "http://adlnet.gov/expapi/activities/file",
    "link": "http://adlnet.gov/expapi/activities/link",
    "video": "http://adlnet.gov/expapi/activities/media",
    "quiz": "http://adlnet.gov/expapi/activities/assessment",
}
ANY_TYPE = "http://adlnet.gov/expapi/activities/module"
PROGRESS_EXTENSION = "https://w3id.org/xapi/cmi5/result/extensions/progress"
PLATFORM = "Cây Đa"
_REGISTRATIONS = UUID("6f9c3e6a-6f0f-4c4e-9b51-3a1f6c9d2a10")
_RESULT_PARTS = ("score", "success", "completion", "response", "duration")


def activity_iri(base_url: str, uuid: UUID) -> str:
    """Return the IRI of an activity or course of ours."""
    return f"{base_url}/xapi/activities/{uuid}"


def step_iri(base_url: str, uuid: UUID, step_id: str) -> str:
    """Return the IRI of a step (block, question, part of an H5P) inside an activity."""
    return f"{activity_iri(base_url, uuid)}/steps/{quote(step_id, safe='')}"


def pseudonym(base_url: str, person_uuid: UUID) -> dict[str, Any]:
    """Return the agent that stands for a person of ours."""
    return {"objectType": "Agent", "account": {"homePage": base_url, "name": str(person_uuid)}}


def registration_of(study: Study) -> UUID:
    """Return the id that binds all statements of one learner in one course (or one activity outside a course)."""
    return uuid5(_REGISTRATIONS, f"{study.person_uuid}/{(study.course or study.activity).uuid}")


def iso_duration(seconds: float) -> str:
    """Return a length of time as ISO 8601 with at most hundredths of a second, e.g. `PT90S`, `PT1.25S`."""
    return f"PT{max(seconds, 0):.2f}".rstrip("0").rstrip(".") + "S"


def launched(study: Study) -> Statement:
    """Say that the learner opened the activity."""
    return _statement(study, "launched")


def initialized(study: Study) -> Statement:
    """Say that the learner began the activity (the first time)."""
    return _statement(study, "initialized")


def progressed(study: Study, *, progress_ratio: float, seconds: float | None = None) -> Statement:
    """Say how far the learner is, `progress_ratio` 0-1; `seconds` spent since the last statement."""
    result = _result(Outcome(seconds=seconds))
    result["extensions"] = {PROGRESS_EXTENSION: round(min(max(progress_ratio, 0.0), 1.0) * 100)}
    return _statement(study, "progressed", result)


def answered(study: Study, answer: Answer, *, outcome: Outcome | None = None) -> Statement:
    """Say how the learner answered a checkpoint; the activity becomes the parent of the question."""
    result = _result(outcome or Outcome())
    result["response"] = answer.response
    if answer.is_correct is not None:
        result["success"] = answer.is_correct
    definition: dict[str, Any] = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "description": {"vi": answer.question},
        "interactionType": answer.interaction_type,
    }
    if answer.correct_responses:
        definition["correctResponsesPattern"] = list(answer.correct_responses)
    question = {"objectType": "Activity", "id": step_iri(study.base_url, study.activity.uuid, answer.step_id), "definition": definition}
    return _statement(study, "answered", result, question)


def completed(study: Study, outcome: Outcome | None = None) -> Statement:
    """Say that the learner completed the activity."""
    return _statement(study, "completed", {**_result(outcome or Outcome()), "completion": True})


def passed(study: Study, outcome: Outcome) -> Statement:
    """Say that the learner reached the score asked for."""
    return _statement(study, "passed", {**_result(outcome), "success": True})


def failed(study: Study, outcome: Outcome) -> Statement:
    """Say that the learner finished below the score asked for."""
    return _statement(study, "failed", {**_result(outcome), "success": False})


def adopted(study: Study, foreign: dict[str, Any]) -> Statement:
    """Return a statement of a player (H5P) as one of ours: its verb, result and description, our actor, ids and context.

    Parts of a package (`...?subContentId=x`, as H5P writes them) become steps of the activity. Whoever the player said
    acted is dropped. Raises `ValueError` when `foreign` isn't a statement about an activity.
    """
    verb, thing = foreign.get("verb"), foreign.get("object")
    if not isinstance(verb, dict) or not isinstance(verb.get("id"), str) or not isinstance(thing, dict):
        raise ValueError("a statement has a verb with an id and an object")
    part = _part_of(str(thing.get("id", "")))
    target = _object(study.base_url, study.activity)
    if part:
        target = {"objectType": "Activity", "id": step_iri(study.base_url, study.activity.uuid, part)}
    described = _adopted_definition(thing.get("definition"))
    if described:
        target["definition"] = {**described, **target.get("definition", {})}
    statement = _statement(study, "launched", _adopted_result(foreign), target)
    statement["verb"] = {key: verb[key] for key in ("id", "display") if key in verb}
    category = _category_of(foreign)
    if category:
        statement["context"].setdefault("contextActivities", {})["category"] = category
    return statement


def _part_of(iri: str) -> str:
    return next(iter(parse_qs(urlsplit(iri).query).get("subContentId", [])), "")


def _adopted_definition(given: Any) -> dict[str, Any]:
    kept = given if isinstance(given, dict) else {}
    return {key: value for key, value in kept.items() if key not in {"moreInfo", "extensions"} and value not in ({}, [], None, "")}


def _adopted_result(foreign: dict[str, Any]) -> dict[str, Any]:
    """Keep what xAPI knows of a result. A score out of nothing (H5P tells 0 of 0) is no score."""
    given = foreign.get("result")
    kept = {key: given[key] for key in _RESULT_PARTS if given.get(key) is not None} if isinstance(given, dict) else {}
    score = kept.get("score")
    if not isinstance(score, dict) or not score or score.get("min") == score.get("max", 0) == 0:
        kept.pop("score", None)
    return kept


def _category_of(foreign: dict[str, Any]) -> list[dict[str, Any]]:
    context = foreign.get("context")
    activities = context.get("contextActivities") if isinstance(context, dict) else None
    category = activities.get("category") if isinstance(activities, dict) else None
    listed = category if isinstance(category, list) else [category]
    return [{"objectType": "Activity", "id": one["id"]} for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _object(base_url: str, thing: LearningObject) -> dict[str, Any]:
    name = {"vi": thing.name_vi, **({"en": thing.name_en} if thing.name_en else {})}
    return {
        "objectType": "Activity",
        "id": activity_iri(base_url, thing.uuid),
        "definition": {"name": name, "type": ACTIVITY_TYPES.get(thing.kind, ANY_TYPE)},
    }


def _result(outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {}
    score: dict[str, float] = {}
    if outcome.score_ratio is not None:
        score["scaled"] = round(outcome.score_ratio, 4)
    if outcome.score_points is not None:
        score["raw"] = outcome.score_points
        if outcome.points_max is not None:
            score.update(min=0, max=outcome.points_max)
    if score:
        result["score"] = score
    if outcome.seconds is not None:
        result["duration"] = iso_duration(outcome.seconds)
    return result


def _statement(study: Study, verb: str, result: dict[str, Any] | None = None, target: dict[str, Any] | None = None) -> Statement:
    iri, in_vietnamese, in_english = VERBS[verb]
    whole = _object(study.base_url, study.activity)
    around: dict[str, Any] = {}
    if target is not None and target["id"] != whole["id"]:
        around["parent"] = [whole]
    if study.course is not None:
        around["grouping" if around else "parent"] = [_object(study.base_url, study.course)]
    statement: Statement = {
        "id": str(study.statement_id or uuid4()),
        "actor": pseudonym(study.base_url, study.person_uuid),
        "verb": {"id": iri, "display": {"vi": in_vietnamese, "en": in_english}},
        "object": target or whole,
        "context": {
            "registration": str(registration_of(study)),
            "platform": PLATFORM,
            "language": "vi",
            **({"contextActivities": around} if around else {}),
        },
        "timestamp": study.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if result:
        statement["result"] = result
    return statement
