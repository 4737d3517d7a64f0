"""The queue: on commit, leased, retried, deduplicated, cancelled."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core.jobs.enums import JobState
from core.jobs.errors import UnknownJobError
from core.jobs.models import Job
from core.jobs.services import _registry, cancel, claim, enqueue, enqueue_periodic, job, run, run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls():
    """Handlers of this test, forgotten afterwards; `calls` collects what they were given."""
    known, seen = dict(_registry), []

    @job("test.note")
    def note(context, *, value):
        seen.append((value, context.attempt))
        return {"value": value}

    @job("test.fail", max_attempts=2)
    def fail(context):
        seen.append(context.attempt)
        raise ValueError("broken")

    @job("test.slow")
    def slow(context):
        context.progress(1, 2, "half")
        cancel(job_id=context.job_id)
        context.progress(2, 2)
        seen.append("never")

    @job("test.tick", every_seconds=60)
    def tick(context):
        seen.append("tick")

    yield seen
    _registry.clear()
    _registry.update(known)


def test_job_runs_once_with_its_payload(calls):
    row = enqueue("test.note", {"value": 7})
    assert run_due() == 1
    row.refresh_from_db()
    assert (calls, row.state, row.result) == ([(7, 1)], JobState.DONE, {"value": 7})
    assert run_due() == 0


def test_rolled_back_enqueue_leaves_nothing(calls):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("test.note", {"value": 1})
        raise RuntimeError
    assert Job.objects.count() == 0


def test_unknown_name_is_refused():
    with pytest.raises(UnknownJobError):
        enqueue("test.nobody", {})


def test_same_dedupe_key_enqueues_once(calls):
    assert enqueue("test.note", {"value": 1}, dedupe_key="a") is not None
    assert enqueue("test.note", {"value": 2}, dedupe_key="a") is None
    run_due()
    assert calls == [(1, 1)]


def test_failing_job_backs_off_then_fails(calls):
    row = enqueue("test.fail", {})
    run_due()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.QUEUED, 1)
    assert row.run_at > timezone.now() + timedelta(seconds=5)
    Job.objects.update(run_at=timezone.now())
    run_due()
    row.refresh_from_db()
    assert (row.state, calls) == (JobState.FAILED, [1, 2])
    assert "ValueError: broken" in row.error


def test_job_of_a_dead_worker_runs_again(calls):
    enqueue("test.note", {"value": 3})
    dead = claim(worker="dead")
    assert claim(worker="living") is None
    Job.objects.filter(pk=dead.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    again = claim(worker="living")
    assert (again.pk, again.attempts) == (dead.pk, 2)
    assert run(again, heartbeat=False) == JobState.DONE
    assert calls == [(3, 2)]


@pytest.mark.parametrize("name", ["test.note", "test.fail", "test.slow"])
def test_who_lost_its_lease_ends_nothing_another_worker_has_begun_anew(calls, name):
    enqueue(name, {"value": 3} if name == "test.note" else {})
    slow = claim(worker="slow")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claim(worker="living")
    run(slow, heartbeat=False)
    job = Job.objects.get()
    assert (job.state, job.worker, job.error) == (JobState.RUNNING, "living", "")


def test_worker_that_dies_each_time_ends_as_failed(calls):
    row = enqueue("test.fail", {})
    Job.objects.update(state=JobState.RUNNING, attempts=2, lease_until=timezone.now() - timedelta(seconds=1))
    assert claim(worker="w") is None
    row.refresh_from_db()
    assert row.state == JobState.FAILED


def test_cancelled_job_stops_at_its_next_progress(calls):
    row = enqueue("test.slow", {})
    run_due()
    row.refresh_from_db()
    assert (row.state, row.done_count, row.message, calls) == (JobState.CANCELLED, 1, "half", [])


def test_periodic_job_comes_once_a_slot(calls):
    assert enqueue_periodic() >= 1
    assert enqueue_periodic() == 0
    assert Job.objects.filter(name="test.tick").count() == 1


def test_later_job_waits(calls):
    enqueue("test.note", {"value": 1}, run_at=timezone.now() + timedelta(hours=1))
    assert run_due() == 0


def test_queue_is_chosen(calls):
    enqueue("test.note", {"value": 1})
    assert run_due(queues=["mail"]) == 0
    assert run_due(queues=["default"]) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_never_share_a_job(calls):
    from django.db import connection

    for value in range(40):
        enqueue("test.note", {"value": value})

    def work():
        run_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(calls) == [(value, 1) for value in range(40)]
