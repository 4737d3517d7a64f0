"""What learners have done."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import ProgressState


class ActivityProgress(models.Model):
    """One learner in one activity. Legal states: in progress, completed; no row means not started.

    `steps_seen` maps the ids of blocks passed to when first (epoch milliseconds), `position` is the block where they
    stopped, `score_ratio` the best score (0-1). `needs_help_since` set means the learner asked, or failed a checkpoint
    three times (`help_reason` is `{kind, block_id, text, tries}`); it is derived from the `help_` columns and the answers.
    `class_group` is where they studied it first, for figures.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="progress")
    course = models.ForeignKey("lms.Course", on_delete=models.CASCADE, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ProgressState.choices, default=ProgressState.IN_PROGRESS)
    steps_seen = models.JSONField(default=dict)
    percent = models.PositiveSmallIntegerField(default=0)
    position = models.CharField(max_length=60, blank=True)
    position_at = models.DateTimeField(null=True, blank=True)
    score_ratio = models.FloatField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    needs_help_since = models.DateTimeField(null=True, blank=True)
    help_reason = models.JSONField(default=dict, blank=True)
    help_asked_at = models.DateTimeField(null=True, blank=True)
    help_text = models.CharField(max_length=500, blank=True)
    help_block = models.CharField(max_length=60, blank=True)
    help_cleared_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity"], name="progress_once")]
        indexes = [
            models.Index(fields=["person", "course"], name="progress_person"),
            models.Index(fields=["activity", "state"], name="progress_activity"),
            models.Index(fields=["class_group", "activity"], name="progress_class"),
            models.Index(fields=["started_at"], name="progress_started"),
            models.Index(fields=["completed_at"], condition=Q(completed_at__isnull=False), name="progress_completed"),
            models.Index(fields=["activity", "needs_help_since"], condition=Q(needs_help_since__isnull=False), name="progress_help"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_id} {self.state}"


class CheckpointAnswer(models.Model):
    """A learner's answers to one checkpoint question.

    `answer` is the last right one, or the last one; `is_correct` stays once it was right; `first_times` are the three
    earliest tries (epoch milliseconds).
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    block_id = models.CharField(max_length=60)
    answer = models.JSONField()
    is_correct = models.BooleanField()
    tries = models.PositiveIntegerField(default=1)
    first_times = models.JSONField(default=list)
    answered_at = models.DateTimeField()
    last_at = models.DateTimeField(default=timezone.now)
    right_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity", "block_id"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.block_id}"


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
        return f"{self.person_id} {self.activity_id}"


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
        indexes = [models.Index(fields=["day", "person"], name="study_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class ClassSession(models.Model):
    """A class working on an activity with its teacher: what a running board is. Legal states: running, paused, ended.

    Paused (`paused_at`): the learners' readers show that the class looks up, at `pause_block` when it is set.
    """

    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_block = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "class_group"], condition=Q(ended_at=None), name="one_running_session"),
        ]
        indexes = [models.Index(fields=["started_by", "ends_at"], name="session_teacher")]

    def __str__(self) -> str:
        return f"{self.class_group_id} {self.activity_id} {self.started_at:%d/%m %H:%M}"


class Hint(models.Model):
    """A teacher's hint to one learner. Never changed."""

    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    block_id = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "activity", "-id"], name="hint_learner")]

    def __str__(self) -> str:
        return self.text[:60]


class Nudge(models.Model):
    """A reminder a teacher sent a learner about an activity; at most one an hour."""

    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["activity", "person", "-at"], name="nudge_last")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_id}"


class Figures(models.Model):
    """Counters of one day: `started` and `completed` is what happened on it; `active_week` counts the people who studied,
    and `completed_week` what they completed, in the seven days up to it."""

    day = models.DateField()
    learners = models.PositiveIntegerField(default=0)
    active_learners = models.PositiveIntegerField(default=0)
    active_week = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    completed_week = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class UnitFigures(Figures):
    """Counters of a unit for one day, its own and everything below it, made by a job; pages read only these rows."""

    unit = models.ForeignKey("core.Unit", on_delete=models.CASCADE, related_name="+")
    published_courses = models.PositiveIntegerField(default=0)
    active_teachers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="figures_once")]
        indexes = [models.Index(fields=["day"], name="figures_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class ClassFigures(Figures):
    """Counters of a class for one day, made by the same job. Kept for sixty days."""

    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["class_group", "day"], name="class_figures_once")]
        indexes = [models.Index(fields=["day"], name="class_figures_day")]

    def __str__(self) -> str:
        return f"{self.class_group_id} {self.day}"
