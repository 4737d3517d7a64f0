"""Works of pupils."""

from uuid import uuid4

from django.db import models

from .enums import WorkState


class Work(models.Model):
    """A work of a child. Legal states: `WorkState`; changed after approval it waits again and is no longer shown to the class.
    Hidden after a report, it is seen by the child and its teachers and changed by nobody; `state_before` is what it comes back to.

    `client_id` comes from the device: sent twice it is kept once. Its files are attachments held by `work:<id>`. `word` is what the
    teacher said last. `wants_class` is the child's wish that the class may see it, `shown_at` that it does.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    client_id = models.UUIDField(default=uuid4)
    child = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey("social.Space", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    wants_class = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    state_before = models.CharField(max_length=10, blank=True, default="", db_default="")
    word = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "client_id"], name="work_sent_once")]
        indexes = [
            models.Index(fields=["child", "state", "-id"], name="work_of_child"),
            models.Index(fields=["space", "-shown_at"], condition=~models.Q(shown_at=None), name="work_shown"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def holder(self) -> str:
        """What holds the work's files."""
        return f"work:{self.pk}"
