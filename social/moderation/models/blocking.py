"""Who wants nothing to do with whom."""

from django.db import models
from django.db.models import F, Q


class Block(models.Model):
    """`person` does not want to hear from `blocked`. Taken back by deleting the row."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="block_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ⊘ {self.blocked_id}"
