"""Which test an activity holds; whose time in it was counted."""

from django.db import models


class TestActivity(models.Model):
    """The test of an activity of kind `test`: `test_uuid` as its author chose it, `published_uuid` as learners get it; None: none yet."""

    __test__ = False

    activity = models.OneToOneField("lms.Activity", on_delete=models.CASCADE, primary_key=True, related_name="quiz")
    test_uuid = models.UUIDField(null=True)
    published_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name_plural = "test activities"
        indexes = [models.Index(fields=["published_uuid"], name="quiz_published", condition=models.Q(published_uuid__isnull=False))]

    def __str__(self) -> str:
        return f"{self.activity}"


class CountedSitting(models.Model):
    """An attempt of `assessment` whose time was added to the progress of its activities: once, however often it is scored."""

    attempt_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.attempt_id)
