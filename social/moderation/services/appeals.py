"""Appealing a decision to the unit above, and judging that."""

from django.db import transaction
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.organisations.models import Unit
from social.files.services import allow_pictures
from social.hooks import Moderated

from ..enums import AppealOutcome, CaseState, StepKind
from ..errors import SafetyRefused
from ..models import Case
from ..policies import can_appeal, can_judge_case
from ..rules import due_at
from ..selectors.units import is_judge_at, judges_of, responsible
from . import measures, telling
from .cases import locked, step


@transaction.atomic
def appeal(*, actor: Actor, case: Case, text: str) -> Case:
    """Ask those above to look at a decision again, once, within the term: the heads of the unit when a teacher decided, else the unit above.

    The thing stays hidden meanwhile.
    """
    row = locked(case, case.version)
    require(can_appeal, actor, row)
    words = tidy(text)[:2000]
    if len(words) < 5:
        raise SafetyRefused("appeal_text", "text")
    now = timezone.now()
    row.state, row.appeal_text, row.appealed_by_id, row.appealed_at = CaseState.APPEALED, words, actor.person_id, now
    not_these = [row.author_id, row.decided_by_id or 0]
    by_head = is_judge_at(row.decided_by_id or 0, row.unit.path)
    found = responsible(row.unit.path[: -Unit.steplen] if by_head else row.unit.path, not_these=not_these)
    if found:
        row.unit, row.level = found[0], row.level + 1
    people = found[1] if found else judges_of(row.unit_id, not_these=not_these)
    row.due_at = due_at(now, is_urgent=row.is_urgent)
    row.save()
    step(row, StepKind.APPEALED, by=actor.person_id, note=words, at=now)
    unit = row.origin_unit
    record(actor=actor, verb="social.case.appealed", obj=row, subject_person_id=row.author_id, unit_path=unit.path, unit_id=unit.pk)
    telling.appealed(row, people)
    return row


@transaction.atomic
def judge_appeal(*, actor: Actor, case: Case, version: int, outcome: str, reason: str) -> Case:
    """Let a decision stand or take it back: then the thing is shown again and its measures end. Never by who decided it."""
    row = locked(case, version)
    require(can_judge_case, actor, row)
    if row.state != CaseState.APPEALED:
        raise AccessRefused("judge_appeal")
    if outcome not in AppealOutcome.values:
        raise SafetyRefused("decision", "outcome")
    words = tidy(reason)[:1000]
    if len(words) < 5:
        raise SafetyRefused("reason", "reason")
    row.state, row.outcome, row.answer = CaseState.CLOSED, AppealOutcome(outcome), words
    row.closed_by_id, row.closed_at = actor.person_id or None, timezone.now()
    row.save()
    if outcome == AppealOutcome.REVERSED:
        measures.lift(row)
        allow_pictures(row.uuid)
        if row.item_key:
            Moderated.of(row.item_kind).restore(Actor.system("moderation"), row.item_key)
    step(row, StepKind.REVERSED if outcome == AppealOutcome.REVERSED else StepKind.UPHELD, by=actor.person_id, note=words)
    unit = row.origin_unit
    record(
        actor=actor, verb="social.appeal.judged", obj=row, subject_person_id=row.author_id, unit_path=unit.path, unit_id=unit.pk,
        changes={"outcome": outcome},
    )  # fmt: skip
    telling.appeal_closed(row)
    return row
