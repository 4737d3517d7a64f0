"""Statement batches: queueing in a learner's request, and storing off it, against bare inserts of the same bytes.

The limit is the ratio of one run on PostgreSQL (two busy cores, November 2026) times one and a half.
"""

from uuid import uuid4

import orjson
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.records.interop.statements import completed
from lms.records.models import StatementDraft
from lms.records.services.queue import move_drafts, queue_statements
from lms.records.types import LearningObject, Outcome, Study

from .measuring import cpu_seconds, say

BASE = "http://localhost:8000"


def statements(count: int) -> list:
    """Return `count` statements of as many learners."""
    lesson = LearningObject(uuid4(), "lesson", "Bài 1")
    return [completed(Study(BASE, uuid4(), lesson, timezone.now()), Outcome(score_ratio=0.5)) for _ in range(count)]


def run(demo) -> list[bool]:
    """Measure queueing one, and storing 500, with constant queries for 50 and 500."""
    # What the demo province left waiting goes first, and makes the rows every batch finds: the verb, the platform's agent.
    queue_statements(statements(1))
    while move_drafts(limit=500):
        pass
    counts = {}
    for size in (50, 500):
        queue_statements(statements(size))
        with CaptureQueriesContext(connection) as queries:
            move_drafts(limit=size)
        counts[size] = len(queries)
    many = statements(500)
    bodies = [orjson.dumps(one).decode() for one in many]
    bare = cpu_seconds(lambda: StatementDraft.objects.bulk_create([StatementDraft(body=body, problem="bench") for body in bodies]))
    queue_statements(many)
    store = cpu_seconds(lambda: move_drafts(limit=500))
    return [say("statement batch of 500", store / bare, 10, queries_50=counts[50], queries_500=counts[500]), counts[50] == counts[500]]
