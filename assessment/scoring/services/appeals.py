"""Appeals (phúc khảo): asked within days of the release, marked blind by somebody else, both marks kept."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ...sessions.models import Attempt
from ..enums import AppealState, MarkRound
from ..errors import ScoringError
from ..models import Appeal, Mark
from ..policies import can_decide_appeal, can_manage_test, can_view_result
from ..selectors.counting import items_of, may_appeal
from .notices import tell_appeal, tell_appeal_closed

OPEN = (AppealState.OPEN, AppealState.MARKING)


@transaction.atomic
def make_appeal(*, actor: Actor, attempt: Attempt, reason: str, positions: Sequence[int]) -> Appeal:
    """Ask to have answers of a released attempt marked again, as the candidate or a guardian who may see marks.

    An attempt is appealed once; one that was withdrawn can be made again. `ScoringError`: `appeal.closed`, `appeal.positions`,
    `appeal.reason`, `appeal.there`. Side effects: audit, who gave the test is told.
    """
    require(can_view_result, actor, attempt)
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__unit", "test__paper", "person").get(pk=attempt.pk)
    if not may_appeal(attempt):
        raise ScoringError("appeal.closed")
    known = items_of(attempt.test)
    chosen = sorted({position for position in positions if position in known})
    if not chosen:
        raise ScoringError("appeal.positions", field="positions")
    if not reason.strip():
        raise ScoringError("appeal.reason", field="reason")
    if Appeal.objects.filter(attempt=attempt).exclude(state=AppealState.WITHDRAWN).exists():
        raise ScoringError("appeal.there")
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                attempt=attempt,
                positions=chosen,
                reason=reason.strip()[:2000],
                points_before=attempt.score_points,
                made_by_id=actor.person_id,
            )
    except IntegrityError:
        raise ScoringError("appeal.there") from None
    _record(actor, attempt, "assessment.appeal.made", {"positions": tuple(chosen)})
    tell_appeal(appeal=appeal, attempt=attempt)
    return appeal


def _record(actor: Actor, attempt: Attempt, verb: str, changes: dict[str, Any]) -> None:
    test = attempt.test
    record(
        actor=actor,
        verb=verb,
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes=changes,
    )


@transaction.atomic
def withdraw_appeal(*, actor: Actor, appeal: Appeal) -> Appeal:
    """Take one's appeal back before anybody marks it. `appeal.begun`, `appeal.state`."""
    attempt = Attempt.objects.select_related("test__unit").get(pk=appeal.attempt_id)
    require(can_view_result, actor, attempt)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state != AppealState.OPEN:
        raise ScoringError("appeal.begun" if appeal.state == AppealState.MARKING else "appeal.state")
    appeal.state, appeal.closed_at = AppealState.WITHDRAWN, timezone.now()
    appeal.save(update_fields=["state", "closed_at"])
    _record(actor, attempt, "assessment.appeal.withdrawn", {})
    return appeal


@transaction.atomic
def take_appeal(*, actor: Actor, appeal: Appeal) -> Appeal:
    """Begin to mark an appeal: whoever is first does it. `appeal.marker`, `appeal.state`."""
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state not in OPEN:
        raise ScoringError("appeal.state")
    if not can_decide_appeal(actor, appeal):
        raise ScoringError("appeal.marker")
    appeal.marker_id, appeal.state = actor.person_id, AppealState.MARKING
    appeal.save(update_fields=["marker", "state"])
    return appeal


@transaction.atomic
def close_appeal(*, actor: Actor, appeal: Appeal, answer: str) -> Appeal:
    """End an appeal by its marks: kept or changed; the candidate is told. Earlier marks stay where they are.

    `appeal.state`, `appeal.unmarked`, `appeal.answer`. Only who marked the appeal, or who manages the test, ends it.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__unit", "person").get(pk=appeal.attempt_id)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state not in OPEN:
        raise ScoringError("appeal.state")
    if not (appeal.marker_id == actor.person_id and can_decide_appeal(actor, appeal)):
        require(can_manage_test, actor, attempt.test)
    marked = Mark.objects.filter(score__attempt=attempt, round=MarkRound.APPEAL, is_final=True).values_list("score__position", flat=True)
    missing = sorted(set(appeal.positions) - set(marked))
    if missing:
        raise ScoringError("appeal.unmarked", numbers=", ".join(str(position) for position in missing))
    if not answer.strip():
        raise ScoringError("appeal.answer", field="answer")
    appeal.points_after, appeal.answer, appeal.closed_at = attempt.score_points, answer.strip()[:2000], timezone.now()
    appeal.state = AppealState.CHANGED if appeal.points_after != appeal.points_before else AppealState.KEPT
    appeal.save(update_fields=["points_after", "answer", "closed_at", "state"])
    _record(actor, attempt, "assessment.appeal.closed", {"points": [str(appeal.points_before), str(appeal.points_after)]})
    tell_appeal_closed(appeal=appeal, attempt=attempt)
    return appeal
