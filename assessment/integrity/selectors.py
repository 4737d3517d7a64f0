"""What a proctor sees: the console's rows and figures, a candidate's timeline, the protocol, rooms."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.types import Page, page_of

from ..sessions.enums import AttemptState
from ..sessions.models import Attempt, Candidate, Test, TestMessage
from .enums import Standing
from .models import Incident, Signal
from .policies import can_supervise, can_supervise_attempt, supervised_tests
from .rules import LOST_AFTER, Moment, is_lost, timeline
from .types import CandidateRow, ConsoleFilter, Figures


def supervised_test(actor: Actor, uuid: Any) -> Test | None:
    """Return the test with that uuid when the actor may supervise it."""
    return supervised_tests(actor).select_related("unit", "subject").filter(uuid=uuid).first()


def supervised_attempt(actor: Actor, test: Test, uuid: Any) -> Attempt | None:
    """Return an attempt of a test the actor supervises."""
    require(can_supervise, actor, test)
    return Attempt.objects.select_related("person", "candidate", "test__unit").filter(test=test, uuid=uuid).first()


def _standing_filter(standing: str, now: datetime) -> Q:
    working = Q(latest_state=AttemptState.WORKING)
    silent = Q(latest_seen__lt=now - LOST_AFTER)
    return {
        Standing.ABSENT.value: Q(latest_state=AttemptState.PREPARED) | Q(latest_state=None),
        Standing.WORKING.value: working & ~silent & Q(latest_locked=False),
        Standing.LOST.value: working & silent & Q(latest_locked=False),
        Standing.LOCKED.value: working & Q(latest_locked=True),
        Standing.SUBMITTED.value: Q(latest_state=AttemptState.SUBMITTED),
    }.get(standing, Q())


def _with_latest(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Annotate each candidate with its latest attempt that counts."""
    latest = Attempt.objects.filter(candidate_id=OuterRef("pk")).exclude(state=AttemptState.VOIDED).order_by("-number")
    return candidates.annotate(
        latest_state=Subquery(latest.values("state")[:1]),
        latest_locked=Subquery(latest.values("is_locked")[:1]),
        latest_seen=Subquery(latest.annotate(heard=Coalesce("last_seen_at", "started_at")).values("heard")[:1]),
        latest_id=Subquery(latest.values("pk")[:1]),
    )


def figures(actor: Actor, test: Test) -> Figures:
    """Count the candidates of a test by standing: one query, whatever their number."""
    require(can_supervise, actor, test)
    now = timezone.now()
    counts = {standing: Count("pk", filter=_standing_filter(standing, now)) for standing in Standing.values}
    row = _with_latest(Candidate.objects.filter(test=test, is_removed=False)).aggregate(total=Count("pk"), **counts)
    return Figures(**row)


def console_page(actor: Actor, test: Test, wanted: ConsoleFilter) -> Page[CandidateRow]:
    """Return a page of the console in the order of candidate numbers' making (by id): constant queries, only the rows shown."""
    require(can_supervise, actor, test)
    now = timezone.now()
    rows = _with_latest(Candidate.objects.filter(test=test, is_removed=False, pk__gt=wanted.after)).filter(
        _standing_filter(wanted.standing, now)
    )
    if wanted.room:
        rows = rows.filter(room=wanted.room)
    if wanted.class_id:
        rows = rows.filter(class_group_id=wanted.class_id)
    if text := fold(wanted.text):
        rows = rows.filter(Q(person__search_text__contains=text) | Q(number__startswith=wanted.text.strip()))
    found: list[Any] = list(rows.select_related("person", "class_group").order_by("pk")[: wanted.size + 1])
    attempts = Attempt.objects.annotate(signal_count=Count("signals")).in_bulk([row.latest_id for row in found if row.latest_id])
    page = page_of(found, wanted.size, came_from=bool(wanted.after), backwards=False, key=lambda row: row.pk)
    items = [_row(test, row, attempts.get(row.latest_id), now) for row in page.items]
    return Page(items, page.next_key, None)


def _row(test: Test, candidate: Any, attempt: Any, now: datetime) -> CandidateRow:
    return CandidateRow(
        candidate_id=candidate.pk,
        attempt_uuid=str(attempt.uuid) if attempt else "",
        name=candidate.person.full_name,
        number=candidate.number,
        room=candidate.room,
        class_name=candidate.group_name,
        standing=standing_of(attempt, now),
        answered=attempt.answered_count if attempt else 0,
        item_count=test.item_count,
        left_seconds=left_seconds(test, attempt, now),
        added_minutes=attempt.added_seconds // 60 if attempt else 0,
        signal_count=attempt.signal_count if attempt else 0,
        lock_reason=attempt.lock_reason if attempt else "",
        submitted_at=attempt.submitted_at if attempt else None,
    )


def standing_of(attempt: Attempt | None, now: datetime) -> str:
    """Return the standing of a candidate by its latest attempt."""
    if attempt is None or attempt.state == AttemptState.PREPARED:
        return Standing.ABSENT
    if attempt.state == AttemptState.SUBMITTED:
        return Standing.SUBMITTED
    if attempt.is_locked:
        return Standing.LOCKED
    return Standing.LOST if is_lost(attempt.last_seen_at, attempt.started_at, now) else Standing.WORKING


def left_seconds(test: Test, attempt: Attempt | None, now: datetime) -> int | None:
    """Return the seconds a working candidate has left; while the test is paused the clock stands."""
    if attempt is None or attempt.state != AttemptState.WORKING or attempt.deadline_at is None:
        return None
    clock = test.paused_at if test.is_paused and test.paused_at else now
    return max(0, int((attempt.deadline_at - clock).total_seconds()))


def has_started(test: Test) -> bool:
    """Say whether anybody has entered `test`: from then on its seat plan stays."""
    return Attempt.objects.filter(test=test).exclude(state=AttemptState.PREPARED).exists()


def rooms_of(actor: Actor, test: Test) -> list[dict[str, Any]]:
    """Return `{room, count}` for each room of the seat plan, in the order of their first numbers."""
    require(can_supervise, actor, test)
    seated = Candidate.objects.filter(test=test, is_removed=False).exclude(room="")
    counted = seated.values("room").annotate(count=Count("pk"), first=Max("number")).order_by("first")
    return [{"room": row["room"], "count": row["count"]} for row in counted]


def room_list(actor: Actor, test: Test, room: str) -> list[Candidate]:
    """Return the candidates of a room by seat, for the list on its door and the list to sign."""
    require(can_supervise, actor, test)
    rows = Candidate.objects.filter(test=test, is_removed=False, room=room).select_related("person", "class_group")
    return list(rows.order_by("seat", "pk"))


def attempt_timeline(actor: Actor, attempt: Attempt) -> list[Moment]:
    """Return what was noticed during an attempt, in order; bursts joined. It shows what happened, never what it means.

    `position` of a line is the number the candidate saw, in the order of its form.
    """
    require(can_supervise_attempt, actor, attempt)
    rows = Signal.objects.filter(attempt=attempt).order_by("at", "id")[:2000]
    numbers = _shown_numbers(attempt)
    found = [Moment(row.kind, row.at, row.at, seconds=row.seconds, position=numbers.get(row.position or 0, row.position)) for row in rows]
    return timeline(found)


def _shown_numbers(attempt: Attempt) -> dict[int, int]:
    order = Attempt.objects.filter(pk=attempt.pk).values_list("pack__form__order", flat=True).first() or []
    return {row["position"]: number for number, row in enumerate(order, 1)}


def protocol(actor: Actor, test: Test) -> tuple[list[Incident], list[TestMessage]]:
    """Return the notes and messages of a test, oldest first (at most 500 each)."""
    require(can_supervise, actor, test)
    notes = Incident.objects.filter(test=test).select_related("written_by", "attempt__person").order_by("pk")[:500]
    words = TestMessage.objects.filter(test=test).select_related("sent_by", "attempt__person").order_by("pk")[:500]
    return list(notes), list(words)


def candidate_notes(actor: Actor, attempt: Attempt) -> tuple[list[Incident], list[TestMessage]]:
    """Return the notes about one candidate and the messages to it, oldest first (at most 200 each)."""
    require(can_supervise_attempt, actor, attempt)
    notes = Incident.objects.filter(attempt=attempt).select_related("written_by").order_by("pk")[:200]
    words = TestMessage.objects.filter(attempt=attempt).select_related("sent_by").order_by("pk")[:200]
    return list(notes), list(words)
