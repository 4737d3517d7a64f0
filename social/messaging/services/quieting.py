"""Saying when one wants quiet."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from social.groups.enums import Side

from ..enums import HUSHED, MessageKind, MessageState
from ..errors import MessageRefused
from ..models import Conversation, Message, Participant, QuietHours
from ..policies import keeps_quiet_hours
from ..rules import EVERY_DAY
from ..selectors.quiet import quiet_of
from ..types import Quiet, QuietInput
from .arriving import note_changes


@transaction.atomic
def save_quiet_hours(*, actor: Actor, given: QuietInput) -> QuietHours:
    """Keep when the actor wants quiet; what waits for it now waits by the new hours.

    `MessageRefused` for times that are equal, or a week without a day (then families would never get an answer).
    """
    require(keeps_quiet_hours, actor)
    if given.is_on and given.starts == given.ends and given.days:
        raise MessageRefused("ends", _("Giờ bắt đầu và giờ kết thúc phải khác nhau."))
    if set(given.rest_days) >= set(EVERY_DAY):
        raise MessageRefused("rest_days", _("Hãy để ít nhất một ngày trong tuần nhận được tin."))
    fields = {**asdict(given), "auto_answer": "\n".join(tidy(line) for line in given.auto_answer.splitlines()).strip()[:500]}
    row, _is_new = QuietHours.objects.select_for_update().get_or_create(person_id=actor.person_id)
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    changes = {name: [str(before[name]), str(value)] for name, value in fields.items() if before[name] != value}
    record(actor=actor, verb="social.quiet.changed", changes=changes)
    _wait_anew(actor)
    return row


def _wait_anew(actor: Actor) -> None:
    """Let what waits in the actor's conversations wait until the new end; what need not wait any more is out at the next turn of the job."""
    waiting = Message.objects.filter(arrived=None, state=MessageState.SENT, visible_at__gt=timezone.now())
    mine = Participant.objects.filter(person_id=actor.person_id, side=Side.STAFF, left_at=None).values("conversation_id")
    for conversation_id in waiting.filter(conversation__in=mine).values_list("conversation_id", flat=True).distinct():
        staff = Participant.objects.filter(conversation_id=conversation_id, side=Side.STAFF, left_at=None)
        quiet = quiet_of(staff.values_list("person_id", flat=True))
        waiting.filter(conversation_id=conversation_id).update(visible_at=quiet.ends_at if quiet else timezone.now())


def answer_for_teachers(locked: Conversation, quiet: Quiet) -> None:
    """Answer the first message of a quiet time with what the teachers have prepared: once in each quiet time and conversation."""
    if locked.kind not in HUSHED:
        return
    told = Message.objects.filter(conversation=locked, kind=MessageKind.SYSTEM, created_at__gte=quiet.starts_at)
    if told.exists():
        return
    for person_id, answer in quiet.answers[:1]:
        locked.last_seq += 1
        row = Message.objects.create(
            conversation=locked, seq=locked.last_seq, author_id=person_id, author_side=Side.STAFF, kind=MessageKind.SYSTEM, body=answer
        )
        note_changes(locked, [row])
