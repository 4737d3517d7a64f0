"""Sums per test and item, and mastery."""

from django.db import models
from django.db.models import Q


class TestStatistic(models.Model):
    """Sums over the counting, wholly marked attempts of a test (or of one class of it): mean, deviation, alpha, SEM, distribution.

    All sums are whole numbers, of thousandths of a point, so that taking an attempt out undoes putting it in exactly.
    `sum_points`/`sum_squares` are of the plain sum of item points; `sum_marks` of the points that count (`Attempt.score_points`).
    `histogram` ten counts over the ratio reached; `outcomes` `{outcome id: [solid, forming, not yet]}`.
    """

    __test__ = False

    test = models.ForeignKey("assessment.Test", on_delete=models.CASCADE, related_name="statistics")
    class_group = models.ForeignKey("core.ClassGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    attempt_count = models.PositiveIntegerField(default=0)
    sum_points = models.BigIntegerField(default=0)
    sum_squares = models.BigIntegerField(default=0)
    sum_marks = models.BigIntegerField(default=0)
    histogram = models.JSONField(default=list)
    outcomes = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "class_group"], name="test_statistic_class_once"),
            models.UniqueConstraint(fields=["test"], condition=Q(class_group=None), name="test_statistic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.test} n={self.attempt_count}"


class ItemStatistic(models.Model):
    """Sums of one position of a test, in thousandths as in `TestStatistic`: points, their squares, their products with the total.

    `choices` maps an option to `[count, sum of totals]`, `groups` a score group (`rules.classical.GROUPS`) to `[count, sum of ratios]`.
    """

    test = models.ForeignKey("assessment.Test", on_delete=models.CASCADE, related_name="item_statistics")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("assessment.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    attempt_count = models.PositiveIntegerField(default=0)
    answered_count = models.PositiveIntegerField(default=0)
    sum_points = models.BigIntegerField(default=0)
    sum_squares = models.BigIntegerField(default=0)
    sum_cross = models.BigIntegerField(default=0)
    choices = models.JSONField(default=dict)
    groups = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "position"], name="item_statistic_once")]

    def __str__(self) -> str:
        return f"{self.test} {self.position}"


class CountedAttempt(models.Model):
    """What an attempt has put into the sums, so that it can be taken out again exactly.

    `points` is `{position: [points, ratio, answered, choices]}`, `outcomes` `{id: [reached, possible]}`, `total` and `marks` the
    plain and the counting sum; all in thousandths. Statistics of one class are summed from these rows.
    """

    attempt = models.OneToOneField("assessment.Attempt", on_delete=models.CASCADE, related_name="counted")
    points = models.JSONField()
    outcomes = models.JSONField(default=dict)
    total = models.BigIntegerField()
    marks = models.BigIntegerField(default=0)
    group = models.CharField(max_length=10, blank=True)
    bin = models.PositiveSmallIntegerField(default=0)
    class_group = models.ForeignKey("core.ClassGroup", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.attempt_id}"


class Mastery(models.Model):
    """How a person stands with an outcome over its released tests: points reached and possible, in how many tests.

    `level` (`rules.mastery.LEVELS`) follows from the tests in their order; the row is worked out anew from the counted attempts
    whenever one of them changes, is released or withdrawn.
    """

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    outcome = models.ForeignKey("assessment.Outcome", on_delete=models.CASCADE, related_name="+")
    reached = models.FloatField(default=0)
    possible = models.FloatField(default=0)
    answer_count = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=12, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "outcome"], name="mastery_once")]
        indexes = [models.Index(fields=["outcome", "level"], name="mastery_outcome")]

    def __str__(self) -> str:
        return f"{self.person} {self.outcome}"
