"""Machine scores: one row for each answer of an attempt, totals, again whenever a key was mended."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessment.hooks import ItemKind
from core.events.services import publish

from ...events import AttemptScored
from ...papers.rules.scoring import counting, score_answer
from ...sessions.enums import AttemptState
from ...sessions.models import Attempt, Test
from ..enums import ScoreSource
from ..models import ItemScore, KeyChange

Items = dict[int, dict[str, Any]]


def items_of(test: Test) -> Items:
    """Return the items of a test's paper by position, each with its `part`; mended keys are put in."""
    snapshot = test.paper.snapshot if test.paper else None
    items: Items = {}
    for part in (snapshot or {"parts": []})["parts"]:
        for item in part["items"]:
            items[item["position"]] = {**item, "part": part["key"]}
    for change in KeyChange.objects.filter(test=test).order_by("pk"):
        if change.position in items:
            items[change.position] = {**items[change.position], "content": change.content}
    return items


def parts_of(test: Test) -> dict[str, dict[str, Any]]:
    """Return the parts of a test's paper by key."""
    snapshot = test.paper.snapshot if test.paper else None
    return {part["key"]: part for part in (snapshot or {"parts": []})["parts"]}


def scored_rows(attempt: Attempt, items: Items, known: Mapping[int, ItemScore]) -> list[ItemScore]:
    """Return the scores of an attempt's answers; what a person has marked keeps its points."""
    answers = attempt.answers or {}
    rows = []
    for position, item in items.items():
        response = answers.get(str(position))
        score, points = score_answer(item, response)
        row = known.get(position) or ItemScore(attempt=attempt, position=position)
        row.is_answered = _answered(item, response)
        row.parts, row.choices = score.parts, list(score.choices)
        by_hand = row.source in (ScoreSource.MARKER, ScoreSource.RECONCILED, ScoreSource.APPEAL)
        if points is not None:
            row.points, row.ratio, row.is_right = points, score.ratio, score.is_right
            row.source = ScoreSource.MACHINE
        elif not by_hand:
            row.points, row.ratio, row.is_right, row.source = None, None, None, ScoreSource.WAITING
        rows.append(row)
    return rows


def _answered(item: dict[str, Any], response: Any) -> bool:
    if "give" in item["content"]:
        return response is not None
    kind = ItemKind.of(item["kind"])
    clean = kind.clean_response(item["content"], response)
    return clean is not None and kind.is_answered(item["content"], clean)


@transaction.atomic
def score_attempt(*, attempt_id: int) -> Attempt | None:
    """Score a handed-in attempt: rows, totals, event `AttemptScored`. Idempotent; None when there is nothing to score."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__paper").get(pk=attempt_id)
    if attempt.state != AttemptState.SUBMITTED:
        return None
    items = items_of(attempt.test)
    known = {row.position: row for row in ItemScore.objects.filter(attempt=attempt)}
    rows = scored_rows(attempt, items, known)
    ItemScore.objects.bulk_create([row for row in rows if row.pk is None])
    names = ["points", "ratio", "is_right", "is_answered", "parts", "choices", "source", "updated_at"]
    ItemScore.objects.bulk_update([row for row in rows if row.pk is not None], names)
    return total_attempt(attempt, items=items, rows=rows)


def total_attempt(attempt: Attempt, *, items: Items | None = None, rows: list[ItemScore] | None = None) -> Attempt:
    """Sum an attempt's points (in the caller's transaction) and tell: event `AttemptScored`."""
    items = items if items is not None else items_of(attempt.test)
    rows = rows if rows is not None else list(ItemScore.objects.filter(attempt=attempt))
    reached = {row.position: row.points for row in rows if row.points is not None}
    part_of = {position: item["part"] for position, item in items.items()}
    total = counting({key: value for key, value in reached.items() if key in part_of}, parts_of(attempt.test), part_of)
    attempt.score_points = total
    attempt.score_ratio = float(total / attempt.test.total_points) if attempt.test.total_points else None
    attempt.is_marked = len(reached) == len(items)
    attempt.save(update_fields=["score_points", "score_ratio", "is_marked"])
    publish(AttemptScored(attempt_id=attempt.pk))
    return attempt


def score_test(*, test_id: int, progress: Any = None) -> int:
    """Score every handed-in attempt of a test again; returns how many."""
    ids = list(Attempt.objects.filter(test_id=test_id, state=AttemptState.SUBMITTED).values_list("pk", flat=True))
    for done, pk in enumerate(ids, 1):
        score_attempt(attempt_id=pk)
        if progress:
            progress(done, len(ids))
    return len(ids)


def decimal(value: Any) -> Decimal:
    """Return a stored number as a decimal."""
    return Decimal(str(value))
