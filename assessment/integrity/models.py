"""Signals and incidents."""

from django.db import models


class Signal(models.Model):
    """Something a player or the server noticed: focus lost, full screen left, paste, another device, another address. Not a verdict."""

    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    client_key = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "client_key"], name="signal_once")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Incident(models.Model):
    """A proctor's note about a candidate or the whole test (biên bản)."""

    test = models.ForeignKey("assessment.Test", on_delete=models.CASCADE, related_name="incidents")
    attempt = models.ForeignKey("assessment.Attempt", null=True, blank=True, on_delete=models.CASCADE, related_name="incidents")
    text = models.TextField()
    written_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text[:60]
