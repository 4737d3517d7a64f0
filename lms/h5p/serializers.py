"""What devices send: changes in their agreed shape."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from .errors import BadChanges
from .types import Change

MOST_CHANGES = 200
STATE_BYTES = 512 * 1024
STATEMENT_BYTES = 64 * 1024
_KINDS = ("state", "statement", "finished")


def read_batch(body: bytes) -> dict[str, Any]:
    """Return a batch, `{person, package, activity, block, changes}`, from JSON. `BadChanges` names the field that is wrong."""
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadChanges("body") from None
    if not isinstance(value, dict):
        raise BadChanges("body")
    rows = value.get("changes")
    if not isinstance(rows, list) or len(rows) > MOST_CHANGES:
        raise BadChanges("changes")
    return {
        "person": _text(value, "person", 40),
        "package": _uuid(value, "package"),
        "activity": _uuid(value, "activity"),
        "block": _text(value, "block", 60),
        "changes": [_change(row, index) for index, row in enumerate(rows)],
    }


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _change(row: Any, index: int) -> Change:
    if not isinstance(row, dict) or row.get("kind") not in _KINDS:
        raise BadChanges(f"changes.{index}.kind")
    try:
        return _read_change(row)
    except BadChanges as bad:
        raise BadChanges(f"changes.{index}.{bad.field}") from None


def _read_change(row: dict[str, Any]) -> Change:
    kind = str(row["kind"])
    common: dict[str, Any] = {"id": _uuid(row, "id"), "kind": kind, "at": _moment(row)}
    if kind == "state":
        sub, data_id = _text(row, "sub", 60) or "0", _text(row, "data_id", 60) or "state"
        return Change(**common, sub_content_id=sub, data_id=data_id, data=_text(row, "data", STATE_BYTES))
    if kind == "statement":
        statement = row.get("statement")
        if not isinstance(statement, dict) or len(json.dumps(statement)) > STATEMENT_BYTES:
            raise BadChanges("statement")
        return Change(**common, statement=statement)
    seconds = row.get("seconds")
    return Change(**common, seconds=min(max(seconds, 0), 86400) if isinstance(seconds, int) else 0)


def _text(row: dict[str, Any], field: str, most: int) -> str:
    value = row.get(field, "")
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise BadChanges(field)
    return value


def _uuid(row: dict[str, Any], field: str) -> UUID:
    try:
        return UUID(row[field])
    except (KeyError, ValueError, AttributeError, TypeError):
        raise BadChanges(field) from None


def _moment(row: dict[str, Any]) -> datetime:
    value = row.get("at")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadChanges("at")
    try:
        return datetime.fromtimestamp(value / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise BadChanges("at") from None
