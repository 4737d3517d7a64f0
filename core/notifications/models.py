"""The inbox."""

from django.db import models
from django.db.models import Q

from .types import KINDS


class Notification(models.Model):
    """One thing one person should know. Legal states: unread, read (`read_at`). Words are made when it is shown."""

    recipient = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="inbox_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["recipient", "kind", "dedupe_key"], name="notified_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.title) % self.data if kind else self.kind

    @property
    def body(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.body) % self.data if kind else ""

    @property
    def icon(self) -> str:
        kind = KINDS.get(self.kind)
        return kind.icon if kind else "bell"


class NotificationPreference(models.Model):
    """A person's choice for one kind and channel; no row means the kind's default."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    is_on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_choice")]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.channel} {self.is_on}"
