"""What people answer to announcements."""

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """That somebody read an announcement and what they answered, for a child where a guardian has one in the space.

    Legal states: read (`answered_at` None); answered. `history` holds earlier answers, `[answer, ISO time]` each.
    """

    post = models.ForeignKey("social.Post", on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    for_child = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    history = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], condition=Q(for_child=None), name="receipt_once"),
            models.UniqueConstraint(fields=["post", "person", "for_child"], condition=~Q(for_child=None), name="receipt_once_a_child"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.answer}"
