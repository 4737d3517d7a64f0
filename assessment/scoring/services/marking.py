"""Marks of people: one marker or two, settling, appeals' second marks, comments used again, who marks."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import F

from core.access.enums import Role
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.organisations.models import Membership, running

from ...sessions.models import Attempt, Test, TestStaff
from ...sessions.types import TestSettings
from ..enums import MarkRound, ScoreSource
from ..errors import ScoringError
from ..models import Appeal, ItemScore, Mark, SavedComment
from ..policies import MARKERS, can_decide_appeal, can_manage_test, can_mark, is_anonymous, marking_rounds
from ..rules.annotating import clean_annotations
from ..rules.codes import script_code
from ..rules.marks import clean_criteria, joined, may_be_given, need_talk
from ..selectors.counting import items_of
from ..types import MarkFacts
from .scoring import total_attempt

OPEN_APPEALS = ("open", "marking")


def read_mark(value: Any, most: Decimal) -> Decimal | None:
    """Return points as typed (comma or point), None for nothing yet; `ScoringError` `mark.points` outside 0..most."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    if not text:
        return None
    try:
        points = Decimal(text)
    except InvalidOperation:
        raise ScoringError("mark.points", field="points", most=_shown(most)) from None
    if not points.is_finite() or not 0 <= points <= most:
        raise ScoringError("mark.points", field="points", most=_shown(most))
    return points.quantize(Decimal("0.001"))


def _shown(points: Decimal) -> str:
    return format(points.normalize() + 0, "f").replace(".", ",")


@transaction.atomic
def save_mark(*, actor: Actor, score: ItemScore, facts: MarkFacts) -> Mark:
    """Save a marker's points, comment, rubric and annotations for one answer; a finished mark settles the score.

    With double marking the score waits for the second mark; marks that differ by more than the gap wait for a settlement. The
    attempt is locked: of two people who save at once, the second one's `revision` is old and `mark.changed` says by whom.
    `ScoringError`: `mark.points`, `mark.step`, `mark.changed`, `mark.other`, `mark.own`, `mark.round`, `mark.released`,
    `mark.machine`, `mark.unknown`. Side effects: event `AttemptScored`, audit of every finished mark.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("test__unit", "test__paper").get(pk=score.attempt_id)
    test = attempt.test
    score = ItemScore.objects.select_for_update().get(pk=score.pk)
    items = items_of(test)
    item = items.get(score.position)
    if item is None:
        raise ScoringError("mark.unknown")
    _check_round(actor, attempt, score, facts.round_name)
    most = Decimal(str(item["points"]))
    value = read_mark(facts.points, most)
    criteria = clean_criteria(facts.criteria, item["content"].get("rubric") or {})
    _check_points(value, most, criteria, facts, TestSettings.read(test.settings).points_step)
    mark = _own_mark(actor, score, test, facts)
    was = mark.points if mark.is_final else None
    response = (attempt.answers or {}).get(str(score.position))
    pages = [str(page) for page in response.get("files", [])] if isinstance(response, dict) else []
    mark.marker_id, mark.points, mark.comment = actor.person_id, value, facts.comment.strip()[:5000]
    mark.criteria = {key: float(points) for key, points in criteria.items()}
    mark.annotations = clean_annotations(facts.annotations, pages)
    # An appeal's mark counts as soon as it is there: what it had replaced could not come back.
    mark.is_final, mark.revision = (facts.is_final or facts.round_name == MarkRound.APPEAL) and value is not None, mark.revision + 1
    mark.save()
    before = score.points
    settle(score, TestSettings.read(test.settings), most)
    if score.points != before:
        total_attempt(attempt, items=items)
    if mark.is_final and mark.points != was:
        _record_mark(
            actor, test, attempt, {"position": score.position, "points": [_text(was), _text(value)], "round": str(facts.round_name)}
        )
    return mark


def _record_mark(actor: Actor, test: Test, attempt: Attempt, changes: dict[str, Any]) -> None:
    """Write down a finished mark; while marking is anonymous by the script's code, as the marker saw it: the trail names nobody either."""
    hides = is_anonymous(test)
    record(
        actor=actor,
        verb="assessment.script.marked" if hides else "assessment.answer.marked",
        obj=test,
        subject_person_id=None if hides else attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"script": script_code(str(test.uuid), attempt.pk), **changes} if hides else changes,
    )


def _check_points(value: Decimal | None, most: Decimal, criteria: dict[str, Decimal], facts: MarkFacts, step: float) -> None:
    if value is None and facts.round_name == MarkRound.APPEAL:
        raise ScoringError("mark.points", field="points", most=_shown(most))
    if value is not None and not may_be_given(value, most, criteria, step):
        raise ScoringError("mark.step", field="points", step=_shown(Decimal(str(step))))


def _text(points: Decimal | None) -> str | None:
    return None if points is None else format(points.normalize() + 0, "f")


def _check_round(actor: Actor, attempt: Attempt, score: ItemScore, round_name: str) -> None:
    """Say who may make which mark: first and second by the markers, settling by who manages the test, an appeal's by somebody new."""
    test = attempt.test
    if round_name == MarkRound.APPEAL:
        appeal = Appeal.objects.filter(attempt=attempt, state__in=OPEN_APPEALS).first()
        if appeal is None or (appeal.positions and score.position not in appeal.positions):
            raise ScoringError("mark.round")
        require(can_decide_appeal, actor, appeal)
        return
    require(can_mark, actor, test)
    if attempt.released_at is not None:
        raise ScoringError("mark.released")
    if score.source == ScoreSource.MACHINE:
        raise ScoringError("mark.machine")
    if round_name not in marking_rounds(actor, test):
        raise ScoringError("mark.round")
    both = (MarkRound.FIRST, MarkRound.SECOND)
    if round_name == MarkRound.RECONCILE and score.marks.filter(round__in=both, is_final=True).count() < 2:
        raise ScoringError("mark.round")
    others = {MarkRound.FIRST: MarkRound.SECOND, MarkRound.SECOND: MarkRound.FIRST}
    if round_name in others and score.marks.filter(round=others[MarkRound(round_name)], marker_id=actor.person_id).exists():
        raise ScoringError("mark.own")


def _own_mark(actor: Actor, score: ItemScore, test: Test, facts: MarkFacts) -> Mark:
    """Return the mark of the round to write to, new or as it was read; `mark.changed` when somebody saved it since."""
    found = Mark.objects.filter(score=score, round=facts.round_name).select_related("marker").first()
    if found is None:
        return Mark(score=score, round=facts.round_name)
    is_own = found.marker_id == actor.person_id
    if facts.revision != found.revision:
        raise ScoringError("mark.own_changed") if is_own else ScoringError("mark.changed", name=found.marker.short_name)
    if not is_own and not can_manage_test(actor, test):
        raise ScoringError("mark.other", name=found.marker.short_name)
    return found


def settle(score: ItemScore, settings: TestSettings, most: Decimal) -> None:
    """Decide an answer's points from its finished marks: an appeal's, else a settlement's, else both markers' mean, else the first."""
    marks = {mark.round: mark.points for mark in score.marks.all() if mark.points is not None and mark.is_final}
    appeal, settled = marks.get(MarkRound.APPEAL), marks.get(MarkRound.RECONCILE)
    first, second = marks.get(MarkRound.FIRST), marks.get(MarkRound.SECOND)
    points: Decimal | None = None
    source = ScoreSource.WAITING
    if appeal is not None:
        points, source = appeal, ScoreSource.APPEAL
    elif score.source == ScoreSource.MACHINE:
        return
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


def keep_comment(*, actor: Actor, text: str, subject_id: int | None = None) -> SavedComment | None:
    """Keep a comment of one's own to be used again; the same words are kept once and counted."""
    require(_has_hands, actor)
    text = " ".join(text.split())[:500]
    if not text:
        return None
    found, made = SavedComment.objects.get_or_create(
        person_id=actor.person_id, text=text, defaults={"subject_id": subject_id, "used_count": 1}
    )
    if not made:
        SavedComment.objects.filter(pk=found.pk).update(used_count=F("used_count") + 1)
    return found


def drop_comment(*, actor: Actor, comment_id: int) -> bool:
    """Forget a kept comment of one's own; says whether there was one."""
    require(_has_hands, actor)
    return bool(SavedComment.objects.filter(pk=comment_id, person_id=actor.person_id).delete()[0])


def _has_hands(actor: Actor, obj: object = None) -> bool:
    return bool(actor.person_id)


@transaction.atomic
def set_marker(*, actor: Actor, test: Test, person_id: int, role: str, is_on: bool = True) -> None:
    """Let somebody of the test's unit mark it (`marker`), or mark it a second time without seeing the first marks (`second_marker`).

    One person does one of the two. `ScoringError`: `staff.person`, `staff.owner`.
    """
    require(can_manage_test, actor, test)
    if role not in MARKERS:
        raise ScoringError("staff.person")
    if is_on:
        if person_id == test.owner_id:
            raise ScoringError("staff.owner", field="person")
        roles = (Role.TEACHER, Role.LEADER, Role.OFFICER)
        here = Membership.objects.filter(running(), person_id=person_id, role__in=roles, unit__path__startswith=test.unit.path)
        if not here.exists():
            raise ScoringError("staff.person", field="person")
        TestStaff.objects.filter(test=test, person_id=person_id, role__in=MARKERS).exclude(role=role).delete()
        TestStaff.objects.get_or_create(test=test, person_id=person_id, role=role)
    else:
        TestStaff.objects.filter(test=test, person_id=person_id, role=role).delete()
    record(
        actor=actor,
        verb="assessment.marker.set",
        obj=test,
        subject_person_id=person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"role": role, "on": is_on},
    )
