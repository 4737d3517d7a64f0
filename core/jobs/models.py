"""The queue."""

import uuid

from django.db import models
from django.utils import timezone

from .enums import JobState


class Job(models.Model):
    """One piece of work. Legal states: queued (from `run_at`), running (until `lease_until`), done, failed, cancelled.

    A running job whose lease has passed counts as queued again until `max_attempts` are used up.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    queue = models.CharField(max_length=20, default="default")
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "queue", "run_at"], name="job_next")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class StuckRow(models.Model):
    """A row a periodic batch could not do: left out until `next_try_at`, so that it stops no other. Gone when it has been done.

    `key` is what the batch calls it (mostly an id), `error` the kind and the first words of the last failure.
    """

    batch = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    first_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "key"], name="stuck_row_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.key}"
