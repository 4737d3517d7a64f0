"""The store."""

from django.db import models


class StatementDraft(models.Model):
    """A statement of the platform waiting to be stored. Legal states: waiting, refused (`problem` says why).

    A draft that was stored is deleted in the transaction that stores it.
    """

    body = models.TextField()
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="draft_waiting", condition=models.Q(problem=""))]

    def __str__(self) -> str:
        return f"draft {self.pk}"
