"""The platform's own statements: queued by one INSERT, stored in batches, whatever happens in the middle."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from core.jobs.services import enqueue_periodic, run_due
from core.models import Job
from lms.records.interop import statements as build
from lms.records.models import Statement, StatementDraft
from lms.records.services import move_drafts, queue_statements, store_statements
from lms.records.services.queue import MOVE_JOB, platform_client
from lms.records.types import LearningObject, Outcome, Study
from tests.factories.records import make_statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3, 50])
def test_queueing_is_one_insert(number, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queue_statements([make_statement() for _ in range(number)]) == number


def test_queueing_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queue_statements([]) == 0


def test_drafts_of_one_slot_ask_for_one_job(django_capture_on_commit_callbacks, stopped_clock):
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            queue_statements([make_statement()])
    assert Job.objects.filter(name=MOVE_JOB).count() == 1


def test_drafts_fall_with_their_transaction():
    with transaction.atomic():
        queue_statements([make_statement()])
        transaction.set_rollback(True)
    assert not StatementDraft.objects.exists()


def test_job_stores_every_draft(django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("lms.records.tasks.move_drafts.__kwdefaults__", {"limit": 2})
    with django_capture_on_commit_callbacks(execute=True):
        queue_statements([make_statement() for _ in range(5)])
    Job.objects.update(run_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert run_due() == 1
    assert (Statement.objects.count(), StatementDraft.objects.count()) == (5, 0)


def test_periodic_job_finds_what_was_left():
    queue_statements([make_statement()])
    enqueue_periodic()
    run_due(queues=["default"])
    assert Statement.objects.count() == 1


def test_statement_that_is_stored_already_changes_nothing():
    one = make_statement()
    store_statements(client=platform_client(), statements=[dict(one)])
    queue_statements([one, one])
    assert move_drafts() == 2
    assert (Statement.objects.count(), StatementDraft.objects.count()) == (1, 0)


def test_killed_in_the_middle_nothing_has_happened(monkeypatch):
    queue_statements([make_statement() for _ in range(3)])

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    monkeypatch.setattr("lms.records.services.store.follow_targets", die)
    with pytest.raises(Killed):
        move_drafts()
    assert (Statement.objects.count(), StatementDraft.objects.count()) == (0, 3)
    monkeypatch.undo()
    assert move_drafts() == 3
    assert (Statement.objects.count(), StatementDraft.objects.count()) == (3, 0)


def test_draft_that_can_t_be_stored_holds_nothing_up():
    taken = make_statement()
    store_statements(client=platform_client(), statements=[dict(taken)])
    bad = [make_statement(verb={"id": "khong phai iri"}), {**make_statement(), "id": taken["id"], "result": {"success": True}}]
    queue_statements([make_statement(), *bad, make_statement()])
    assert move_drafts() == 4
    assert Statement.objects.count() == 3
    problems = list(StatementDraft.objects.order_by("id").values_list("problem", flat=True))
    assert problems[0].startswith("records.invalid: statement[0].verb.id")
    assert problems[1].startswith("records.conflict")
    assert move_drafts() == 0


def test_everything_we_build_is_valid_and_pseudonymous(settings):
    course = LearningObject(uuid4(), "course", "Toán 8", "Maths 8")
    study = Study(settings.BASE_URL, uuid4(), LearningObject(uuid4(), "lesson", "Thalès"), datetime(2026, 9, 7, 1, 30, tzinfo=UTC), course)
    alone = Study(study.base_url, study.person_uuid, study.activity, study.at)
    outcome = Outcome(score_ratio=0.5, score_points=5, points_max=10, seconds=60)
    answer = build.Answer("b7", "Tỉ số nào?", "choice", "a", False, ("b",))
    player = {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": "x?subContentId=9", "definition": {}},
        "result": {"score": {"min": 0, "max": 0, "raw": 0}},
    }
    made = [
        make(one)
        for one in (study, alone)
        for make in (
            build.launched,
            build.initialized,
            lambda s: build.progressed(s, progress_ratio=0.5, seconds=12.5),
            lambda s: build.answered(s, answer),
            build.completed,
            lambda s: build.completed(s, outcome),
            lambda s: build.passed(s, outcome),
            lambda s: build.failed(s, outcome),
            lambda s: build.adopted(s, player),
            lambda s: build.adopted(s, {**player, "object": {"id": "https://x.vn"}}),
        )
    ]
    queue_statements(made)
    assert move_drafts() == len(made)
    assert not StatementDraft.objects.exists()
    bodies = [json.loads(body) for body in Statement.objects.values_list("body", flat=True)]
    assert {UUID(one["actor"]["account"]["name"]) for one in bodies} == {study.person_uuid}
    assert {one["authority"]["account"]["name"] for one in bodies} == {"platform"}
