"""Measures: given by a decision, lifted by an appeal."""

from datetime import datetime, timedelta

from django.utils import timezone

from ..enums import FAULTS, AppealOutcome, Decision, SanctionKind
from ..models import Case, Sanction
from ..rules import Step, next_step

_KINDS = {Decision(kind): kind for kind in SanctionKind}


def proposed(person_id: int, now: datetime) -> Step:
    """Return what the ladder proposes for one more fault of a person. One query."""
    rows = Case.objects.filter(author_id=person_id, decision__in=FAULTS, decided_at__gte=now - timedelta(days=90))
    faults = rows.exclude(outcome=AppealOutcome.REVERSED).values_list("decided_at", flat=True)
    return next_step([at for at in faults if at is not None], now)


def give(case: Case, days: int) -> Sanction | None:
    """Write the measure of a decision just made; None where it brings none."""
    kind = _KINDS.get(Decision(case.decision))
    if kind is None or case.decided_at is None:
        return None
    until = None if kind in {SanctionKind.WARN, SanctionKind.CLOSE} else case.decided_at + timedelta(days=days)
    return Sanction.objects.create(person_id=case.author_id, kind=kind, case=case, reason=case.reason, at=case.decided_at, until=until)


def lift(case: Case) -> int:
    """End the measures of a case whose decision did not stand; returns how many."""
    return Sanction.objects.filter(case=case, lifted_at=None).update(lifted_at=timezone.now())
