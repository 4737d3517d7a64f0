"""Reading cases: those one judges, those about oneself, and what one has reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.people.models import Guardianship, Person, running
from core.people.selectors import wards_of
from social.files.models import Attachment
from social.files.selectors import files_named
from social.groups.enums import Ability, Side
from social.groups.services import my_seats
from social.hooks import Moderated

from ..enums import FAULTS, RUNNING, CaseState, Decision
from ..models import Block, Case, CaseStep, Report
from ..policies import can_appeal, can_lift, can_read_own_case, can_see_case, is_judge, may_judge_seen, stopping
from ..rules import Step, appeal_until, built_in, find, measures_for
from ..selectors.units import is_judge_at

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `is_hit` when it is what was found in it."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as who judges sees it: evidence in pieces, the choices there are, what the ladder proposes."""

    case: Case
    parts: list[Part]
    files: list[Attachment]
    reports: list[Report]
    steps: list[CaseStep]
    may_judge: bool
    choices: list[tuple[str, str]]
    proposed: Step
    faults: int
    item_url: str
    item_label: str
    may_lift: bool = False

    @property
    def has_pictures(self) -> bool:
        return any(one.kind == "picture" for one in self.files)


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as the author, or a child's guardian, sees it."""

    case: Case
    may_appeal: bool
    appeal_until: datetime | None
    until: datetime | None
    is_closed: bool = False


def parts_of(text: str) -> list[Part]:
    """Return a text cut where words of the built-in lists stand in it."""
    found: list[Part] = []
    end = 0
    for hit in find(text, built_in()):
        if hit.start < end:
            continue
        found += [Part(text[end : hit.start]), Part(text[hit.start : hit.end], True)]
        end = hit.end
    return [part for part in [*found, Part(text[end:])] if part.text]


def _rows() -> "QuerySet[Case]":
    return Case.objects.select_related("unit", "origin_unit", "space__unit", "space__class_group", "author", "decided_by", "closed_by")


def _asked_for(actor: Actor) -> Q:
    spaces = [seat.space.pk for seat in my_seats(actor) if seat.standing.may(Ability.MODERATE)]
    found = Q(asked=actor.person_id) | Q(space_id__in=spaces, author_side=Side.LEARNER)
    at_hand = found & Q(level=0)
    return at_hand | Q(unit_id=actor.unit_id) if is_judge(actor) else at_hand


def cases_for(actor: Actor, *, is_done: bool = False) -> list[Case]:
    """Return the cases the actor is asked to judge, what is due first; `is_done`: those judged, latest first. Never about itself."""
    wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id).values("child_id")
    rows = _rows().filter(_asked_for(actor)).exclude(Q(author_id=actor.person_id) | Q(author_id__in=wards)).distinct()
    if is_done:
        return list(rows.exclude(state__in=RUNNING).order_by("-decided_at")[:SHOWN])
    return list(rows.filter(state__in=RUNNING).order_by("due_at")[:SHOWN])


def find_case(actor: Actor, uuid: UUID) -> Case:
    """Return a case the actor may see, or raise `AccessRefused`."""
    case = _rows().filter(uuid=uuid).first()
    if case is None or not can_see_case(actor, case):
        raise AccessRefused("case")
    return case


def case_page(actor: Actor, case: Case, proposed: Step) -> CasePage:
    """Return what the page of a case the actor may see shows. A constant number of queries."""
    is_head = is_judge_at(actor.person_id, case.unit.path)
    labels = dict(Decision.choices)
    choices = [(key, str(labels[key])) for key in measures_for(is_cry=case.is_cry, is_head=is_head)]
    earlier = Case.objects.filter(author_id=case.author_id, decision__in=FAULTS).exclude(pk=case.pk)
    return CasePage(
        case,
        parts_of(str(case.evidence.get("text", ""))),
        evidence_files(case),
        list(case.reports.select_related("reporter").order_by("id")),
        list(case.steps.select_related("by", "unit").order_by("id")),
        may_judge_seen(actor, case),
        choices,
        proposed,
        earlier.exclude(outcome="reversed").count(),
        *_place(actor, case),
        may_lift=can_lift(actor, case),
    )


def _place(actor: Actor, case: Case) -> tuple[str, str]:
    """Return where the thing stands, for who sees it there, and what it is."""
    try:
        kind = Moderated.of(case.item_kind)
    except LookupError:
        return "", ""
    may_see = case.item_key and kind.may_see(actor, case.item_key)
    return kind.url(case.item_key) if may_see else "", str(kind.label)


def evidence_of(owner_ids: Iterable[int]) -> set[str]:
    """Return the uuids of the files that are evidence about what some people wrote. One query."""
    kept = Case.objects.filter(author_id__in=set(owner_ids)).values_list("evidence", flat=True)
    return {str(one["uuid"] if isinstance(one, dict) else one) for said in kept for one in said.get("files", [])}


def evidence_files(case: Case) -> list[Attachment]:
    """Return the attachments the thing had when it was reported, in their order."""
    return files_named(case.evidence)


def evidence_file(actor: Actor, case_uuid: UUID, file_uuid: UUID) -> Attachment:
    """Return a file of the evidence to who may see the case, or raise `AccessRefused`."""
    case = find_case(actor, case_uuid)
    row = next((row for row in evidence_files(case) if row.uuid == file_uuid), None)
    if row is None:
        raise AccessRefused("evidence")
    return row


def own_case(actor: Actor, uuid: UUID) -> OwnCase:
    """Return a decided case about what the actor, or its child, wrote, or raise `AccessRefused`."""
    case = _rows().filter(uuid=uuid).first()
    if case is None or not can_read_own_case(actor, case):
        raise AccessRefused("case")
    last = case.sanctions.filter(stopping()).first()
    until = appeal_until(case.decided_at) if case.decided_at and case.state == CaseState.DECIDED else None
    return OwnCase(case, can_appeal(actor, case), until, last.until if last else None, last is not None and last.until is None)


def own_cases(actor: Actor) -> list[Case]:
    """Return the decisions about what the actor wrote, latest first; under a guardian's hat those about its children too."""
    people: Any = [actor.person_id]
    found = Q(author_id__in=people)
    if actor.role == "guardian":
        wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id).exclude(verified_at=None)
        found |= Q(author_id__in=wards.values("child_id"), author_side=Side.LEARNER)
    rows = _rows().filter(found, source="report").exclude(decision__in=["", "none"])
    return list(rows.order_by("-decided_at")[:20])


def own_reports(actor: Actor) -> list[Report]:
    """Return what the actor has reported, latest first."""
    rows = Report.objects.filter(reporter_id=actor.person_id).prefetch_related(Prefetch("case", queryset=_rows()))
    return list(rows.order_by("-id")[:20])


def blocked_people(actor: Actor) -> list[Person]:
    """Return whom the actor has blocked, by name."""
    rows = Block.objects.filter(person_id=actor.person_id).values("blocked_id")
    return list(Person.objects.filter(pk__in=rows).order_by("sort_key", "id"))


def running_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases that wait for the actor in its unit; none for who doesn't judge."""
    rows = Case.objects.filter(unit_id=actor.unit_id, state__in=RUNNING).exclude(author_id=actor.person_id).order_by()
    return rows if is_judge(actor) else rows.none()


def wards_under(actor: Actor) -> list[Person]:
    """Return the children of a guardian's hat, eldest first; none under another hat."""
    return [row.child for row in wards_of(actor.person_id)] if actor.role == "guardian" else []
