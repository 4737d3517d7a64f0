"""Conversations, who is in them, what is said, and when teachers want quiet."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.lib import vietnamese
from social.groups.enums import Side

from .enums import DIRECT, AbsenceState, ConversationKind, MessageKind, MessageState, Session
from .rules import EVERY_DAY, quiet_span


class Conversation(models.Model):
    """A conversation. `key` makes it one: two people about a child, a channel of a class; a group of staff has its uuid there.

    Who may still write is asked from the roster each time; the row says nothing about it. `last_seq` counts its messages without a gap;
    `last_change` counts whatever happens to them, and devices catch up by it. Both are given under a lock of the row.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ConversationKind.choices)
    key = models.CharField(max_length=80, unique=True)
    unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def topic(self) -> str:
        """The live topic of the conversation."""
        return f"chat:{self.uuid}"

    @property
    def is_direct(self) -> bool:
        """Whether two people talk, so that nobody needs to be told who says what."""
        return self.kind in DIRECT and self.kind != ConversationKind.PUPIL

    @property
    def url(self) -> str:
        """The page of the conversation."""
        return reverse("social:chat", args=[self.uuid])


class JoinedConversation(models.Model):
    """Where the conversation called `uuid` went when two records of one human were merged: old notices, links and devices still name it."""

    uuid = models.UUIDField(unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="joined")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.uuid} in {self.conversation_id}"


class Participant(models.Model):
    """A person in a conversation and how far it has read and got, in numbers of `Message.arrived`.

    In channels of a class the roster says who is in; the row only keeps the marks. `told_read_to` is what the others are shown: in
    a teacher's quiet time it stays behind.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    read_to = models.PositiveBigIntegerField(default=0)
    told_read_to = models.PositiveBigIntegerField(default=0)
    delivered_to = models.PositiveBigIntegerField(default=0)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="participant_once")]
        indexes = [
            models.Index(fields=["person", "conversation"], condition=Q(left_at=None), name="participant_person"),
            models.Index(fields=["person"], condition=Q(told_read_to__lt=F("read_to")), name="participant_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.conversation_id}"


class Message(models.Model):
    """A message. Legal states: `MessageState`; a recalled one keeps its row, nobody else reads it any more.

    `seq` is the server's order, dense in a conversation; `client_id` comes from the device, so that a retry is the same message.
    Others see it from `visible_at` on (None: at once). `arrived` is the change that brought it to them (None: not yet), `changed` the
    last change of it, both from the conversation's counter. Its files are attachments held by `message:<id>`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveBigIntegerField()
    arrived = models.PositiveBigIntegerField(null=True, blank=True)
    changed = models.PositiveBigIntegerField(default=0)
    client_id = models.UUIDField(default=uuid4)
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    author_side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.TEXT)
    body = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.SENT)
    note = models.CharField(max_length=300, blank=True)
    is_urgent = models.BooleanField(default=False)
    visible_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_order"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_sent_once"),
        ]
        indexes = [
            models.Index(fields=["conversation", "changed"], name="message_changes"),
            models.Index(fields=["visible_at"], condition=Q(arrived=None, state="sent"), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text in step with the words."""
        self.search_text = vietnamese.fold(self.body)
        super().save(*args, **kwargs)


class QuietHours(models.Model):
    """When a teacher wants quiet: from `starts` to `ends` (over midnight where it starts later) on `days`, all day on `rest_days`.

    Days are digits, Monday is 0. Without a row: 21:00 to 6:00 every day. `auto_answer` is what families are told at their first message of
    a quiet time; "" for nothing.
    """

    person = models.OneToOneField("core.Person", on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    starts = models.TimeField(default=time(21))
    ends = models.TimeField(default=time(6))
    days = models.CharField(max_length=7, default=EVERY_DAY, blank=True)
    rest_days = models.CharField(max_length=7, default="", blank=True)
    auto_answer = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"

    def span(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return from when to when the quiet time around a local time lasts; None outside."""
        return quiet_span(now, self.starts, self.ends, self.days, self.rest_days) if self.is_on else None


class AbsenceRequest(models.Model):
    """A guardian asks leave of school for a child, as a message to the homeroom teacher. Legal states: `AbsenceState`; only an asked one moves.

    Half days are kept as numbers beside the dates (`rules.slot_of`): asked and confirmed ones of a child never overlap. After a
    confirmation `told_at` says when the subject teachers heard, `taken_at` when those who keep absences had it.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="absence")
    child = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    first_session = models.CharField(max_length=10, choices=Session.choices)
    last_day = models.DateField()
    last_session = models.CharField(max_length=10, choices=Session.choices)
    first_slot = models.PositiveIntegerField(editable=False)
    last_slot = models.PositiveIntegerField(editable=False)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=AbsenceState.choices, default=AbsenceState.ASKED)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["child", "last_slot"], name="absence_of_child"),
            models.Index(fields=["class_group", "last_day"], name="absence_of_class"),
        ]
        constraints = [models.CheckConstraint(condition=Q(first_slot__lte=F("last_slot")), name="absence_in_order")]

    def __str__(self) -> str:
        return f"{self.child_id}: {self.first_day}–{self.last_day}"
