"""Learners beside the classes."""

from django.db import models
from django.utils import timezone


class CourseLearner(models.Model):
    """A person enrolled in a course directly (PD classes, open courses, catching up). Running until `valid_to`."""

    course = models.ForeignKey("lms.Course", on_delete=models.CASCADE, related_name="learners")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="learner_once")]
        indexes = [models.Index(fields=["person", "course"], name="learner_person")]

    def __str__(self) -> str:
        return f"{self.person} → {self.course}"
