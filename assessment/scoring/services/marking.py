"""Marks of people: one marker or two, settling, appeals' second marks."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ...sessions.models import Attempt
from ...sessions.types import TestSettings
from ..enums import MarkRound, ScoreSource
from ..errors import ScoringError
from ..models import ItemScore, Mark, SavedComment
from ..policies import can_mark
from ..rules.marks import joined, need_talk
from .scoring import items_of, total_attempt


def read_mark(value: Any, most: Decimal) -> Decimal | None:
    """Return points as typed (comma or point), None for nothing yet; `ScoringError` `mark.points` outside 0..most."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    if not text:
        return None
    try:
        points = Decimal(text)
    except InvalidOperation:
        raise ScoringError("mark.points", field="points", most=most) from None
    if not points.is_finite() or not 0 <= points <= most:
        raise ScoringError("mark.points", field="points", most=most)
    return points.quantize(Decimal("0.001"))


@transaction.atomic
def save_mark(
    *,
    actor: Actor,
    score: ItemScore,
    points: Any,
    comment: str = "",
    criteria: dict[str, Any] | None = None,
    annotations: list[Any] | None = None,
    round_name: str = MarkRound.FIRST,
    revision: int = 0,
) -> Mark:
    """Save a marker's points, comment, rubric and annotations for one answer, and settle the score.

    With double marking the score waits for the second mark; marks that differ by more than the gap wait for a settlement.
    `ScoringError`: `mark.points`, `mark.changed` (somebody else saved this mark meanwhile), `mark.own`, `mark.released`.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__unit", "test__paper").get(pk=score.attempt_id)
    test = attempt.test
    require(can_mark, actor, test)
    if attempt.released_at is not None and round_name != MarkRound.APPEAL:
        raise ScoringError("mark.released")
    items = items_of(test)
    item = items.get(score.position)
    if item is None:
        raise ScoringError("mark.unknown")
    score = ItemScore.objects.select_for_update().get(pk=score.pk)
    value = read_mark(points, Decimal(str(item["points"])))
    mark = Mark.objects.filter(score=score, round=round_name).select_related("marker").order_by("-pk").first() or Mark(
        score=score, round=round_name
    )
    if mark.pk and revision != mark.revision:
        raise ScoringError("mark.changed", name=mark.marker.short_name)
    if round_name == MarkRound.SECOND and score.marks.filter(round=MarkRound.FIRST, marker_id=actor.person_id).exists():
        raise ScoringError("mark.own")
    mark.marker_id, mark.points, mark.comment = actor.person_id, value, comment.strip()[:5000]
    mark.criteria, mark.annotations = criteria or {}, (annotations or [])[:200]
    mark.is_final, mark.revision = value is not None, mark.revision + 1
    mark.save()
    _settle(score, TestSettings.read(test.settings), Decimal(str(item["points"])))
    total_attempt(attempt, items=items)
    record(
        actor=actor,
        verb="assessment.answer.marked",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"position": score.position, "points": str(value) if value is not None else None, "round": str(round_name)},
    )
    return mark


def _settle(score: ItemScore, settings: TestSettings, most: Decimal) -> None:
    """Decide an answer's points from its marks."""
    marks = {mark.round: mark.points for mark in score.marks.order_by("pk") if mark.points is not None}
    appeal, settled = marks.get(MarkRound.APPEAL), marks.get(MarkRound.RECONCILE)
    first, second = marks.get(MarkRound.FIRST), marks.get(MarkRound.SECOND)
    points: Decimal | None = None
    source = ScoreSource.WAITING
    if appeal is not None:
        points, source = appeal, ScoreSource.APPEAL
    elif settled is not None:
        points, source = settled, ScoreSource.RECONCILED
    elif settings.double_marking:
        if first is not None and second is not None and not need_talk(first, second, settings.marking_gap):
            points, source = joined(first, second), ScoreSource.RECONCILED
    elif first is not None:
        points, source = first, ScoreSource.MARKER
    score.points, score.source = points, source
    score.ratio = float(points / most) if points is not None and most else None
    score.is_right = points == most if points is not None else None
    score.save(update_fields=["points", "ratio", "is_right", "source", "updated_at"])


@transaction.atomic
def keep_comment(*, actor: Actor, text: str, subject_id: int | None = None) -> SavedComment | None:
    """Keep a comment to be used again; the same words are kept once and counted."""
    text = " ".join(text.split())[:500]
    if not text:
        return None
    found, made = SavedComment.objects.get_or_create(
        person_id=actor.person_id, text=text, defaults={"subject_id": subject_id, "used_count": 1}
    )
    if not made:
        found.used_count += 1
        found.save(update_fields=["used_count"])
    return found
