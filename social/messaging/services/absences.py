"""Asking leave of school in a conversation, answering it, and passing on what was confirmed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.lib.vietnamese import tidy
from core.notifications.services import notify
from core.people.models import Person
from social.hooks import AbsenceTaker

from ..enums import AbsenceState, MessageKind
from ..errors import MessageRefused
from ..models import AbsenceRequest, Conversation, Message
from ..policies import can_ask_absence, can_decide_absence, can_withdraw_absence, studying, teaching, wards
from ..rules import days_away, slot_of
from ..selectors.absences import days_in_words
from ..types import AbsenceInput, Draft
from .arriving import locked_conversation, note_changes
from .sending import send

JOB = "social.absence_confirmed"
EARLIEST, LATEST, LONGEST = timedelta(days=2), timedelta(days=90), timedelta(days=30)
MOST_HANDED_OVER = 50


@transaction.atomic
def ask_absence(*, actor: Actor, conversation: Conversation, given: AbsenceInput) -> AbsenceRequest:
    """Ask leave for the child a conversation with its homeroom teacher is about; it comes as a message. The same `client_id` asks once.

    `MessageRefused` names the field: days in the wrong order, too far away or too many, or days that another open or confirmed
    request of the child has already (two guardians at once: one of them is told).
    """
    require(can_ask_absence, actor, conversation)
    child = Person.objects.select_for_update(no_key=True).get(pk=conversation.child_id or 0)
    known = AbsenceRequest.objects.filter(message__author_id=actor.person_id, message__client_id=given.client_id).first()
    if known is not None:
        return known
    first, last = slot_of(given.first_day, given.first_session), slot_of(given.last_day, given.last_session)
    _check_days(given, first, last)
    open_ones = AbsenceRequest.objects.filter(child=child, state__in=[AbsenceState.ASKED, AbsenceState.CONFIRMED])
    if open_ones.filter(first_slot__lte=last, last_slot__gte=first).exists():
        raise MessageRefused("first_day", _("Em đã có đơn xin nghỉ trong những ngày này."))
    place = studying([child.pk]).latest("id")
    reason = tidy(given.reason)
    message, _is_new = send(actor=actor, conversation=conversation, draft=Draft(given.client_id, reason), kind=MessageKind.ABSENCE)
    row = AbsenceRequest.objects.create(
        message=message, child=child, class_group_id=place.class_group_id, reason=reason, first_slot=first, last_slot=last,
        first_day=given.first_day, first_session=given.first_session, last_day=given.last_day, last_session=given.last_session,
    )  # fmt: skip
    record(actor=actor, verb="social.absence.asked", obj=conversation, subject_person_id=row.child_id)
    return row


def _check_days(given: AbsenceInput, first: int, last: int) -> None:
    today = timezone.localdate()
    if first > last:
        raise MessageRefused("last_day", _("Buổi cuối phải sau buổi đầu."))
    if not today - EARLIEST <= given.first_day <= today + LATEST:
        raise MessageRefused("first_day", _("Xin nghỉ từ hai ngày trước đến ba tháng tới."))
    if given.last_day - given.first_day >= LONGEST:
        raise MessageRefused("last_day", _("Một đơn nhiều nhất 30 ngày. Nghỉ lâu hơn, hãy gặp nhà trường."))


@transaction.atomic
def decide_absence(*, actor: Actor, request: AbsenceRequest, confirms: bool, answer: str = "") -> AbsenceRequest:
    """Confirm a request or answer no. `MessageRefused` when it has been answered or withdrawn meanwhile.

    A confirmed one is passed on by a job: to the subject teachers, and to who keeps absences (`AbsenceTaker`).
    """
    require(can_decide_absence, actor, request)
    row = _moved(request, AbsenceState.CONFIRMED if confirms else AbsenceState.REFUSED)
    row.answer, row.decided_by_id, row.decided_at = tidy(answer)[:300], actor.person_id, timezone.now()
    row.save()
    _show(row)
    verb = "social.absence.confirmed" if confirms else "social.absence.refused"
    record(actor=actor, verb=verb, obj=row.message.conversation, subject_person_id=row.child_id)
    asker = wards(row.message.author_id).filter(child_id=row.child_id).values_list("guardian_id", flat=True)  # nobody who stopped being one
    notify(recipient_ids=asker, kind=verb, data=_data(row), url=row.message.conversation.url, dedupe_key=f"absence:{row.pk}")
    if confirms:
        enqueue(JOB, {"request_id": row.pk}, dedupe_key=f"absence:{row.pk}")
    return row


@transaction.atomic
def withdraw_absence(*, actor: Actor, request: AbsenceRequest) -> AbsenceRequest:
    """Take back a request that has not been answered."""
    require(can_withdraw_absence, actor, request)
    row = _moved(request, AbsenceState.WITHDRAWN)
    row.decided_at = timezone.now()
    row.save()
    _show(row)
    record(actor=actor, verb="social.absence.withdrawn", obj=row.message.conversation, subject_person_id=row.child_id)
    return row


def _moved(request: AbsenceRequest, state: str) -> AbsenceRequest:
    """Return the locked request in its next state; of two who decide at once the second is told."""
    rows = AbsenceRequest.objects.select_for_update(of=("self",)).select_related("message__conversation", "child", "class_group")
    row = rows.get(pk=request.pk)
    if row.state != AbsenceState.ASKED:
        raise MessageRefused("done", _("Đơn này đã được trả lời hoặc đã rút."))
    row.state = state
    return row


def _show(row: AbsenceRequest) -> None:
    message = Message.objects.select_related("author__account").get(pk=row.message_id)
    note_changes(locked_conversation(message.conversation_id), [message])


def _data(row: AbsenceRequest) -> dict[str, Any]:
    days = days_in_words(row.first_day, row.first_session, row.last_day, row.last_session)
    return {"child": row.child.full_name, "class": row.class_group.name, "days": days, "child_ids": [row.child_id]}


def pass_on(request_id: int) -> bool:
    """Tell the subject teachers of the class of a confirmed absence, then give it to who keeps absences. Done twice it tells once."""
    with transaction.atomic():
        rows = AbsenceRequest.objects.select_for_update(of=("self",)).select_related("message", "child", "class_group")
        row = rows.filter(pk=request_id, state=AbsenceState.CONFIRMED).first()
        if row is None:
            return False
        if row.told_at is None:
            teachers = set(teaching([row.class_group_id]).values_list("person_id", flat=True)) - {row.decided_by_id}
            notify(recipient_ids=teachers, kind="social.absence.told", data=_data(row), url=absences_url(), dedupe_key=f"absence:{row.pk}")
            row.told_at = timezone.now()
            row.save(update_fields=["told_at"])
            _show(row)
    for first, last, session in days_away(row.first_day, row.first_session, row.last_day, row.last_session):
        for taker in AbsenceTaker.all():
            taker.take(
                child_id=row.child_id, class_id=row.class_group_id, first_day=first.isoformat(), last_day=last.isoformat(),
                session=session, reason=row.reason, confirmed_by_id=row.decided_by_id or 0,
            )  # fmt: skip
    AbsenceRequest.objects.filter(pk=row.pk, taken_at=None).update(taken_at=timezone.now())
    return True


def hand_over_absences(class_id: int) -> int:
    """Tell who leads a class now which requests still wait for an answer; whoever was told of one is not told again. Returns how many wait."""
    leads = list(teaching([class_id]).filter(kind="homeroom").values_list("person_id", flat=True))
    open_ones = AbsenceRequest.objects.filter(class_group_id=class_id, state=AbsenceState.ASKED)
    rows = list(open_ones.select_related("child", "message__author").order_by("pk")[:MOST_HANDED_OVER])
    for row in rows:
        data = {"name": row.message.author.full_name, "about": row.child.full_name, "child_ids": [row.child_id]}
        key = f"absence-waits:{row.pk}"
        notify(recipient_ids=leads, kind="social.absence.asked", data=data, url=absences_url(), dedupe_key=key)
    return len(rows)


def absences_url() -> str:
    """Return the list of absences."""
    return reverse("social:absences")
