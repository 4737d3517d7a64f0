"""Announcements an office sends down to schools."""

from django.db import models


class SentDown(models.Model):
    """An announcement of an office and the schools it goes to: those of `kinds` at and below `under`, as they were when it was sent.

    Legal states: on its way (`ended_at` None); arrived. `last_unit_id` is how far the job has come, `made` how many schools have it.
    """

    post = models.OneToOneField("social.Post", on_delete=models.CASCADE, related_name="sent_down")
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    under = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    is_pinned = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    last_unit_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.post_id}: {self.made}/{self.total}"
