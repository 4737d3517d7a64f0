"""The platform's own statements: queued cheaply by whoever teaches, stored in batches off the request path."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from core.jobs.models import Job
from core.jobs.services import enqueue
from lms.records.models import StatementDraft

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


def _ask_for_storing() -> None:
    slot = int(timezone.now().timestamp()) // SLOT_SECONDS + 1
    key = f"{MOVE_JOB}@{slot}"
    if not Job.objects.filter(dedupe_key=key).exists():
        enqueue(MOVE_JOB, {}, dedupe_key=key, run_at=datetime.fromtimestamp(slot * SLOT_SECONDS, tz=UTC))
