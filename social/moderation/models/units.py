"""What a unit sets about safety."""

from django.db import models


class UnitSafety(models.Model):
    """A unit's own words and hosts, which units below inherit, and who is on duty for cries for help. Without a row: nothing of its own.

    `words_added` wait for approval, `words_lifted` are taken out of the built-in lists (or of what a unit above added), `hosts` are
    allowed in links. An empty `duty` means the homeroom teacher and the heads.
    """

    unit = models.OneToOneField("core.Unit", on_delete=models.CASCADE, related_name="+")
    words_added = models.JSONField(default=list, blank=True)
    words_lifted = models.JSONField(default=list, blank=True)
    hosts = models.JSONField(default=list, blank=True)
    duty = models.ManyToManyField("core.Person", related_name="+", blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.unit_id}"
