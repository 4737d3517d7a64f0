"""Other terms for single candidates, or for all of a class."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.access.types import Actor
from core.audit.services import record

from ..enums import Allowance, AttemptState
from ..errors import SessionError
from ..models import Attempt, Candidate, Test
from ..types import Terms
from .sections import shift_sections
from .tests import MOST_MINUTES, locked_test

MOST_ATTEMPTS = 50


@transaction.atomic
def override_candidate(*, actor: Actor, candidate: Candidate, terms: Terms) -> Candidate:
    """Give one candidate other terms: more time, more attempts, other entry times, support. They win over the test's. Audited.

    A candidate who is working gets the minutes at once. `override.minutes`, `override.attempts`, `override.window`.
    """
    test = locked_test(actor, candidate.test)
    rows = _apply(test, [candidate.pk], terms)
    changes = {"minutes": terms.extra_minutes, "attempts": terms.extra_attempts, "support": tuple(terms.allowances)}
    record(
        actor=actor,
        verb="assessment.candidate.overridden",
        obj=test,
        subject_person_id=candidate.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes=changes,
    )
    return rows[0]


@transaction.atomic
def override_class(*, actor: Actor, test: Test, class_id: int, terms: Terms) -> int:
    """Give all candidates of a class the same other terms, in place of those they had; returns how many. Audited once.

    `override.nobody` where the test has no candidates of the class (yet), and what `override_candidate` refuses.
    """
    test = locked_test(actor, test)
    ids = list(Candidate.objects.filter(test=test, class_group_id=class_id, is_removed=False).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise SessionError("override.nobody")
    rows = _apply(test, ids, terms)
    changes = {"class": class_id, "count": len(rows), "minutes": terms.extra_minutes, "attempts": terms.extra_attempts}
    record(actor=actor, verb="assessment.class.overridden", obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)
    return len(rows)


def _apply(test: Test, ids: Sequence[int], terms: Terms) -> list[Candidate]:
    """Write the terms to candidates, locked in the order of their keys, and move the deadlines of those who work."""
    if not 0 <= terms.extra_minutes <= MOST_MINUTES:
        raise SessionError("override.minutes", field="extra_minutes")
    if not 0 <= terms.extra_attempts <= MOST_ATTEMPTS:
        raise SessionError("override.attempts", field="extra_attempts", limit=MOST_ATTEMPTS)
    if terms.opens_at and terms.closes_at and terms.closes_at <= terms.opens_at:
        raise SessionError("override.window", field="closes_at")
    rows = list(Candidate.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=ids).order_by("pk"))
    moved: dict[int, list[int]] = {}
    for row in rows:
        more = terms.extra_minutes - row.extra_minutes
        if more:
            moved.setdefault(more, []).append(row.pk)
        row.extra_minutes, row.extra_attempts = terms.extra_minutes, terms.extra_attempts
        row.opens_at, row.closes_at = terms.opens_at, terms.closes_at
        row.allowances = [one for one in Allowance.values if one in terms.allowances]
    Candidate.objects.bulk_update(rows, ["extra_minutes", "extra_attempts", "opens_at", "closes_at", "allowances"], batch_size=500)
    for more, candidates in moved.items():
        working = Attempt.objects.filter(candidate__in=candidates, state=AttemptState.WORKING, deadline_at__isnull=False)
        shift_sections(working, at=timezone.now(), seconds=more * 60)
        late = list(working.select_for_update(of=("self",)).order_by("pk"))
        for attempt in late:
            attempt.deadline_at = attempt.deadline_at + timedelta(minutes=more) if attempt.deadline_at else None
        Attempt.objects.bulk_update(late, ["deadline_at"], batch_size=500)
    return rows
