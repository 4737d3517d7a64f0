"""Machine scores: one row for each answer of an attempt, totals, again whenever a key was mended."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.hooks import ItemKind
from core.events.services import publish

from ...events import AttemptScored
from ...papers.rules.scoring import counting, paper_points, points_of, score_answer
from ...sessions.enums import AttemptState, SubmitReason
from ...sessions.models import Attempt, Test
from ...sessions.rules.practising import worth
from ...sessions.selectors.practice import hints_of
from ...sessions.types import TestSettings
from ..enums import AppealState, ScoreSource
from ..models import Appeal, ItemScore, Mark
from ..rules.codes import answer_digest
from ..selectors.counting import Items, items_of, parts_of
from ..selectors.practice import priced

BY_HAND = (ScoreSource.MARKER, ScoreSource.RECONCILED, ScoreSource.APPEAL)
SCORE_FIELDS = ["points", "ratio", "is_right", "is_answered", "parts", "choices", "source", "answer_digest", "updated_at"]
SUM_FIELDS = ["score_points", "score_ratio", "is_marked"]
OPEN_APPEALS = (AppealState.OPEN, AppealState.MARKING)
BATCH = 50


def scored_rows(attempt: Attempt, items: Items, known: Mapping[int, ItemScore]) -> list[ItemScore]:
    """Return the scores of an attempt's answers. What people have marked stays, as long as the answer is the one they marked.

    Points decided by an appeal stay in any case: only another appeal changes them. In practice, hints take their share. The attempt
    comes with its test.
    """
    answers = attempt.answers or {}
    hints, cost = priced(hints_of(attempt), items), TestSettings.read(attempt.test.settings).hint_cost_ratio
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


@dataclass(frozen=True, slots=True)
class Rescored:
    """An attempt that was scored, with the points it had before."""

    attempt: Attempt
    before: Decimal | None


@transaction.atomic
def score_attempts(*, attempt_ids: Iterable[int]) -> list[Rescored]:
    """Score handed-in attempts: rows, totals, event `AttemptScored` of each in which something is new. Idempotent.

    The attempts are locked in the order of their keys, so that marks saved at the same time are neither lost nor summed twice.
    Marks on an answer that has changed since are open again (their points stay visible to the marker). Where an appeal is open,
    what changes here is not its doing: its points before move along. A fixed number of queries for attempts in which nothing is new.
    """
    locked = Attempt.objects.select_for_update(of=("self",)).filter(pk__in=list(attempt_ids), state=AttemptState.SUBMITTED)
    attempts = list(locked.order_by("pk"))
    tests = Test.objects.select_related("paper").in_bulk({attempt.test_id for attempt in attempts})
    papers = {pk: (items_of(test), parts_of(test)) for pk, test in tests.items()}
    known: dict[int, dict[int, ItemScore]] = {attempt.pk: {} for attempt in attempts}
    for row in ItemScore.objects.filter(attempt__in=attempts):
        known[row.attempt_id][row.position] = row
    fresh: list[ItemScore] = []
    changed: list[ItemScore] = []
    opened: list[int] = []
    done: list[Rescored] = []
    news: list[int] = []
    for attempt in attempts:
        attempt.test = tests[attempt.test_id]
        items, parts = papers[attempt.test_id]
        old = {position: _state(row) for position, row in known[attempt.pk].items()}
        rows = scored_rows(attempt, items, known[attempt.pk])
        made = [row for row in rows if row.pk is None]
        moved = [row for row in rows if row.pk is not None and _state(row) != old[row.position]]
        opened += [row.pk for row in moved if old[row.position][-1] not in ("", row.answer_digest)]
        done.append(Rescored(attempt, attempt.score_points))
        if _sum(attempt, items, parts, rows) or made or moved:
            news.append(attempt.pk)
        fresh += made
        changed += moved
    ItemScore.objects.bulk_create(fresh)
    _save_rows(changed)
    if opened:
        Mark.objects.filter(score_id__in=opened).update(is_final=False)
    Attempt.objects.bulk_update([row.attempt for row in done if row.attempt.pk in set(news)], SUM_FIELDS)
    _move_appeals(done)
    for pk in news:
        publish(AttemptScored(attempt_id=pk))
    return done


def _state(row: ItemScore) -> tuple[Any, ...]:
    return (row.points, row.ratio, row.is_right, row.is_answered, row.parts, row.choices, row.source, row.answer_digest)


def _save_rows(rows: list[ItemScore]) -> None:
    now = timezone.now()
    for row in rows:
        row.updated_at = now
    ItemScore.objects.bulk_update(rows, SCORE_FIELDS, batch_size=500)


def _move_appeals(done: list[Rescored]) -> None:
    moved = {row.attempt.pk: (row.attempt.score_points or Decimal(0)) - row.before for row in done if row.before is not None}
    shifts = {pk: points for pk, points in moved.items() if points}
    if not shifts:
        return
    for appeal in Appeal.objects.select_for_update().filter(attempt_id__in=shifts, state__in=OPEN_APPEALS).order_by("pk"):
        appeal.points_before = (appeal.points_before or Decimal(0)) + shifts[appeal.attempt_id]
        appeal.save(update_fields=["points_before"])


def score_attempt(*, attempt_id: int) -> Attempt | None:
    """Score one handed-in attempt (`score_attempts`); None when there is nothing to score."""
    done = score_attempts(attempt_ids=[attempt_id])
    return done[0].attempt if done else None


def _sum(attempt: Attempt, items: Items, parts: dict[str, dict[str, Any]], rows: Iterable[ItemScore]) -> bool:
    """Put the sum of an attempt's points into it; says whether the sum, or whether it is whole, has changed."""
    reached = {row.position: row.points for row in rows if row.points is not None and row.position in items}
    part_of = {position: item["part"] for position, item in items.items()}
    total = reached_points(attempt, reached, parts, part_of)
    is_marked = len(reached) == len(items)
    changed = attempt.score_points != total or attempt.is_marked != is_marked
    attempt.score_points, attempt.is_marked = total, is_marked
    attempt.score_ratio = float(total / attempt.test.total_points) if attempt.test.total_points else None
    return changed


def total_attempt(attempt: Attempt, *, items: Items) -> Attempt:
    """Sum the points of a locked attempt again after a mark; event `AttemptScored`."""
    _sum(attempt, items, parts_of(attempt.test), ItemScore.objects.filter(attempt=attempt))
    attempt.save(update_fields=SUM_FIELDS)
    publish(AttemptScored(attempt_id=attempt.pk))
    return attempt


def batches(ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """Yield keys in batches that are locked and scored together: short enough for a marker to wait for."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def score_test(*, test_id: int, progress: Callable[[int, int], None] | None = None) -> int:
    """Score every handed-in attempt of a test again; returns how many."""
    ids = list(Attempt.objects.filter(test_id=test_id, state=AttemptState.SUBMITTED).order_by("pk").values_list("pk", flat=True))
    done = 0
    for batch in batches(ids):
        score_attempts(attempt_ids=batch)
        done += len(batch)
        if progress:
            progress(done, len(ids))
    return len(ids)


def points_text(points: Decimal | None) -> str:
    """Return points as they are stored in changes and trails: without trailing zeros, "" for none."""
    return "" if points is None else format(points.normalize() + 0, "f")
