"""Sitting a test: entering, keeping answers, handing in, going on elsewhere. The hot path; docs/explanation/sessions.md counts it."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.hooks import SittingGuard
from core.access.policies import require
from core.access.types import Actor
from core.events.services import publish
from core.ports.live import broadcast_on_commit, topic_group

from ...events import AttemptSubmitted
from ..enums import AttemptState, SubmitReason, TestState
from ..errors import SessionError
from ..models import AnswerChange, Attempt, AttemptNote, Candidate, Test
from ..policies import can_work_on
from ..rules.entering import in_networks, is_code
from ..rules.folding import clamped, clean_answers
from ..rules.sections import Acceptance, end_of, timetable
from ..rules.timing import Window, counts, deadline, entry_state
from ..selectors.answers import folded_answers
from ..types import Ack, Change, TestSettings

MOST_BYTES = 400_000
SEEN_SECONDS = 25


def window_of(test: Test, candidate: Candidate) -> Window:
    """Return the clock of a candidate: its own times win over the test's."""
    return Window(
        candidate.opens_at or test.opens_at,
        candidate.closes_at or test.closes_at,
        test.ends_at,
        test.minutes,
        candidate.extra_minutes,
    )


def attempt_at(actor: Actor, uuid: Any) -> Attempt:
    """Return the actor's own attempt with what the hot path needs, in one indexed query; `AccessRefused` for anybody else's."""
    rows = Attempt.objects.select_related("test").defer("test__note", "answers").filter(uuid=uuid, person_id=actor.person_id)
    attempt = rows.first()
    if attempt is None:
        require(can_work_on, actor, Attempt())
    assert attempt is not None  # noqa: S101 (the line above has raised)
    return attempt


def entry_problem(
    *,
    test: Test,
    candidate: Candidate,
    now: datetime,
    code: str = "",
    address: str = "",
    url: str = "",
    headers: dict[str, str] | None = None,
    knows_code: bool = False,
) -> SessionError | None:
    """Return why a candidate may not enter now, None when it may. Extra time and own entry times count.

    `knows_code`: it has given the access code before (a guest, on joining).
    """
    settings = TestSettings.read(test.settings)
    state = entry_state(window_of(test, candidate), now)
    if test.state != TestState.SCHEDULED or state == "closed":
        return SessionError("entry.closed")
    if state == "early":
        return SessionError("entry.early")
    if test.is_paused:
        return SessionError("entry.paused")
    if not in_networks(address, settings.networks):
        return SessionError("entry.network")
    if settings.access_code and not knows_code and not is_code(code, settings.access_code):
        return SessionError("entry.code", field="code")
    for guard in SittingGuard.all():
        why = guard.entry_problem(settings=settings.write(), url=url, headers=headers or {})
        if why:
            return SessionError("entry.guard", why=why)
    return None


def start_attempt(*, actor: Actor, attempt: Attempt, candidate: Candidate, device: str) -> Attempt:
    """Start a prepared attempt: one conditional write, so that two presses start once. A started one is returned as it is.

    The caller has asked `entry_problem`. Side effects: a word to the proctors' console.
    """
    require(can_work_on, actor, attempt)
    if attempt.state != AttemptState.PREPARED:
        return attempt
    now = timezone.now()
    ends = deadline(window_of(attempt.test, candidate), now)
    table = timetable(attempt.test.settings.get("sections") or (), int(now.timestamp() * 1000), candidate.extra_minutes) or None
    ends = earlier(ends, table)
    values = {"state": AttemptState.WORKING, "started_at": now, "deadline_at": ends, "device": device[:40], "last_seen_at": now}
    if table:
        values["sections"] = table
    with transaction.atomic():
        changed = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.PREPARED).update(**values)
        if changed:
            _tell(attempt.test, "attempt")
    for name, value in values.items():
        setattr(attempt, name, value)
    return attempt


def earlier(ends: datetime | None, table: Any) -> datetime | None:
    """Return when an attempt is over: at its deadline, or when its last section closes."""
    last = end_of(table or ())
    if last is None:
        return ends
    closing = datetime.fromtimestamp(last / 1000, UTC)
    return min(ends, closing) if ends else closing


def _tell(test: Test, what: str) -> None:
    broadcast_on_commit(topic_group(f"sitting:{test.uuid}"), {"type": "sitting", "topic": f"sitting:{test.uuid}", "what": what})


def _row(attempt: Attempt, device: str, change: dict[str, Any], received: datetime) -> AnswerChange:
    """Return the row of a change, or raise `change.bad`/`change.large`; its time is clamped, lateness decided."""
    answers = clean_answers(change.get("answers"), attempt.test.item_count)
    number, base = change.get("number"), change.get("base", 0)
    if answers is None or not isinstance(number, int) or not 0 < number < 2**31 or not isinstance(base, int):
        raise SessionError("change.bad")
    if len(json.dumps(answers)) > MOST_BYTES:
        raise SessionError("change.large")
    started = attempt.started_at or received
    made_ms = clamped(change.get("made_at_ms"), started_ms=int(started.timestamp() * 1000), received_ms=int(received.timestamp() * 1000))
    made = datetime.fromtimestamp(made_ms / 1000, UTC)
    late_minutes = attempt.test.settings.get("late_minutes", 30)
    source = change.get("source") if change.get("source") in ("live", "sync", "file", "submit") else "live"
    is_late = not (_still_open(attempt) and counts(made, received, _clock(attempt), late_minutes))
    refused = refused_positions(attempt, answers, made_ms, int(received.timestamp() * 1000))
    is_late = is_late or bool(answers and len(refused) == len(answers))
    return AnswerChange(
        attempt_id=attempt.pk,
        device=device[:40] or "?",
        number=number,
        answers=answers,
        base=max(0, base),
        made_at_ms=made_ms,
        source=source or "live",
        is_late=is_late,
        received_at=received,
    )


def refused_positions(attempt: Attempt, answers: Iterable[str], made_ms: int, received_ms: int) -> list[int]:
    """Return the positions whose section had closed when they were answered, or that arrive too late for it; none during a pause."""
    if not attempt.sections or attempt.test.is_paused:
        return []
    settings = attempt.test.settings
    acceptance = Acceptance(attempt.sections, settings.get("sections"), settings.get("late_minutes", 30))
    change = Change({}, made_ms, 0, received_ms=received_ms)
    return [int(position) for position in answers if not acceptance.accepts(position, change)]


def _clock(attempt: Attempt) -> datetime | None:
    """Return the moment up to which answers count: the deadline, none while the test is paused, the collection once collected."""
    if attempt.state == AttemptState.SUBMITTED:
        return min(moment for moment in (attempt.deadline_at, attempt.submitted_at) if moment)
    return None if attempt.test.is_paused else attempt.deadline_at


def _still_open(attempt: Attempt) -> bool:
    """Say whether changes may still count: while one works; after the server took the paper in for somebody who was off line.

    Not where candidates see more than their own answers after handing in: a device's clock is no proof then.
    """
    if attempt.state == AttemptState.WORKING:
        return True
    taken_in = attempt.state == AttemptState.SUBMITTED and attempt.submit_reason in (SubmitReason.TIME, SubmitReason.PROCTOR)
    return taken_in and attempt.released_at is None and set(attempt.test.settings.get("review", {}).get("after", ())) <= {"answer"}


def record_changes(*, actor: Actor, attempt: Attempt, device: str, changes: Sequence[dict[str, Any]]) -> Ack:
    """Keep numbered changes of a device and acknowledge the last one: one insert, committed before this returns.

    The same number of the same device again changes nothing and is acknowledged again. What arrives after a candidate handed in
    is kept, marked late, and not counted. What a candidate off line answered in time and sends within the test's `late_minutes`
    after the server took the paper in counts: the attempt is folded and scored again. Answers to a section that had closed before
    they were made are kept, not counted, and named in the acknowledgement. While one works nothing else is written:
    no event, no count, no broadcast.
    """
    require(can_work_on, actor, attempt)
    received = timezone.now()
    rows = [_row(attempt, device, change, received) for change in changes]
    if not rows:
        raise SessionError("change.bad")
    AnswerChange.objects.bulk_create(rows, ignore_conflicts=True)
    if attempt.state == AttemptState.SUBMITTED and not all(row.is_late for row in rows):
        refold_attempt(attempt_id=attempt.pk)
    received_ms = int(received.timestamp() * 1000)
    refused = {position for row in rows for position in refused_positions(attempt, row.answers, row.made_at_ms, received_ms)}
    return acknowledgement(attempt, device, max(row.number for row in rows), refused)


def acknowledgement(attempt: Attempt, device: str, number: int, refused: Iterable[int] = ()) -> Ack:
    """Return what the player is told beside the number."""
    test = attempt.test
    return Ack(
        number=number,
        state=str(attempt.state),
        revision=test.live_revision,
        deadline=attempt.deadline_at.isoformat() if attempt.deadline_at else None,
        is_mine=not attempt.device or attempt.device == device,
        is_paused=test.is_paused,
        is_locked=attempt.is_locked,
        refused=tuple(sorted(refused)),
    )


@transaction.atomic
def submit_attempt(
    *, actor: Actor, attempt: Attempt, reason: str = SubmitReason.CANDIDATE, device: str = "", changes: Sequence[dict[str, Any]] = ()
) -> Attempt:
    """Hand an attempt in, with the changes that hadn't been sent; answers are folded. A second time changes nothing.

    Side effects, with the commit: event `AttemptSubmitted`, a word to the console.
    """
    if not actor.is_system:
        require(can_work_on, actor, attempt)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("test").get(pk=attempt.pk)
    now = timezone.now()
    if locked.state == AttemptState.PREPARED:
        return locked
    if locked.state != AttemptState.WORKING:
        if changes:
            record_changes(actor=actor, attempt=locked, device=device, changes=changes)
        return locked
    if changes:
        rows = [_row(locked, device, change, now) for change in changes]
        AnswerChange.objects.bulk_create(rows, ignore_conflicts=True)
    answers = folded_answers(locked)
    locked.state, locked.submitted_at, locked.submit_reason = AttemptState.SUBMITTED, now, reason
    locked.answers, locked.answered_count, locked.is_locked = answers, len(answers), False
    locked.save(update_fields=["state", "submitted_at", "submit_reason", "answers", "answered_count", "is_locked"])
    publish(AttemptSubmitted(attempt_id=locked.pk))
    _tell(locked.test, "attempt")
    return locked


@transaction.atomic
def refold_attempt(*, attempt_id: int) -> None:
    """Fold the answers of a handed-in attempt again, after late changes that count; event `AttemptSubmitted` when they differ."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("test").get(pk=attempt_id)
    answers = folded_answers(locked)
    if locked.state != AttemptState.SUBMITTED or answers == locked.answers:
        return
    locked.answers, locked.answered_count = answers, len(answers)
    locked.save(update_fields=["answers", "answered_count"])
    publish(AttemptSubmitted(attempt_id=locked.pk))
    _tell(locked.test, "attempt")


@transaction.atomic
def take_over(*, actor: Actor, attempt: Attempt, device: str) -> Attempt:
    """Go on with an attempt on another device: the pen goes there, the first device turns read-only when it next asks.

    Where a proctor must agree (`device_rule` `proctor`), the attempt is locked until one does, and then whoever asks first goes on.
    """
    require(can_work_on, actor, attempt)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("test").get(pk=attempt.pk)
    if locked.state != AttemptState.WORKING or locked.device == device[:40]:
        return locked
    rule = locked.test.settings.get("device_rule", "free")
    if locked.is_locked:
        raise SessionError("attempt.locked")
    if rule == "proctor" and locked.device:
        locked.is_locked, locked.lock_reason, locked.device = True, str(SessionError("attempt.other_device").message)[:200], ""
    else:
        locked.device, locked.device_generation = device[:40], locked.device_generation + 1
    locked.save(update_fields=["is_locked", "lock_reason", "device", "device_generation"])
    key = f"device:{locked.device_generation}:{device[:30]}"
    for guard in SittingGuard.all():
        guard.noticed(attempt_id=locked.pk, kind="device", key=key, details={"device": device[:40]})
    _tell(locked.test, "attempt")
    return locked


def note_seen(*, attempt: Attempt, answered: Any) -> None:
    """Note that a player is there and how much is answered; at most one small write in 25 seconds."""
    now = timezone.now()
    count = answered if isinstance(answered, int) and 0 <= answered <= attempt.test.item_count else attempt.answered_count
    recent = attempt.last_seen_at and (now - attempt.last_seen_at).total_seconds() < SEEN_SECONDS
    if attempt.state == AttemptState.WORKING and not (recent and count == attempt.answered_count):
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.WORKING).update(last_seen_at=now, answered_count=count)


MOST_NOTES = 20_000


def keep_notes(*, actor: Actor, attempt: Attempt, data: Any) -> None:
    """Keep flags, scratch notes and the place of a candidate beside the answers; the last ones win, too long ones are left."""
    require(can_work_on, actor, attempt)
    if isinstance(data, dict) and len(json.dumps(data)) <= MOST_NOTES:
        AttemptNote.objects.update_or_create(attempt_id=attempt.pk, defaults={"data": data})
