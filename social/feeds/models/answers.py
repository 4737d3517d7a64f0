"""What people answer to announcements."""

from django.db import models
from django.db.models import Q

from ..enums import Coming


class Receipt(models.Model):
    """That somebody read an announcement and what they answered, for a child where a guardian has one in the space.

    Legal states: read (`answered_at` None); answered. `history` holds earlier answers, `[answer, ISO time]` each. `space` is where it was
    read and `side` as what: a post sent down stands in many spaces.
    """

    post = models.ForeignKey("social.Post", on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    for_child = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey("social.Space", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)
    read_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    history = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["post", "space", "side"], name="receipts_of_post")]
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], condition=Q(for_child=None), name="receipt_once"),
            models.UniqueConstraint(fields=["post", "person", "for_child"], condition=~Q(for_child=None), name="receipt_once_a_child"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.answer}"


class Vote(models.Model):
    """That somebody chose an option of a poll (its place in the list). A poll of one choice has one a person."""

    post = models.ForeignKey("social.Post", on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    option = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person", "option"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.option}"


class Attendance(models.Model):
    """Whether somebody comes to an event; the last answer counts."""

    post = models.ForeignKey("social.Post", on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Coming.choices)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.answer}"
