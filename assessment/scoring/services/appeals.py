"""Appeals (phúc khảo): asked within days of the release, marked blind by somebody else, both marks kept."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify

from ...sessions.models import Attempt
from ...sessions.types import TestSettings
from ..enums import AppealState
from ..errors import ScoringError
from ..models import Appeal
from ..policies import can_manage_test, can_view_result


def may_appeal(attempt: Attempt) -> bool:
    """Say whether the time for an appeal runs: released, and not more than the test's days ago."""
    days = TestSettings.read(attempt.test.settings).appeal_days
    return bool(days and attempt.released_at and timezone.now() <= attempt.released_at + timedelta(days=days))


@transaction.atomic
def make_appeal(*, actor: Actor, attempt: Attempt, reason: str, positions: list[int] | None = None) -> Appeal:
    """Ask to have an attempt (or some of its answers) marked again. `appeal.closed`, `appeal.reason`, `appeal.there`."""
    require(can_view_result, actor, attempt)
    if not may_appeal(attempt):
        raise ScoringError("appeal.closed")
    if not reason.strip():
        raise ScoringError("appeal.reason", field="reason")
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                attempt=attempt,
                positions=positions or [],
                reason=reason.strip()[:2000],
                points_before=attempt.score_points,
                made_by_id=actor.person_id,
            )
    except IntegrityError:
        raise ScoringError("appeal.there") from None
    test = attempt.test
    record(
        actor=actor,
        verb="assessment.appeal.made",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
    )
    notify(
        recipient_ids=[test.owner_id],
        kind="assessment.appeal",
        data={"title": test.title, "name": attempt.person.full_name},
        url=f"/kiem-tra/{test.uuid}/phuc-khao/",
        dedupe_key=f"appeal:{appeal.pk}",
    )
    return appeal


@transaction.atomic
def close_appeal(*, actor: Actor, appeal: Appeal, answer: str = "") -> Appeal:
    """End an appeal: kept or changed, by what the appeal's marks made of the total. The candidate is told."""
    attempt = Attempt.objects.select_related("test__unit").get(pk=appeal.attempt_id)
    require(can_manage_test, actor, attempt.test)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state not in (AppealState.OPEN, AppealState.MARKING):
        raise ScoringError("appeal.state")
    appeal.points_after, appeal.answer, appeal.closed_at = attempt.score_points, answer.strip()[:2000], timezone.now()
    appeal.state = AppealState.CHANGED if appeal.points_after != appeal.points_before else AppealState.KEPT
    appeal.marker_id = appeal.marker_id or actor.person_id
    appeal.save()
    test = attempt.test
    record(
        actor=actor,
        verb="assessment.appeal.closed",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"before": str(appeal.points_before), "after": str(appeal.points_after)},
    )
    notify(
        recipient_ids={attempt.person_id, appeal.made_by_id},
        kind="assessment.appeal.closed",
        data={"title": test.title},
        url=f"/kiem-tra/lam/{attempt.uuid}/ket-qua/",
        dedupe_key=f"appeal-closed:{appeal.pk}",
    )
    return appeal
