"""What a unit sets about safety."""

from django.db import models


class UnitSafety(models.Model):
    """A unit's own words and hosts, which units below inherit, and who is on duty for cries for help. Without a row: nothing of its own.

    From `quiet_from` to `quiet_to` pupils who study at the unit itself read and do not write, beside what their family has set.

    `words_added` wait for approval, `words_lifted` are taken out of the built-in lists (or of what a unit above added), `hosts` are
    allowed in links. An empty `duty` means the homeroom teacher and the heads.
    """

    unit = models.OneToOneField("core.Unit", on_delete=models.CASCADE, related_name="+")
    words_added = models.JSONField(default=list, blank=True)
    words_lifted = models.JSONField(default=list, blank=True)
    hosts = models.JSONField(default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    duty = models.ManyToManyField("core.Person", related_name="+", blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.unit_id}"
