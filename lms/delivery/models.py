"""What learners have done."""

import uuid

from django.db import models

from .enums import ProgressState


class ActivityProgress(models.Model):
    """One learner in one activity. Legal states: in progress, completed; no row means not started.

    `steps_seen` are the block ids passed, `position` the block where they stopped, `score_ratio` the best score (0-1).
    `needs_help_since` set means the learner asked, or failed a checkpoint three times (`help_reason` says which).
    `class_group` is where they studied it first, for boards and figures.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="progress")
    course = models.ForeignKey("lms.Course", on_delete=models.CASCADE, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ProgressState.choices, default=ProgressState.IN_PROGRESS)
    steps_seen = models.JSONField(default=list)
    step_count = models.PositiveSmallIntegerField(default=1)
    position = models.CharField(max_length=60, blank=True)
    score_ratio = models.FloatField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    needs_help_since = models.DateTimeField(null=True, blank=True)
    help_reason = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity"], name="progress_once")]
        indexes = [
            models.Index(fields=["person", "course"], name="progress_person"),
            models.Index(fields=["activity", "state"], name="progress_activity"),
            models.Index(fields=["class_group", "activity"], name="progress_class"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.activity} {self.state}"


class CheckpointAnswer(models.Model):
    """A learner's answers to one checkpoint question: the last one, whether it was right, and how many tries it took."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    block_id = models.CharField(max_length=60)
    answer = models.JSONField()
    is_correct = models.BooleanField()
    tries = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity", "block_id"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.block_id}"


class Note(models.Model):
    """A learner's own note on a block (or the whole activity, `block_id` empty). Nobody else reads it."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    block_id = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity", "block_id"], name="note_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.activity}"


class LearnerChange(models.Model):
    """A change that has been applied, by the id its phone gave it: what makes repeats harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-received_at"], name="change_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class StudyDay(models.Model):
    """A day on which somebody studied, for the week's leaves; no streaks, no penalties."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="study_day_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.day}"


class UnitFigures(models.Model):
    """Counters of a unit for one day, its own and everything below it, made by a job; pages read only these rows."""

    unit = models.ForeignKey("core.Unit", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    learners = models.PositiveIntegerField(default=0)
    active_learners = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    published_courses = models.PositiveIntegerField(default=0)
    active_teachers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="figures_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
