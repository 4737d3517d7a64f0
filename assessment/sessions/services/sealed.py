"""Answer files of candidates whose network never came back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..enums import AttemptState, SubmitReason
from ..errors import SessionError
from ..models import AnswerChange, Attempt, SealingKey, Test
from ..policies import can_manage_test
from ..rules.sealing import SealProblem, read_names, unseal
from .attempts import _row, submit_attempt


@transaction.atomic
def take_sealed(*, actor: Actor, test: Test, file: bytes) -> tuple[Attempt, int]:
    """Take in a sealed answer file a candidate brought; returns the attempt and how many changes were new.

    Whoever manages the test has seen the candidate hand it over, so its answers count up to the deadline whenever it arrives.
    The same file twice changes nothing. An attempt that had been handed in is folded again and scored again.
    `SessionError`: `sealed.bad`, `sealed.other`.
    """
    require(can_manage_test, actor, test)
    try:
        outer = read_names(file)
        if outer.get("test") != str(test.uuid):
            raise SessionError("sealed.other")
        inside = unseal(file, _private_key(test))
    except SealProblem as problem:
        raise SessionError("sealed.bad", why=problem.why) from problem
    attempt = _attempt(test, outer.get("attempt"))
    changes = inside.get("changes") if isinstance(inside, dict) else None
    if attempt is None or not isinstance(changes, list) or attempt.state == AttemptState.PREPARED:
        raise SessionError("sealed.other")
    new = _keep(attempt, str(inside.get("device", ""))[:40], changes)
    if attempt.state == AttemptState.SUBMITTED:
        Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.WORKING)
    handed_in = submit_attempt(actor=Actor.system("sealed"), attempt=attempt, reason=SubmitReason.FILE)
    record(
        actor=actor,
        verb="assessment.sealed.taken",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"new": new},
    )
    return handed_in, new


def _private_key(test: Test) -> str:
    key = SealingKey.objects.filter(test=test).values_list("private_key", flat=True).first()
    if key is None:
        raise SealProblem("key")
    return key


def _attempt(test: Test, uuid: Any) -> Attempt | None:
    try:
        wanted = UUID(str(uuid))
    except ValueError:
        return None
    return Attempt.objects.select_for_update(of=("self",)).select_related("test__unit").filter(test=test, uuid=wanted).first()


def _keep(attempt: Attempt, device: str, changes: list[Any]) -> int:
    known = set(AnswerChange.objects.filter(attempt=attempt, device=device).values_list("number", flat=True))
    rows = []
    # The file's own times decide; what was made in time counts however late the file comes.
    ends = attempt.deadline_at or timezone.now()
    for change in changes[:2000]:
        if isinstance(change, dict) and change.get("number") not in known:
            row = _row(attempt, device, {**change, "source": "file"}, timezone.now())
            row.is_late = datetime.fromtimestamp(row.made_at_ms / 1000, ends.tzinfo) > ends
            rows.append(row)
    AnswerChange.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
