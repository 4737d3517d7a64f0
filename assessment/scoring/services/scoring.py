"""Machine scores: one row for each answer of an attempt, totals, again whenever a key was mended."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessment.hooks import ItemKind
from core.events.services import publish

from ...events import AttemptScored
from ...papers.rules.scoring import counting, paper_points, points_of, score_answer
from ...sessions.enums import AttemptState, SubmitReason
from ...sessions.models import Attempt
from ...sessions.rules.practising import worth
from ...sessions.selectors.practice import hints_of
from ...sessions.types import TestSettings
from ..enums import ScoreSource
from ..models import ItemScore, Mark
from ..rules.codes import answer_digest
from ..selectors.counting import Items, items_of, parts_of

BY_HAND = (ScoreSource.MARKER, ScoreSource.RECONCILED, ScoreSource.APPEAL)
SCORE_FIELDS = ["points", "ratio", "is_right", "is_answered", "parts", "choices", "source", "answer_digest", "updated_at"]


def scored_rows(attempt: Attempt, items: Items, known: Mapping[int, ItemScore]) -> list[ItemScore]:
    """Return the scores of an attempt's answers. What people have marked stays, as long as the answer is the one they marked.

    Points decided by an appeal stay in any case: only another appeal changes them. In practice, hints take their share. The attempt
    comes with its test.
    """
    answers = attempt.answers or {}
    hints, cost = hints_of(attempt), TestSettings.read(attempt.test.settings).hint_cost_ratio
    rows = []
    for position, item in items.items():
        response = answers.get(str(position))
        score, points = score_answer(item, response)
        row = known.get(position) or ItemScore(attempt=attempt, position=position)
        digest = answer_digest(response)
        is_other = bool(row.answer_digest) and row.answer_digest != digest
        row.is_answered, row.answer_digest = _answered(item, response), digest
        row.parts, row.choices = score.parts, list(score.choices)
        if row.source == ScoreSource.APPEAL and not is_other:
            pass
        elif points is not None:
            ratio = worth(score.ratio or 0.0, hints.get(position, 0), cost)
            points = points_of(ratio, item["points"]) if ratio != score.ratio else points
            row.points, row.ratio, row.is_right, row.source = points, ratio, score.is_right, ScoreSource.MACHINE
        elif row.source not in BY_HAND or is_other:
            row.points, row.ratio, row.is_right, row.source = None, None, None, ScoreSource.WAITING
        rows.append(row)
    return rows


def _answered(item: dict[str, Any], response: Any) -> bool:
    if "give" in item["content"]:
        return response is not None
    kind = ItemKind.of(item["kind"])
    clean = kind.clean_response(item["content"], response)
    return clean is not None and kind.is_answered(item["content"], clean)


def reached_points(attempt: Attempt, scores: Mapping[int, Decimal], parts: Mapping[str, Any], part_of: Mapping[int, str]) -> Decimal:
    """Return what an attempt with these points a question reaches: all points for who has shown mastery and needn't answer the rest."""
    if attempt.submit_reason == SubmitReason.MASTERED:
        return paper_points(attempt.test.total_points)
    return counting(scores, parts, part_of)


@transaction.atomic
def score_attempt(*, attempt_id: int) -> Attempt | None:
    """Score a handed-in attempt: rows, totals, event `AttemptScored`. Idempotent; None when there is nothing to score.

    The attempt is locked, so that marks saved at the same time are neither lost nor summed twice. Marks on an answer that has
    changed since are open again (their points stay visible to the marker).
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__paper").get(pk=attempt_id)
    if attempt.state != AttemptState.SUBMITTED:
        return None
    items = items_of(attempt.test)
    known = {row.position: row for row in ItemScore.objects.filter(attempt=attempt)}
    digests = {position: row.answer_digest for position, row in known.items()}
    rows = scored_rows(attempt, items, known)
    ItemScore.objects.bulk_create([row for row in rows if row.pk is None])
    ItemScore.objects.bulk_update([row for row in rows if row.pk is not None], SCORE_FIELDS)
    opened = [row.pk for row in rows if digests.get(row.position) and digests[row.position] != row.answer_digest]
    if opened:
        Mark.objects.filter(score_id__in=opened).update(is_final=False)
    return total_attempt(attempt, items=items, rows=rows)


def total_attempt(attempt: Attempt, *, items: Items | None = None, rows: list[ItemScore] | None = None) -> Attempt:
    """Sum the points of a locked attempt; event `AttemptScored` when the sum, or whether it is whole, has changed."""
    items = items if items is not None else items_of(attempt.test)
    rows = rows if rows is not None else list(ItemScore.objects.filter(attempt=attempt))
    reached = {row.position: row.points for row in rows if row.points is not None and row.position in items}
    part_of = {position: item["part"] for position, item in items.items()}
    total = reached_points(attempt, reached, parts_of(attempt.test), part_of)
    is_marked = len(reached) == len(items)
    changed = attempt.score_points != total or attempt.is_marked != is_marked
    attempt.score_points, attempt.is_marked = total, is_marked
    attempt.score_ratio = float(total / attempt.test.total_points) if attempt.test.total_points else None
    attempt.save(update_fields=["score_points", "score_ratio", "is_marked"])
    if changed or is_marked:
        publish(AttemptScored(attempt_id=attempt.pk))
    return attempt


def score_test(*, test_id: int, progress: Callable[[int, int], None] | None = None) -> int:
    """Score every handed-in attempt of a test again; returns how many."""
    ids = list(Attempt.objects.filter(test_id=test_id, state=AttemptState.SUBMITTED).values_list("pk", flat=True))
    for done, pk in enumerate(ids, 1):
        score_attempt(attempt_id=pk)
        if progress:
            progress(done, len(ids))
    return len(ids)


def points_text(points: Decimal | None) -> str:
    """Return points as they are stored in changes and trails: without trailing zeros, "" for none."""
    return "" if points is None else format(points.normalize() + 0, "f")
