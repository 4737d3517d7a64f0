"""Exports and their parts."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from social.groups.enums import VisitReason

from .enums import ExportProblem, ExportState


class SpaceExport(models.Model):
    """A wish for all of one space, or of all spaces of a school (`unit`): exactly one of them. Legal states: `ExportState`.

    `asked_by` wore the hat `hat_key` (`core.access.types.Hat`): what it could read under it is what goes in. `why` and `note` are asked for a
    school and said to each space looked into. `counts` are rows by sheet, `files` and `missing` over all parts. Until `expires_at` its parts
    can be taken. One a space or school is on its way.
    """

    OPEN: ClassVar[tuple[str, ...]] = (ExportState.QUEUED.value, ExportState.RUNNING.value)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("social.Space", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    hat_key = models.CharField(max_length=20, blank=True)
    as_unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=VisitReason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    problem = models.CharField(max_length=20, choices=ExportProblem.choices, blank=True, default="")
    job = models.ForeignKey("core.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "-id"], name="export_of_space"),
            models.Index(fields=["unit", "-id"], name="export_of_unit"),
            models.Index(fields=["expires_at"], condition=Q(state="done"), name="export_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(space=None) ^ Q(unit=None), name="export_of_one_thing"),
            models.UniqueConstraint(fields=["space"], condition=Q(state__in=["queued", "running"]), name="export_once_a_space"),
            models.UniqueConstraint(fields=["unit"], condition=Q(state__in=["queued", "running"]), name="export_once_a_unit"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What it is a copy of, as people read it."""
        return self.space.label if self.space is not None else self.unit.label  # type: ignore[union-attr]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def has_files(self) -> bool:
        """Whether its parts can still be taken."""
        return self.state == ExportState.DONE and self.expires_at is not None and self.expires_at > timezone.now()


class ExportPart(models.Model):
    """One ZIP of one space; `number` counts those of the space. Legal states: being written (`done_at` None), written.

    `file_name` is its name in storage. `goes_on` says where the next part of the space begins (`{sheet, after}`, empty: this is the last).
    """

    export = models.ForeignKey(SpaceExport, on_delete=models.CASCADE, related_name="parts")
    space = models.ForeignKey("social.Space", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    goes_on = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "space", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.label} ({self.number})"
