"""The shape of a batch of changes as phones send it."""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from .enums import ChangeKind
from .errors import BadBatchError
from .types import Batch, SentChange

MAX_CHANGES = 300
MAX_BLOCK_ID = 60
MAX_DATA = 32_000
KINDS = frozenset(ChangeKind)


def read_batch(content: Any) -> Batch:
    """Return the batch in a JSON body `{person, sent_at, changes: [{id, activity, kind, block, at, data}]}`.

    Times are epoch milliseconds. A change without shape is listed in `broken` when it at least has an id. Raises
    `BadBatchError` when the whole can't be read or has over 300 changes.
    """
    if not isinstance(content, dict) or not isinstance(content.get("changes"), list):
        raise BadBatchError(_("Dữ liệu gửi lên không đọc được."))
    if len(content["changes"]) > MAX_CHANGES:
        raise BadBatchError(_("Mỗi lần gửi nhiều nhất %(count)s mục.") % {"count": MAX_CHANGES})
    person, sent_at = _uuid(content.get("person")), _time(content.get("sent_at"))
    if person is None or sent_at is None:
        raise BadBatchError(_("Dữ liệu gửi lên không đọc được."))
    changes, broken = [], []
    for raw in content["changes"]:
        change = _read_change(raw)
        if change is not None:
            changes.append(change)
        elif isinstance(raw, dict) and isinstance(raw.get("id"), str):
            broken.append(raw["id"][:64])
    return Batch(person, sent_at, tuple(changes), tuple(broken))


def _read_change(raw: Any) -> SentChange | None:
    if not isinstance(raw, dict):
        return None
    id_, activity, at = _uuid(raw.get("id")), _uuid(raw.get("activity")), _time(raw.get("at"))
    block, data, kind = raw.get("block", ""), raw.get("data", {}), raw.get("kind")
    shaped = isinstance(block, str) and len(block) <= MAX_BLOCK_ID and _is_small(data) and isinstance(kind, str) and kind in KINDS
    if id_ is None or activity is None or at is None or not shaped:
        return None
    return SentChange(id_, activity, str(kind), block, at, data)


def _time(value: Any) -> int | None:
    """Return epoch milliseconds; a phone may send them with a fraction."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**53
    return int(value) if good else None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_small(data: Any) -> bool:
    return isinstance(data, dict) and len(json.dumps(data)) <= MAX_DATA
