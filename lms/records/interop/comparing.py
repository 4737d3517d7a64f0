"""Putting a statement into the form it is kept in, and telling whether two statements are the same.

Source: xAPI 1.0.3 Data 2.3.1 (what may differ in equal statements), 2.4.6.2 (context activities are arrays), 2.4.10.
"""

from hashlib import sha256
from typing import Any

from .formats import is_version_1, parse_timestamp, utc_text
from .jsontext import canonical_text

Json = dict[str, Any]
_SET_BY_STORE = frozenset({"authority", "stored", "version", "timestamp", "attachments"})


def settle(statement: Json, *, version_2: bool) -> None:
    """Bring a checked statement into the form it is kept in, in place: arrays of context activities, a version.

    A statement that came by 2.0.0 also gets its timestamp in UTC, as that version asks.
    """
    for part in (statement, statement["object"]):
        around = part.get("context", {}).get("contextActivities", {}) if isinstance(part.get("context"), dict) else {}
        for name, given in around.items():
            if not isinstance(given, list):
                around[name] = [given]
    if version_2:
        statement.setdefault("version", "2.0.0")
        moment = parse_timestamp(statement["timestamp"]) if "timestamp" in statement else None
        if moment is not None:
            statement["timestamp"] = utc_text(moment)
    elif statement.get("version", "1.0") == "1.0" or not is_version_1(statement["version"]):
        statement["version"] = "1.0.0"


def fingerprint(statement: Json) -> str:
    """Return a hash that equal statements share, whatever may differ between them.

    Not compared: id, authority, stored, version, timestamp (compared by the store, which may have set it), attachments,
    how a verb is displayed, definitions of activities, the order of members and context activities, the case of UUIDs.
    """
    kept = {key: value for key, value in statement.items() if key not in _SET_BY_STORE and key != "id"}
    return sha256(canonical_text(_statement(kept)).encode("utf-8", "surrogatepass")).hexdigest()


def _statement(statement: Json) -> Json:
    result: Json = dict(statement)
    result["actor"] = _actor(statement.get("actor"))
    verb = statement.get("verb")
    result["verb"] = verb.get("id") if isinstance(verb, dict) else verb
    result["object"] = _object(statement.get("object"))
    if isinstance(statement.get("context"), dict):
        result["context"] = _context(statement["context"])
    result.pop("attachments", None)
    return result


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        return _activity(value)
    if kind == "SubStatement":
        return _statement(value)
    if kind == "StatementRef":
        return {**value, "id": str(value.get("id")).lower()}
    return _actor(value)


def _activity(value: Any) -> Any:
    return {"objectType": "Activity", "id": value.get("id")} if isinstance(value, dict) else value


def _actor(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    result = {"objectType": "Agent", **value}
    if isinstance(value.get("member"), list):
        result["member"] = sorted((_actor(one) for one in value["member"]), key=canonical_text)
    return result


def _context(value: Json) -> Json:
    result = dict(value)
    if "registration" in value:
        result["registration"] = str(value["registration"]).lower()
    for name in ("instructor", "team"):
        if name in value:
            result[name] = _actor(value[name])
    if "statement" in value:
        result["statement"] = _object({"objectType": "StatementRef", **value["statement"]})
    around = value.get("contextActivities")
    if isinstance(around, dict):
        result["contextActivities"] = {
            name: sorted((_activity(one) for one in (given if isinstance(given, list) else [given])), key=canonical_text)
            for name, given in around.items()
        }
    return result
