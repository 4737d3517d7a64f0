"""The steps of a request. Each locks the request, asks its policy, writes the trail and tells whom it concerns."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import each, enqueue
from core.notifications.services import notify
from core.people.models import Person

from ..enums import RequestKind, RequestState
from ..errors import RequestRefused
from ..models import DataRequest
from ..policies import can_ask, can_handle, is_askers, still_speaks
from ..rules import acknowledge_by, due_on, extended, terms
from ..selectors import handlers_of, late_requests, unit_for

LONGEST = 2000
REMINDING = "privacy.remind_late"


def _url(row: DataRequest) -> str:
    return reverse("core:data_request", args=[row.uuid])


def tell_asker(row: DataRequest, step: str) -> None:
    """Tell who asked that the request took a step, once a step."""
    data = {"name": row.subject.full_name, "kind": row.get_kind_display(), "state": row.get_state_display()}
    notify(recipient_ids=[row.asked_by_id], kind="privacy.answer", data=data, url=_url(row), dedupe_key=f"{row.pk}:{step}")


def log(actor: Actor, row: DataRequest, verb: str, **changes: Any) -> None:
    """Write a step into the trail, as concerning the subject, where the unit stands."""
    record(
        actor=actor,
        verb=f"privacy.request.{verb}",
        obj=row,
        subject_person_id=row.subject_id,
        unit_path=row.unit.path,
        unit_id=row.unit_id,
        changes=changes,
    )


def _locked(row: DataRequest) -> DataRequest:
    """Return the request as it stands, locked; `RequestRefused` `ended` when somebody has ended it."""
    found = DataRequest.objects.select_for_update(of=("self",)).select_related("subject", "unit").get(pk=row.pk)
    if not found.is_open:
        raise RequestRefused("ended")
    return found


@transaction.atomic
def ask(*, actor: Actor, subject: Person, kind: str, words: str = "") -> DataRequest:
    """Make a request about a subject; the unit's officers are told.

    `RequestRefused`: `words_missing` (what is wrong, for a correction), `open_already`, `no_unit`.
    """
    require(can_ask, actor, (subject, kind))
    words = words.strip()[:LONGEST]
    if kind == RequestKind.CORRECT and not words:
        raise RequestRefused("words_missing")
    unit = unit_for(subject.pk)
    if unit is None:
        raise RequestRefused("no_unit")
    today, said = timezone.localdate(), terms()
    row = DataRequest(subject=subject, asked_by_id=actor.person_id, unit=unit, kind=RequestKind(kind).value, words=words)
    row.acknowledge_by, row.due_on = acknowledge_by(today, said), due_on(kind, today, said)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RequestRefused("open_already") from None
    log(actor, row, "made", kind=[None, row.kind])
    data = {"name": subject.full_name, "kind": row.get_kind_display()}
    officers = [one for one in handlers_of(unit) if one not in (row.asked_by_id, row.subject_id)]
    notify(recipient_ids=officers, kind="privacy.request", data=data, url=_url(row), dedupe_key=str(row.pk))
    return row


@transaction.atomic
def withdraw(*, actor: Actor, request: DataRequest) -> DataRequest:
    """Take a request back. One that is being carried out by a job can't be taken back any more (`ended`)."""
    row = _locked(request)
    require(is_askers, actor, row)
    if row.job_id is not None:
        raise RequestRefused("ended")
    return _end(actor, row, RequestState.WITHDRAWN, "withdrawn")


@transaction.atomic
def acknowledge(*, actor: Actor, request: DataRequest) -> DataRequest:
    """Say that the request has been received and is worked on; again changes nothing."""
    row = _locked(request)
    require(can_handle, actor, row)
    if row.acknowledged_at is None:
        _take(actor, row)
        row.save()
        log(actor, row, "acknowledged")
        tell_asker(row, "acknowledged")
    return row


def _take(actor: Actor, row: DataRequest) -> None:
    row.state, row.handled_by_id = RequestState.WORKING, actor.person_id
    row.acknowledged_at = row.acknowledged_at or timezone.now()


@transaction.atomic
def extend(*, actor: Actor, request: DataRequest, reason: str) -> DataRequest:
    """Extend the term once, with a reason. `RequestRefused`: `words_missing`, `extended_already`."""
    row = _locked(request)
    require(can_handle, actor, row)
    if row.extension_reason:
        raise RequestRefused("extended_already")
    if not reason.strip():
        raise RequestRefused("words_missing")
    before, row.extension_reason = row.due_on, reason.strip()[:LONGEST]
    row.due_on = extended(before, terms())
    _take(actor, row)
    row.save()
    log(actor, row, "extended", due_on=[before.isoformat(), row.due_on.isoformat()])
    tell_asker(row, "extended")
    return row


@transaction.atomic
def refuse(*, actor: Actor, request: DataRequest, answer: str) -> DataRequest:
    """End a request that can't be carried out, saying why. `RequestRefused`: `words_missing`; `ended` once a job carries it out."""
    row = _locked(request)
    require(can_handle, actor, row)
    if row.job_id is not None:
        raise RequestRefused("ended")
    if not answer.strip():
        raise RequestRefused("words_missing")
    _take(actor, row)
    row.answer = answer.strip()[:LONGEST]
    return _end(actor, row, RequestState.REFUSED, "refused")


@transaction.atomic
def start(*, actor: Actor, request: DataRequest, answer: str = "") -> DataRequest:
    """Carry the request out: a correction is answered at once, everything else is done by a job, once.

    `RequestRefused` `words_missing`: a correction without saying what was done; `asker_gone`: a guardian who no longer is one asked.
    """
    row = _locked(request)
    require(can_handle, actor, row)
    if not still_speaks(row):
        raise RequestRefused("asker_gone")
    _take(actor, row)
    row.answer = answer.strip()[:LONGEST]
    if row.kind == RequestKind.CORRECT:
        if not row.answer:
            raise RequestRefused("words_missing")
        return _end(actor, row, RequestState.DONE, "done")
    if row.job_id is None:
        row.job = enqueue("privacy.carry_out", {"request_id": row.pk}, dedupe_key=f"privacy:{row.pk}", created_by_id=actor.person_id)
        log(actor, row, "started")
    row.save()
    return row


def _end(actor: Actor, row: DataRequest, state: RequestState, verb: str) -> DataRequest:
    row.state, row.ended_at = state, timezone.now()
    row.save()
    log(actor, row, verb)
    if state != RequestState.WITHDRAWN:
        tell_asker(row, verb)
    return row


def finish(actor: Actor, row: DataRequest) -> DataRequest:
    """End a request that has been carried out, in the caller's transaction."""
    return _end(actor, row, RequestState.DONE, "done")


def give_up(actor: Actor, row: DataRequest) -> DataRequest:
    """End a request that was started when its asker stopped speaking for the subject, in the caller's transaction; nothing was done."""
    row.answer = str(RequestRefused("asker_gone"))
    return _end(actor, row, RequestState.REFUSED, "refused")


def remind_late(today: date) -> int:
    """Tell those who answer about requests whose term has passed, once a day each; returns how many are late."""
    late = {row.pk: row for row in late_requests(today)}

    def remind(pk: int) -> int:
        row = late[pk]
        people = [one for one in handlers_of(row.unit) if one not in (row.asked_by_id, row.subject_id)]
        data = {"name": row.subject.full_name, "kind": row.get_kind_display()}
        notify(recipient_ids=people, kind="privacy.late", data=data, url=_url(row), dedupe_key=f"{row.pk}:{today}")
        return 1

    return each(REMINDING, list(late), remind)
