"""The outbox."""

from django.db import models


class OutboxEvent(models.Model):
    """An event as it was published. Append-only; its deliveries are jobs."""

    name = models.CharField(max_length=100, db_index=True)
    payload = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
