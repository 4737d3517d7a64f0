"""Roster imports and what each of their rows did."""

import uuid

from django.db import models

from .enums import EntryAction, RosterKind, RosterState


class RosterImport(models.Model):
    """One file into one unit. Legal states: uploaded, checked (dry run made), running, done, undone, failed.

    `mapping` is column index to column key, `options` are `create_classes`, `accept_transfers`, `mark_leavers`; `problems` holds
    those of the last check or run.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.ForeignKey("core.SchoolYear", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RosterKind.choices)
    file = models.FileField(upload_to="roster/%Y/", max_length=200)
    file_name = models.CharField(max_length=200)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.UPLOADED)
    totals = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    preview = models.JSONField(default=list)
    job = models.ForeignKey("core.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="roster_unit")]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.unit}"


class RosterEntry(models.Model):
    """What one row did to one person: enough to tell it, and to undo it. Append-only; one for each row of an import.

    `before` and `after` hold the person's changed fields, `made` the ids of rows the import created or closed.
    """

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField()
    person = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=16, choices=EntryAction.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "row"], name="roster_row_once")]

    def __str__(self) -> str:
        return f"{self.row} {self.action}"
