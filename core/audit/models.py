"""The audit trail."""

from typing import Any

from django.db import models


class AuditRecord(models.Model):
    """One act or look. Legal states: written once, never changed.

    `unit` is where it happened: auditors above that unit *today* read it, wherever it has moved since. `unit_path` is its
    place in the tree at the time, for the record only (paths are used again after a move). `changes` maps a field to
    `[old, new]` or to what there is now, a list of things to `[None, [...]]`, and holds no secrets. Older rows hold a
    list of things as it is: for the fields named in `words.LISTS` two of them are read as two, not as old and new.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_name = models.CharField(max_length=80)
    actor_person = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    actor_hat = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("core.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_path = models.CharField(max_length=255, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    subject_person = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="audit_of_unit"),
            models.Index(fields=["subject_person", "-id"], name="audit_subject"),
            models.Index(fields=["actor_person", "-id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once; a second save is refused."""
        if self.pk:
            raise TypeError("an audit record is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never: retention is a database task with its own record."""
        raise TypeError("an audit record is never deleted")
