"""Telling people about cases: who judges, who reported, who wrote it, and a child's guardians."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.notifications.services import notify
from core.people.models import Guardianship, running
from social.groups.enums import Side
from social.groups.selectors import people_of

from ..enums import FAULTS
from ..models import Case
from ..selectors.units import homeroom_of, judges_of


def _tell(case: Case, people: Iterable[int], kind: str, name: str, data: dict[str, Any], *, urgent: bool = False) -> None:
    url = reverse(f"social:{name}", args=[case.uuid])
    notify(
        recipient_ids=people,
        kind=kind,
        data=data,
        url=url,
        dedupe_key=f"case:{case.pk}:{case.version}{':urgent' if urgent else ''}",
        urgent=urgent,
    )


def judges_for(case: Case) -> set[int]:
    """Return who is told of a new case: the homeroom teacher for a pupil's thing in its class, and the heads of the unit it is with."""
    people = set(judges_of(case.unit_id, not_these=[case.author_id]))
    if case.level == 0 and case.author_side == Side.LEARNER and case.space_id and case.space is not None:
        homeroom = homeroom_of(case.author_id)
        people |= {pk for pk in people_of(case.space, [Side.STAFF]) if pk in homeroom}
    reporters = set(case.reports.values_list("reporter_id", flat=True))
    return people - reporters - {case.author_id}


def guardians_of(case: Case) -> set[int]:
    """Return the verified guardians of a pupil the case is about."""
    if case.author_side != Side.LEARNER:
        return set()
    rows = Guardianship.objects.filter(running(), child_id=case.author_id).exclude(verified_at=None)
    return set(rows.values_list("guardian_id", flat=True))


def opened(case: Case) -> None:
    """Tell who judges that something was reported."""
    data = {"what": str(case.get_category_display()), "space": case.space.label if case.space else case.origin_unit.label}
    _tell(case, judges_for(case), "social.case.new", "case", data, urgent=case.is_urgent)


def escalated(case: Case, people: Iterable[int]) -> None:
    """Tell who judges now that a case came up to them."""
    data = {"what": str(case.get_category_display()), "unit": case.origin_unit.label}
    _tell(case, people, "social.case.escalated", "case", data, urgent=case.is_urgent)


def decided(case: Case) -> None:
    """Tell the author and a child's guardians what was decided, and each reporter that it was looked at."""
    if case.is_cry:
        return
    if case.decision in FAULTS:
        data = {"decision": str(case.get_decision_display()), "name": case.author.full_name}
        _tell(case, [case.author_id], "social.case.decided", "own_case", data)
        _tell(case, guardians_of(case), "social.case.guardian", "own_case", data | {"child_ids": [case.author_id]})
    reporters = case.reports.values_list("reporter_id", flat=True)
    notify(
        recipient_ids=reporters, kind="social.case.answered", data={"found": case.decision in FAULTS}, url=reverse("social:safety"),
        dedupe_key=f"case:{case.pk}:{case.version}",
    )  # fmt: skip


def lifted(case: Case) -> None:
    """Tell the author and a child's guardians that it may write again."""
    _tell(case, {case.author_id, *guardians_of(case)}, "social.measure.lifted", "own_case", {"name": case.author.full_name})


def appealed(case: Case, people: Iterable[int]) -> None:
    """Tell the unit above that a decision is appealed."""
    _tell(case, people, "social.appeal.new", "case", {"unit": case.origin_unit.label})


def appeal_closed(case: Case) -> None:
    """Tell the author, a child's guardians and who decided what became of the appeal."""
    data = {"outcome": str(case.get_outcome_display())}
    _tell(case, {case.author_id, *guardians_of(case)}, "social.appeal.closed", "own_case", data)
    if case.decided_by_id:
        _tell(case, [case.decided_by_id], "social.appeal.closed", "case", data)
