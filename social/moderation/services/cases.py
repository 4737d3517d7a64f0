"""Reporting something, judging it, and sending what waits too long to the unit above."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.selectors import set_aside
from core.jobs.services import each
from core.lib.vietnamese import tidy
from core.organisations.models import Enrolment, Unit
from core.people.models import Person, running
from social.files.selectors import files_named
from social.files.services import ban_pictures
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.selectors import sides_of
from social.hooks import Moderated

from ..enums import FAULTS, RUNNING, URGENT, CaseState, Category, Decision, StepKind
from ..errors import SafetyRefused
from ..models import Case, CaseStep, Report
from ..policies import can_judge_case, can_lift, can_report
from ..rules import LONGEST, due_at, measures_for
from ..selectors.units import is_judge_at, judges_of, responsible
from . import measures, telling

ESCALATING = "social.escalate_cases"


def step(case: Case, kind: StepKind, *, by: int | None = None, note: str = "", at: datetime | None = None) -> CaseStep:
    """Write that something happened to a case, where it is now."""
    return CaseStep.objects.create(case=case, kind=kind, by_id=by or None, unit_id=case.unit_id, note=note[:1000], at=at or timezone.now())


def report(*, actor: Actor, kind: str, key: str, category: str, note: str = "") -> Case:
    """Report a thing the actor sees; several reports of one thing make one case, several of one person one report.

    Raises `AccessRefused` and `SafetyRefused` (a category that isn't one; one's own thing). What the thing says now is kept as
    evidence. Side effects: a line in the trail, and who judges is told (urgently for what may hurt somebody).
    """
    require(can_report, actor, (kind, key))
    if category not in Category.values:
        raise SafetyRefused("category", "category")
    snapshot = Moderated.of(kind).snapshot(key)
    if snapshot["author_id"] == actor.person_id:
        raise SafetyRefused("own")
    try:
        with transaction.atomic():
            return _reported(actor, kind, key, category, tidy(note)[:1000], snapshot)
    except IntegrityError:  # two people opened the case at the same moment
        with transaction.atomic():
            return _reported(actor, kind, key, category, tidy(note)[:1000], snapshot)


def _reported(actor: Actor, kind: str, key: str, category: str, note: str, snapshot: dict[str, Any]) -> Case:
    case = Case.objects.select_for_update(of=("self",)).filter(item_kind=kind, item_key=key, state__in=RUNNING).first()
    is_new = case is None
    case = case or _opened(kind, key, category, snapshot)
    row, is_first = Report.objects.get_or_create(case=case, reporter_id=actor.person_id, defaults={"category": category, "note": note})
    if not is_first:
        return case
    record(actor=actor, verb="social.case.reported", obj=case, unit_id=case.origin_unit_id, unit_path=case.origin_unit.path)
    if not is_new:
        step(case, StepKind.REPORTED)
        if category in URGENT and not case.is_urgent and case.state == CaseState.OPEN:
            case.is_urgent, case.category = True, category
            case.due_at = min(case.due_at, due_at(row.at, is_urgent=True))
            case.save(update_fields=["is_urgent", "category", "due_at"])
            telling.opened(case)
    else:
        telling.opened(case)
    return case


def _opened(kind: str, key: str, category: str, snapshot: dict[str, Any]) -> Case:
    now = timezone.now()
    author = Person.objects.get(pk=snapshot["author_id"])
    space = Space.objects.select_related("unit", "class_group").filter(pk=Moderated.of(kind).space_id(key) or 0).first()
    side = _side_of(author, space, snapshot)
    origin = _origin_of(author, side, space, snapshot)
    own_unit = is_judge_at(author.pk, origin.path)
    found = responsible(origin.path[: -Unit.steplen] if own_unit else origin.path, not_these=[author.pk])
    case = Case.objects.create(
        item_kind=kind, item_key=key, space=space, origin_unit=origin, unit=found[0] if found else origin, author=author, author_side=side,
        category=category, is_urgent=category in URGENT, evidence=snapshot, opened_at=now,
        due_at=due_at(now, is_urgent=category in URGENT), level=1 if own_unit else 0,
    )  # fmt: skip
    step(case, StepKind.OPENED, at=now)
    return case


def _side_of(author: Person, space: Space | None, snapshot: dict[str, Any]) -> Side:
    """Return as what somebody wrote a thing: as it was kept with the thing, else by the roster of today."""
    if kept := snapshot.get("author_side"):
        return Side(str(kept))
    return sides_of(space, [author.pk]).get(author.pk, Side.STAFF) if space else Side.STAFF


def _origin_of(author: Person, side: Side, space: Space | None, snapshot: dict[str, Any]) -> Unit:
    """Return the unit that answers for a thing: where it stands; for what a pupil wrote in the space of an office above, its school."""
    unit = space.unit if space else Unit.objects.filter(pk=snapshot["unit_id"] or 0).first()
    if side == Side.LEARNER:
        places = Enrolment.objects.filter(running(), person_id=author.pk, unit__path__startswith=unit.path if unit else "")
        if place := places.select_related("unit").order_by("-id").first():
            return place.unit
    if unit is None:
        raise SafetyRefused("nobody")
    return unit


def locked(case: Case, version: int) -> Case:
    """Return the row for changing; `SafetyRefused` when somebody else changed it since the page was read."""
    row = Case.objects.select_for_update(of=("self",)).select_related("unit", "origin_unit", "author", "space__unit").get(pk=case.pk)
    if row.version != version:
        raise SafetyRefused("changed")
    row.version += 1
    return row


@transaction.atomic
def decide(*, actor: Actor, case: Case, version: int, decision: str, reason: str, days: int = 0, bans_pictures: bool = False) -> Case:
    """Judge an open case: hide the thing, give the measure, tell both sides. Whoever is second is told so (`changed`).

    `days` counts for a stop in writing; `bans_pictures`: nobody uploads the pictures of the thing again. A cry for help is answered by `helped`. Raises `AccessRefused` for who may not judge it.
    """
    row = locked(case, version)
    require(can_judge_case, actor, row)
    if row.state != CaseState.OPEN:
        raise AccessRefused("decide")
    if decision not in measures_for(is_cry=row.is_cry, is_head=is_judge_at(actor.person_id, row.unit.path)):
        raise SafetyRefused("decision", "decision")
    words = tidy(reason)[:1000]
    if len(words) < 5:
        raise SafetyRefused("reason", "reason")
    if (most := LONGEST.get(decision)) and not 1 <= days <= most:
        raise SafetyRefused("days", "days", most=most)
    row.state, row.decision, row.reason = CaseState.DECIDED, Decision(decision), words
    row.decided_by_id, row.decided_at = actor.person_id or None, timezone.now()
    row.save()
    if decision in FAULTS and row.item_key:
        Moderated.of(row.item_kind).hide(Actor.system("moderation"), row.item_key)
        if bans_pictures:
            ban_pictures(files_named(row.evidence), because=row.uuid)
    measures.give(row, days)
    step(row, StepKind.DECIDED, by=actor.person_id, note=words, at=row.decided_at)
    _recorded(actor, row, "social.case.decided", {"decision": decision, "days": days})
    telling.decided(row)
    return row


@transaction.atomic
def lift_measure(*, actor: Actor, case: Case, version: int, reason: str) -> Case:
    """Let somebody write again before the measure of a case is over, as who judges there; what was hidden stays hidden.

    Side effects: a step, a line in the trail, the person and a child's guardians are told.
    """
    row = locked(case, version)
    require(can_lift, actor, row)
    words = tidy(reason)[:1000]
    if len(words) < 5:
        raise SafetyRefused("reason", "reason")
    if not measures.lift(row):
        raise SafetyRefused("changed")
    row.save(update_fields=["version"])
    step(row, StepKind.LIFTED, by=actor.person_id, note=words)
    _recorded(actor, row, "social.measure.lifted", {})
    telling.lifted(row)
    return row


def _recorded(actor: Actor, case: Case, verb: str, changes: dict[str, object]) -> None:
    unit = case.origin_unit
    record(actor=actor, verb=verb, obj=case, subject_person_id=case.author_id, unit_path=unit.path, unit_id=unit.pk, changes=changes)


def escalate_due(limit: int = 200) -> int:
    """Send cases whose term is over to the unit above, each once though two workers try; returns how many went up.

    At the top a case stays where it is; its term is put off, and those who judge are told again.
    """
    due = Case.objects.filter(state__in=RUNNING, due_at__lte=timezone.now()).exclude(pk__in=set_aside(ESCALATING)).order_by("due_at")
    return each(ESCALATING, list(due.values_list("pk", flat=True)[:limit]), _escalated)


def _escalated(pk: int) -> bool:
    now = timezone.now()
    case = Case.objects.select_for_update(of=("self",)).select_related("unit", "origin_unit", "author", "space__unit").get(pk=pk)
    if case.state not in RUNNING or case.due_at > now:
        return False
    found = responsible(case.unit.path[: -Unit.steplen], not_these=[case.author_id, case.decided_by_id or 0])
    if found:
        case.unit, case.level = found[0], case.level + 1
    people = found[1] if found else judges_of(case.unit_id, not_these=[case.author_id])
    case.due_at, case.version = due_at(now, is_urgent=case.is_urgent), case.version + 1
    case.save()
    step(case, StepKind.ESCALATED, at=now)
    _recorded(Actor.system("moderation"), case, "social.case.escalated", {"level": case.level})
    telling.escalated(case, people)
    return bool(found)
