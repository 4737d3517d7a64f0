"""Scores, marks, comments, regrades, appeals."""

import uuid

from django.db import models
from django.db.models import Q

from .enums import AppealState, MarkRound, ScoreSource


class ItemScore(models.Model):
    """What the answer at `position` of an attempt got. `points` None: waiting for a marker. `parts` and `choices` as `assessment.types.Score`.

    `answer_digest` is of the answer that was scored: an answer that changes later (sent in after an outage) is marked anew.
    """

    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.CASCADE, related_name="item_scores")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    ratio = models.FloatField(null=True, blank=True)
    is_right = models.BooleanField(null=True, blank=True)
    is_answered = models.BooleanField(default=False)
    parts = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=12, choices=ScoreSource.choices, default=ScoreSource.MACHINE)
    answer_digest = models.CharField(max_length=16, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="item_score_once")]
        indexes = [models.Index(fields=["source"], condition=Q(points=None), name="item_score_waiting")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position} {self.points}"


class Mark(models.Model):
    """One marker's judgement of one answer. `criteria` maps rubric criterion ids to points; `annotations` are
    `[{from, to, text, tone}]` over the answer's text or `[{x, y, page, text}]` over a picture. `is_final`: the marker has finished."""

    score = models.ForeignKey(ItemScore, on_delete=models.CASCADE, related_name="marks")
    marker = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    round = models.CharField(max_length=10, choices=MarkRound.choices, default=MarkRound.FIRST)
    points = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    criteria = models.JSONField(default=dict, blank=True)
    comment = models.TextField(blank=True)
    annotations = models.JSONField(default=list, blank=True)
    is_final = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["score", "round"], name="mark_round_once")]
        indexes = [models.Index(fields=["marker", "is_final"], name="mark_marker")]

    def __str__(self) -> str:
        return f"{self.score} {self.round}"


class SavedComment(models.Model):
    """A comment a marker uses again (comment bank)."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)
    used_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text


class KeyChange(models.Model):
    """A mended key of a running or past test: replaces the content of one position when scoring; the snapshot stays as it was.

    `content` whole content with the new key, or `{"give": "all" | "answered"}` to give the points away. Applied by a regrade.
    """

    test = models.ForeignKey("assessment.Test", on_delete=models.CASCADE, related_name="key_changes")
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.test} {self.position}"


class Regrade(models.Model):
    """A run that scores a test again. Legal states: computing (`finished_at` None), dry (`applied_at` None), applied.

    `changes` is `[{attempt, person, name, class, before, after}]`, points as text.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    test = models.ForeignKey("assessment.Test", on_delete=models.CASCADE, related_name="regrades")
    changes = models.JSONField(default=list)
    attempt_count = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True, blank=True)
    made_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.test} {self.made_at:%d/%m/%Y}"


class Appeal(models.Model):
    """A candidate's request to have answers marked again (phúc khảo). Legal states: `AppealState`. Both marks are kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.PROTECT, related_name="appeals")
    positions = models.JSONField(default=list, blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    marker = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    points_before = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    points_after = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    answer = models.TextField(blank=True)
    made_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(state__in=["open", "marking"]), name="one_open_appeal"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.state}"
