"""Parts with their own minutes: moving on before the time is up, and moving the timetables when time is added."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor

from ..enums import AttemptState, TestMode
from ..errors import SessionError
from ..models import Attempt, Test
from ..policies import can_work_on
from ..rules.folding import clamped
from ..rules.sections import SectionProblem, finished, sections_of, shifted
from .attempts import earlier


def planned_sections(test: Test) -> list[dict[str, Any]]:
    """Return the sections an exam gets from its paper; none in practice. `SessionError`: `sections.open`, `sections.long`."""
    snapshot = test.paper.snapshot if test.paper is not None else None
    if snapshot is None or test.mode != TestMode.EXAM:
        return []
    try:
        return sections_of(snapshot["parts"], test.minutes)
    except SectionProblem as problem:
        code = f"sections.{problem.why}"
        raise SessionError(code, field="minutes", planned=problem.planned, total=problem.total) from problem


@transaction.atomic
def finish_section(*, actor: Actor, attempt: Attempt, key: str, at_ms: Any) -> Attempt:
    """Note that a candidate finished a section before its time was up: it closes then, and the next ones move forward.

    `at_ms` is the device's time, not before the start and not after now. A section that is over stays as it is, so the same word
    twice, or from two devices, changes nothing.
    """
    require(can_work_on, actor, attempt)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("test").get(pk=attempt.pk)
    if locked.state != AttemptState.WORKING or not locked.sections or locked.started_at is None:
        return locked
    started_ms, now_ms = (int(moment.timestamp() * 1000) for moment in (locked.started_at, timezone.now()))
    table = finished(locked.sections, key, clamped(at_ms, started_ms=started_ms, received_ms=now_ms))
    if table != locked.sections:
        locked.sections, locked.deadline_at = table, earlier(locked.deadline_at, table)
        locked.save(update_fields=["sections", "deadline_at"])
    return locked


def shift_sections(attempts: QuerySet[Attempt], *, at: datetime, seconds: int) -> None:
    """Give time to the timetables of attempts: the section open at `at` gets it, later ones move. Deadlines are the caller's.

    In the caller's transaction; attempts without sections aren't touched.
    """
    rows = list(attempts.filter(sections__isnull=False).select_for_update(of=("self",)).only("pk", "sections"))
    for row in rows:
        row.sections = shifted(row.sections or [], int(at.timestamp() * 1000), seconds * 1000)
    Attempt.objects.bulk_update(rows, ["sections"], batch_size=500)
