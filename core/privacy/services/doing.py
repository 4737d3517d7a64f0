"""Carrying a request out, in a job: again after a crash does what is left and ends it once."""

from typing import Any

from django.db import transaction

from core.access.types import Actor
from core.hooks import PersonalData
from core.people.enums import ConsentDecision, ConsentPurpose, ConsentVoice
from core.people.services import record_consent

from ..enums import RequestKind
from ..models import DataRequest
from ..policies import still_speaks
from .packages import build_package
from .requests import finish, give_up

SYSTEM = Actor.system("privacy")


def carry_out(*, request_id: int) -> dict[str, Any]:
    """Do what a request that was started asks; returns its outcome. An ended one is left as it is."""
    row = DataRequest.objects.select_related("subject", "unit").get(pk=request_id)
    if not row.is_open:
        return dict(row.outcome)
    if not still_speaks(row):
        with transaction.atomic():
            give_up(SYSTEM, DataRequest.objects.select_for_update(of=("self",)).select_related("subject", "unit").get(pk=request_id))
        return {}
    if row.kind in (RequestKind.ACCESS, RequestKind.EXPORT):
        row.outcome = build_package(row)
    elif row.kind == RequestKind.ERASE:
        row.outcome = erase(row)
    elif row.kind == RequestKind.RESTRICT:
        row.outcome = {"consents": restrict(row)}
    with transaction.atomic():
        standing = DataRequest.objects.select_for_update().get(pk=request_id)
        if standing.is_open:
            finish(SYSTEM, row)
    return dict(row.outcome)


def erase(row: DataRequest) -> dict[str, int]:
    """Erase by component, each in its own transaction (again is harmless), and keep the counts of earlier tries."""
    counts = dict(row.outcome)
    for part in PersonalData.all():
        with transaction.atomic():
            counts[part.key] = counts.get(part.key, 0) + part.erase(row.subject_id)
            DataRequest.objects.filter(pk=row.pk).update(outcome=counts)
    return counts


@transaction.atomic
def restrict(row: DataRequest) -> int:
    """Withdraw every consent about the subject in the asker's voice: pictures, the network and analysis stop at once."""
    own = row.subject_id == row.asked_by_id
    voice = ConsentVoice.SELF if own else ConsentVoice.GUARDIAN
    for purpose in ConsentPurpose.values:
        record_consent(
            actor=SYSTEM,
            subject=row.subject,
            purpose=purpose,
            voice=voice.value,
            decision=ConsentDecision.WITHDRAWN.value,
            given_by_id=row.asked_by_id,
        )
    return len(ConsentPurpose.values)
