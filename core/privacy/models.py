"""Requests and terms of keeping."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import RequestKind, RequestState


class DataRequest(models.Model):
    """One wish about one person's data. Legal states: `RequestState`.

    `asked_by` is the subject or who speaks for them; `unit` answers. `outcome` holds counts by component key; `file_name` is the
    package in storage until `file_until`. One open request of a kind for each subject.
    """

    OPEN: ClassVar[tuple[str, ...]] = (RequestState.NEW.value, RequestState.WORKING.value)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.NEW)
    words = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    extension_reason = models.TextField(blank=True)
    acknowledge_by = models.DateField()
    due_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("core.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], name="data_request_due"),
            models.Index(fields=["asked_by", "-id"], name="data_request_own"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind"], condition=Q(state__in=["new", "working"]), name="data_request_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_late(self) -> bool:
        """Say whether a term has passed: of acknowledging, or of answering."""
        today = timezone.localdate()
        return self.is_open and (self.due_on < today or (self.acknowledged_at is None and self.acknowledge_by < today))

    @property
    def has_file(self) -> bool:
        return bool(self.file_name) and self.file_until is not None and self.file_until > timezone.now()


class RetentionTerm(models.Model):
    """How many days rows of a kind (`Expiring.key`) are kept, where the province has said so; and what the last night deleted."""

    key = models.CharField(max_length=40, unique=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    deleted = models.PositiveIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.days}"
