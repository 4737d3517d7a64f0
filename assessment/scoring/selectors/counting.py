"""What counts: the items of a paper with mended keys, the points of each candidate, the time for appeals."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessment.hooks import ReleasedResult

from ...sessions.enums import AttemptState
from ...sessions.models import Attempt, Test
from ...sessions.types import TestSettings
from ..models import ItemScore, KeyChange
from ..rules.marks import counting_place, counting_points

Items = dict[int, dict[str, Any]]


def items_of(test: Test, *, with_pending: bool = False) -> Items:
    """Return the items of a test's paper by position, each with its `part`; mended keys that were applied are put in.

    `with_pending`: those that a regrade would apply too.
    """
    snapshot = test.paper.snapshot if test.paper else None
    items: Items = {}
    for part in (snapshot or {"parts": []})["parts"]:
        for item in part["items"]:
            items[item["position"]] = {**item, "part": part["key"]}
    changes = KeyChange.objects.filter(test=test)
    if not with_pending:
        changes = changes.exclude(applied_at=None)
    for change in changes.order_by("pk"):
        if change.position in items:
            items[change.position] = {**items[change.position], "content": change.content, "is_mended": True}
    return items


def parts_of(test: Test) -> dict[str, dict[str, Any]]:
    """Return the parts of a test's paper by key."""
    snapshot = test.paper.snapshot if test.paper else None
    return {part["key"]: part for part in (snapshot or {"parts": []})["parts"]}


def unmarked_count(test: Test) -> int:
    """Return how many answers of handed-in attempts wait for a marker."""
    return ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED, points=None).count()


def results_of(test: Test, person_ids: Sequence[int] | None = None) -> list[ReleasedResult]:
    """Return what counts for each candidate but guests, of several attempts as the test says; one query."""
    rows = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED, candidate__is_guest=False).exclude(score_points=None)
    if person_ids is not None:
        rows = rows.filter(person_id__in=list(person_ids))
    attempts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for person_id, pk, points in rows.order_by("person_id", "number").values_list("person_id", "pk", "score_points"):
        attempts[person_id].append((pk, points or Decimal(0)))
    found = []
    for person_id, own in attempts.items():
        values = [points for _pk, points in own]
        reached = counting_points(values, test.grade_by) or Decimal(0)
        ratio = float(reached / test.total_points) if test.total_points else 0.0
        found.append(ReleasedResult(person_id, own[counting_place(values, test.grade_by)][0], float(reached), ratio))
    return found


def appeal_until(attempt: Attempt) -> datetime | None:
    """Return until when an attempt can be appealed; None where it can't: not released, or the test takes no appeals."""
    days = TestSettings.read(attempt.test.settings).appeal_days
    return attempt.released_at + timedelta(days=days) if days and attempt.released_at else None


def may_appeal(attempt: Attempt) -> bool:
    """Say whether the time for an appeal runs."""
    until = appeal_until(attempt)
    return until is not None and timezone.now() <= until
