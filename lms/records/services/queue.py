"""The platform's own statements: queued cheaply by whoever teaches, stored in batches off the request path."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.jobs.models import Job
from core.jobs.services import enqueue
from lms.records.enums import Scope
from lms.records.errors import RecordsError
from lms.records.interop.jsontext import parse_json
from lms.records.interop.statements import PLATFORM
from lms.records.models import StatementDraft
from lms.records.types import Client

from .store import store_statements

log = structlog.get_logger("cayda.records")

MOVE_JOB = "records.store_drafts"
SLOT_SECONDS = 5
BATCH = 500


def queue_statements(statements: Sequence[dict[str, Any]]) -> int:
    """Queue statements of the platform in the caller's transaction: one INSERT, whatever their number; returns how many.

    They come from `lms.records.interop.statements`, each with its `id`; one that is stored already changes nothing.
    Unchecked here: what can't be stored stays behind as a refused draft. A job stores them a few seconds after the commit.
    """
    if not statements:
        return 0
    StatementDraft.objects.bulk_create([StatementDraft(body=orjson.dumps(one).decode()) for one in statements], batch_size=1000)
    transaction.on_commit(_ask_for_storing, robust=True)
    return len(statements)


def move_drafts(*, limit: int = BATCH) -> int:
    """Store up to `limit` waiting drafts and delete them, in one transaction; returns how many drafts it took.

    Killed in the middle, nothing has happened. Two at once take different drafts. A draft the store refuses is marked with
    the reason, and holds nothing up.
    """
    with transaction.atomic():
        waiting = StatementDraft.objects.filter(problem="").order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        drafts = list(waiting[:limit])
        if not drafts:
            return 0
        stored = _store_all(drafts) or _store_each(drafts)
        StatementDraft.objects.filter(pk__in=stored).delete()
    return len(drafts)


def platform_client() -> Client:
    """Return the client the platform's own statements are stored by."""
    authority = {"objectType": "Agent", "name": PLATFORM, "account": {"homePage": settings.BASE_URL, "name": "platform"}}
    return Client(PLATFORM, authority, frozenset({Scope.ALL}))


def _store_all(drafts: Sequence[StatementDraft]) -> list[int]:
    """Store the drafts together; an empty list when one of them can't be stored."""
    try:
        unique = {one["id"]: one for one in (_parsed(draft) for draft in drafts)}
        with transaction.atomic():
            store_statements(client=platform_client(), statements=list(unique.values()))
    except (RecordsError, KeyError, TypeError):
        return []
    return [draft.pk for draft in drafts]


def _store_each(drafts: Sequence[StatementDraft]) -> list[int]:
    """Store the drafts one by one, marking those that can't be stored; returns the others."""
    stored = []
    for draft in drafts:
        try:
            with transaction.atomic():
                store_statements(client=platform_client(), statements=[_parsed(draft)])
            stored.append(draft.pk)
        except (RecordsError, KeyError, TypeError, ValueError) as error:
            code = getattr(error, "code", type(error).__name__)
            StatementDraft.objects.filter(pk=draft.pk).update(problem=f"{code}: {error}"[:300])
            log.error("statement refused", draft=draft.pk, code=code)
    return stored


def _parsed(draft: StatementDraft) -> Any:
    return parse_json(draft.body.encode(), f"draft {draft.pk}")


def _ask_for_storing() -> None:
    slot = int(timezone.now().timestamp()) // SLOT_SECONDS + 1
    key = f"{MOVE_JOB}@{slot}"
    if not Job.objects.filter(dedupe_key=key).exists():
        enqueue(MOVE_JOB, {}, dedupe_key=key, run_at=datetime.fromtimestamp(slot * SLOT_SECONDS, tz=UTC))
