"""Results, contexts and attachments (xAPI 1.0.3 Data 2.4.5, 2.4.6, 2.4.11; 2.0.0 4.2.2.5)."""

from collections.abc import Callable
from typing import Any

from .activities import check_activity
from .actors import check_agent, check_agent_or_group, check_group
from .base import (
    Json,
    a_boolean,
    a_duration,
    a_language_map,
    a_language_tag,
    a_list,
    a_media_type,
    a_number,
    a_sha2,
    a_string,
    a_uuid,
    an_iri,
    an_object,
    extensions,
    refuse,
)

CONTEXT_ACTIVITIES = ("parent", "grouping", "category", "other")


def check_statement_ref(value: Any, path: str) -> None:
    """Check a reference to a statement."""
    ref = an_object(value, path, {"objectType", "id"}, ("objectType", "id"))
    if ref["objectType"] != "StatementRef":
        refuse(f"{path}.objectType", "must be 'StatementRef'")
    a_uuid(ref["id"], f"{path}.id")


def check_result(value: Any, path: str) -> None:
    """Check a result."""
    _check_parts(an_object(value, path, _RESULT), path, _RESULT)


def check_score(value: Any, path: str) -> None:
    """Check a score: scaled from -1 to 1, raw between min and max, min below max."""
    score = an_object(value, path, {"scaled", "raw", "min", "max"})
    for name in score:
        a_number(score[name], f"{path}.{name}")
    if not -1 <= score.get("scaled", 0) <= 1:
        refuse(f"{path}.scaled", "must be from -1 to 1")
    low, high = score.get("min"), score.get("max")
    if low is not None and high is not None and low >= high:
        refuse(f"{path}.min", "must be less than max")
    if "raw" in score and ((low is not None and score["raw"] < low) or (high is not None and score["raw"] > high)):
        refuse(f"{path}.raw", "must be between min and max")


def check_context(value: Any, path: str, *, about_activity: bool, is_version_2: bool) -> None:
    """Check a context. `revision` and `platform` belong to statements about activities only."""
    allowed = _CONTEXT_2 if is_version_2 else _CONTEXT
    context = an_object(value, path, allowed)
    _check_parts(context, path, allowed)
    for name in ("revision", "platform"):
        if name in context and not about_activity:
            refuse(f"{path}.{name}", "needs an activity as the object of the statement")


def check_attachments(value: Any, path: str) -> None:
    """Check the attachments of a statement, but not their contents."""
    for number, one in enumerate(a_list(value, path)):
        where = f"{path}[{number}]"
        attachment = an_object(one, where, _ATTACHMENT, ("usageType", "display", "contentType", "length", "sha2"))
        _check_parts(attachment, where, _ATTACHMENT)


def _check_parts(value: Json, path: str, checks: dict[str, Callable[[Any, str], Any]]) -> None:
    for name, one in value.items():
        checks[name](one, f"{path}.{name}")


def _check_context_activities(value: Any, path: str) -> None:
    for name, given in an_object(value, path, CONTEXT_ACTIVITIES).items():
        where = f"{path}.{name}"
        if isinstance(given, list):
            for number, one in enumerate(given):
                check_activity(one, f"{where}[{number}]")
        else:
            check_activity(given, where)


def _check_relevant(kind: str, inner: str, check: Callable[[Any, str], Any]) -> Callable[[Any, str], None]:
    def checked(value: Any, path: str) -> None:
        for number, one in enumerate(a_list(value, path)):
            where = f"{path}[{number}]"
            entry = an_object(one, where, {"objectType", inner, "relevantTypes"}, ("objectType", inner))
            if entry["objectType"] != kind:
                refuse(f"{where}.objectType", f"must be {kind!r}")
            check(entry[inner], f"{where}.{inner}")
            types = a_list(entry.get("relevantTypes", ["x:y"]), f"{where}.relevantTypes")
            if not types:
                refuse(f"{where}.relevantTypes", "must not be empty")
            for place, iri in enumerate(types):
                an_iri(iri, f"{where}.relevantTypes[{place}]")

    return checked


def _check_length(value: Any, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        refuse(path, "must be a whole number of octets")


_RESULT: dict[str, Callable[[Any, str], Any]] = {
    "score": check_score,
    "success": a_boolean,
    "completion": a_boolean,
    "response": a_string,
    "duration": a_duration,
    "extensions": extensions,
}
_CONTEXT: dict[str, Callable[[Any, str], Any]] = {
    "registration": a_uuid,
    "instructor": check_agent_or_group,
    "team": check_group,
    "contextActivities": _check_context_activities,
    "revision": a_string,
    "platform": a_string,
    "language": a_language_tag,
    "statement": check_statement_ref,
    "extensions": extensions,
}
_CONTEXT_2: dict[str, Callable[[Any, str], Any]] = {
    **_CONTEXT,
    "contextAgents": _check_relevant("contextAgent", "agent", check_agent),
    "contextGroups": _check_relevant("contextGroup", "group", check_group),
}
_ATTACHMENT: dict[str, Callable[[Any, str], Any]] = {
    "usageType": an_iri,
    "display": a_language_map,
    "description": a_language_map,
    "contentType": a_media_type,
    "length": _check_length,
    "sha2": a_sha2,
    "fileUrl": an_iri,
}
