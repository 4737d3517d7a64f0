"""Revisions of the page of a space."""

from uuid import uuid4

from django.db import models


class WikiRevision(models.Model):
    """What the page of a space said from a moment on. Append-only; the greatest `number` is the page. `restored` names the one it repeats.

    Legal states: shown; hidden (`hidden_at`) after a report: the page is the greatest number that is not, only who moderates reads a hidden one.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    space = models.ForeignKey("social.Space", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    restored = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "number"], name="wiki_number_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
