"""Blueprints, papers, parts, entries and forms."""

import uuid

from django.db import models
from django.db.models import Q

from .enums import LevelScale, PaperState, PartForm
from .types import PRINTS


class Blueprint(models.Model):
    """A test blueprint of a unit or a person. `preset` names the official pattern it began with.

    `parts`: `[{key, title, form, item_points, scoring, note}]`; `scale` says which levels its rows count.
    `max_spread` is how far mean difficulties (0-1) of parallel papers may lie apart; `whole_passages`: all questions of a passage or none.
    A blueprint may be used again and again; drawing copies what it needs into the paper.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey("core.Grade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    preset = models.CharField(max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    scale = models.CharField(max_length=8, choices=LevelScale.choices, default=LevelScale.THREE)
    parts = models.JSONField(default=list)
    max_spread = models.FloatField(default=0.05)
    whole_passages = models.BooleanField(default=False)
    is_preset = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "owner", "-id"], name="blueprint_unit")]

    def __str__(self) -> str:
        return self.name


class BlueprintRow(models.Model):
    """A row: a topic (`topic`) and a content of it, with counts per part and level: `{part key: {level: count}}`.

    `outcome` narrows the draw to that node and all below; `outcomes_text` is what the specification prints (YCCĐ).
    """

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=300)
    content = models.CharField(max_length=500, blank=True)
    outcome = models.ForeignKey("assessment.Outcome", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcomes_text = models.TextField(blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.topic


class Paper(models.Model):
    """A test paper. Legal states: draft; frozen (`snapshot` filled, `frozen_at`), which is never changed again.

    `snapshot` is the whole paper: `{title, minutes, parts: [{key, title, form, instruction, items: [{position, item_uuid,
    version, kind, points, content, outcome, level, stimulus, is_pinned, keeps_options}]}], stimuli: {uuid: content}, total_points}`. `scoring`
    of a true/false cluster and the like is inside content. `seed` reproduces the draw.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey("core.Grade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    blueprint = models.ForeignKey(Blueprint, null=True, blank=True, on_delete=models.SET_NULL, related_name="papers")
    parallel_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parallels")
    title = models.CharField(max_length=200)
    header = models.JSONField(default=dict, blank=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    state = models.CharField(max_length=8, choices=PaperState.choices, default=PaperState.DRAFT)
    snapshot = models.JSONField(null=True, blank=True)
    total_points = models.DecimalField(max_digits=7, decimal_places=3, default=0)
    item_count = models.PositiveSmallIntegerField(default=0)
    seed = models.BigIntegerField(default=0)
    is_removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at=None) | Q(state="frozen", frozen_at__isnull=False), name="paper_state"
            )
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="paper_unit"), models.Index(fields=["owner", "-id"], name="paper_owner")]

    def __str__(self) -> str:
        return self.title


class PaperPart(models.Model):
    """A part (PHẦN I). `item_points` is what an entry without points of its own is worth; `shuffle` as the national rules say."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    instruction = models.TextField(blank=True)
    form = models.CharField(max_length=12, choices=PartForm.choices, default=PartForm.MIXED)
    item_points = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    answer_count = models.PositiveSmallIntegerField(null=True, blank=True)
    shuffles_items = models.BooleanField(default=True)
    shuffles_options = models.BooleanField(default=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="part_key_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.key}"


class PaperEntry(models.Model):
    """An item in a paper, pinned to a version. `position` is dense in the part.

    In shuffled codes `is_pinned` keeps its place, `keeps_options` the order of its options.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="entries")
    part = models.ForeignKey(PaperPart, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey("assessment.Item", on_delete=models.PROTECT, related_name="entries")
    version = models.ForeignKey("assessment.ItemVersion", on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(BlueprintRow, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=6, decimal_places=3)
    is_pinned = models.BooleanField(default=False)
    keeps_options = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["paper", "item"], name="entry_item_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.position}"


class PaperForm(models.Model):
    """A form (mã đề) of a frozen paper: `code` as printed. `order` is `[{position, lists: {name: [ids]}}]` in printed order.

    `position` is the entry's number in the snapshot (from 1 through the whole paper). Reproducible: `rules.shuffling` with `seed`.
    Form `""`, seed 0 is the paper as written.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="forms")
    code = models.CharField(max_length=8, blank=True)
    seed = models.BigIntegerField(default=0)
    order = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["paper", "code"], name="form_code_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.code}"


class PaperExport(models.Model):
    """A printed product of a paper: booklet, answer sheet, key or tables, as PDF, Word or Excel. Made by a job; forgotten after 7 days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="exports")
    blueprint = models.ForeignKey(Blueprint, null=True, blank=True, on_delete=models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=8)
    options = models.JSONField(default=dict, blank=True)
    file = models.FileField(upload_to="paper-exports/%Y%m/", max_length=300, blank=True)
    error = models.CharField(max_length=300, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind}.{self.format}"

    @property
    def label(self) -> str:
        """What the product is called."""
        return str(next((one.label for one in PRINTS if one.key == self.kind), self.kind))

    @property
    def extension(self) -> str:
        """The format it came out in, as people call it."""
        return {"docx": "Word", "xlsx": "Excel", "zip": "Word (zip)"}.get((self.file.name or "").rsplit(".", 1)[-1], self.format.upper())
