"""Enqueuing and running jobs."""

import contextlib
import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.ports.tracing import span

from .enums import JobState
from .errors import JobCancelled, UnknownJobError
from .models import Job, StuckRow
from .selectors import FORGET_STUCK
from .types import Handler, Registered

log = structlog.get_logger("cayda.jobs")
LEASE = timedelta(seconds=60)
_Key = TypeVar("_Key", int, str)
_registry: dict[str, Registered] = {}
wake_up = threading.Event()


def job(name: str, *, queue: str = "default", max_attempts: int = 5, every_seconds: int | None = None) -> Callable[[Handler], Handler]:
    """Register a handler under `name`. It is called as `handler(context, **payload)` and must be idempotent.

    `every_seconds` makes it periodic: once in each slot of that length, whichever worker comes first.
    """

    def register(handler: Handler) -> Handler:
        _registry[name] = Registered(name, handler, queue, max_attempts, every_seconds)
        return handler

    return register


def registered(name: str) -> Registered:
    """Return the handler called `name`; `UnknownJobError` when there is none."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownJobError(name) from None


def enqueue(
    name: str, payload: dict[str, Any], *, run_at: datetime | None = None, dedupe_key: str | None = None, created_by_id: int | None = None
) -> Job | None:
    """Put a job into the queue, visible when the current transaction commits.

    `payload` is JSON-ready primitives. With `dedupe_key`, a job of the same key that exists already wins and None returns.
    """
    entry = registered(name)
    row = Job(
        name=name,
        queue=entry.queue,
        payload=payload,
        max_attempts=entry.max_attempts,
        run_at=run_at or timezone.now(),
        dedupe_key=dedupe_key,
        created_by_id=created_by_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if dedupe_key is None:
            raise
        return None
    transaction.on_commit(wake_up.set)
    return row


def cancel(*, job_id: int) -> bool:
    """Cancel a job that has not ended; a running handler stops at its next progress call. Says whether it applied."""
    return bool(
        Job.objects.filter(pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
            state=JobState.CANCELLED, finished_at=timezone.now()
        )
    )


def claim(*, worker: str, queues: Sequence[str] | None = None) -> Job | None:
    """Take the next due job under a lease, or None. Safe among many workers."""
    now = timezone.now()
    due = Q(state=JobState.QUEUED, run_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        rows = Job.objects.filter(due).order_by("run_at", "id")
        if queues:
            rows = rows.filter(queue__in=queues)
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        row = rows.first()
        if row is None:
            return None
        if row.attempts >= row.max_attempts:
            _end(row, JobState.FAILED, error=row.error or "the worker died too often")
            return claim(worker=worker, queues=queues)
        row.state, row.worker, row.lease_until = JobState.RUNNING, worker, now + LEASE
        row.attempts += 1
        row.save(update_fields=["state", "worker", "lease_until", "attempts"])
    return row


def _end(row: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    _ours(row).update(state=state, result=result or {}, error=error[-4000:], finished_at=timezone.now(), lease_until=None)


def _ours(row: Job) -> "QuerySet[Job]":
    """Return the claimed job if it still is who claimed it: one whose lease ran out ends nothing another worker has begun anew."""
    return Job.objects.filter(pk=row.pk, state__in=[JobState.QUEUED, JobState.RUNNING], worker=row.worker, attempts=row.attempts)


class RunningJob:
    """The context of one run: progress, heartbeat."""

    def __init__(self, row: Job) -> None:
        self.job_id, self.attempt, self._worker = row.pk, row.attempts, row.worker
        self._stop = threading.Event()
        self._beat = threading.Thread(target=self._heartbeat, daemon=True)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Record progress and prolong the lease; `JobCancelled` when it is no longer ours."""
        mine = Job.objects.filter(pk=self.job_id, state=JobState.RUNNING, worker=self._worker)
        if not mine.update(done_count=done, total_count=total, message=message[:200], lease_until=timezone.now() + LEASE):
            raise JobCancelled

    def _heartbeat(self) -> None:
        while not self._stop.wait(LEASE.total_seconds() / 3):
            with contextlib.suppress(Exception):
                Job.objects.filter(pk=self.job_id, state=JobState.RUNNING, worker=self._worker).update(lease_until=timezone.now() + LEASE)
        connection.close()

    def __enter__(self) -> "RunningJob":
        self._beat.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()


def run(row: Job, *, heartbeat: bool = True) -> JobState:
    """Run a claimed job to its end and return the state it ended in; failures back off exponentially."""
    context = RunningJob(row)
    try:
        entry = registered(row.name)
        with span(f"job {row.name}"), context if heartbeat else contextlib.nullcontext():
            result = entry.handler(context, **row.payload)
        _end(row, JobState.DONE, result=result)
        return JobState.DONE
    except JobCancelled:
        _end(row, JobState.CANCELLED)
        return JobState.CANCELLED
    except Exception:
        error = traceback.format_exc()
        log.exception("job failed", job=row.name, job_id=row.pk, attempt=row.attempts)
        if row.attempts >= row.max_attempts:
            _end(row, JobState.FAILED, error=error)
            return JobState.FAILED
        wait = timedelta(seconds=min(5 * 2**row.attempts, 3600))
        _ours(row).update(state=JobState.QUEUED, run_at=timezone.now() + wait, error=error[-4000:], lease_until=None)
        return JobState.QUEUED


def each(batch: str, keys: Iterable[_Key], do: Callable[[_Key], int]) -> int:
    """Do one thing after the other, each in a transaction of its own, and return the sum of what `do` returned.

    One that fails stops no other: it is logged, counted (`selectors.failing`) and left out for a while, longer each time (a minute, at
    most an hour). The caller keeps what is left out (`selectors.set_aside`) out of its own query, so that rows which fail never fill the
    batch. Done once, it is forgotten as a failure; so is one that was not tried again for two days.
    """
    known = {row.key: row for row in StuckRow.objects.filter(batch=batch)}
    total, forgotten = 0, timezone.now() - FORGET_STUCK
    for key in keys:
        row = known.get(str(key))
        try:
            with transaction.atomic():
                total += do(key)
                if row is not None:
                    row.delete()
        except JobCancelled:
            raise
        except Exception as problem:
            note_failure(batch, str(key), problem, tries=row.tries if row else 0)
    if any(row.next_try_at < forgotten for row in known.values()):
        StuckRow.objects.filter(batch=batch, next_try_at__lt=forgotten).delete()  # asked anew: what failed just now stays
    return total


def note_failure(batch: str, key: str, problem: Exception, *, tries: int = 0) -> None:
    """Log, inside an `except`, that a row failed after `tries` failures before, and leave it out for a while. `each` does it by itself."""
    log.exception("a row failed", batch=batch, key=key)
    wait = timedelta(seconds=min(60 * 2 ** min(tries, 10), 3600))
    said = {"tries": tries + 1, "error": f"{type(problem).__name__}: {problem}"[:300], "next_try_at": timezone.now() + wait}
    StuckRow.objects.update_or_create(batch=batch, key=key, defaults=said)


def forget_failures(batch: str, keys: Iterable[str]) -> None:
    """Forget that rows failed: they have been done."""
    StuckRow.objects.filter(batch=batch, key__in=list(keys)).delete()


def enqueue_periodic() -> int:
    """Enqueue each periodic job once for its current slot; returns how many were new."""
    now = int(timezone.now().timestamp())
    new = 0
    for entry in _registry.values():
        if entry.every_seconds:
            key = f"{entry.name}@{now // entry.every_seconds}"
            if not Job.objects.filter(dedupe_key=key).exists():
                new += enqueue(entry.name, {}, dedupe_key=key) is not None
    return new


def run_due(*, queues: Sequence[str] | None = None, limit: int = 1000) -> int:
    """Run due jobs until none is left (tests, cron and `manage.py worker --once`); returns how many ran."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    for count in range(limit):
        row = claim(worker=worker, queues=queues)
        if row is None:
            return count
        run(row, heartbeat=False)
    return limit


def work(*, queues: Sequence[str] | None = None, stop: threading.Event, poll_seconds: float = 1.0) -> None:
    """Work until `stop` is set: claim, run, sleep when idle, keep the periodic jobs coming."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    next_periodic = timezone.now()
    while not stop.is_set():
        try:
            if timezone.now() >= next_periodic:
                enqueue_periodic()
                next_periodic = timezone.now() + timedelta(seconds=20)
            row = claim(worker=worker, queues=queues)
        except Exception:
            log.exception("claiming failed")
            connection.close()
            stop.wait(5)
            continue
        if row is not None:
            run(row)
            continue
        wake_up.wait(poll_seconds)
        wake_up.clear()
    Job.objects.filter(worker=worker, state=JobState.RUNNING).update(state=JobState.QUEUED, attempts=F("attempts") - 1, lease_until=None)
    connection.close()
