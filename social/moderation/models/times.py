"""A child's time on the network, as its guardian sets it."""

from django.db import models


class NetworkTime(models.Model):
    """Quiet time and minutes a day of a child; outside them the child reads. Without a row: no limits.

    `quiet_from` after `quiet_to` runs over midnight; both None: no quiet time. `used_minutes` are those of the day `used_on`.
    """

    child = models.OneToOneField("core.Person", on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    daily_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    used_on = models.DateField(null=True)
    used_minutes = models.PositiveSmallIntegerField(default=0)
    set_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.child_id}"
