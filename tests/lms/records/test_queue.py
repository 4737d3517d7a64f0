"""Queueing is one INSERT inside the caller's transaction."""

import pytest
from django.db import transaction

from core.models import Job
from lms.records.models import StatementDraft
from lms.records.services import queue_statements
from lms.records.services.queue import MOVE_JOB
from tests.factories.records import make_statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3, 50])
def test_queueing_is_one_insert(number, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queue_statements([make_statement() for _ in range(number)]) == number


def test_queueing_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queue_statements([]) == 0


def test_drafts_of_one_slot_ask_for_one_job(django_capture_on_commit_callbacks, freezer_at):
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            queue_statements([make_statement()])
    assert Job.objects.filter(name=MOVE_JOB).count() == 1


def test_drafts_fall_with_their_transaction():
    with transaction.atomic():
        queue_statements([make_statement()])
        transaction.set_rollback(True)
    assert not StatementDraft.objects.exists()
