"""Banks, folders, items and their versions, curriculum outcomes, imports."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from core.lib import vietnamese

from .enums import BankAbility, CognitiveLevel, ImportLineState, ImportState, ItemState, ReviewDecision
from .rules.levels import WEAK_DISCRIMINATION


class Outcome(models.Model):
    """A node of the curriculum: a topic (chủ đề), a content (nội dung), or a learning outcome (yêu cầu cần đạt, `is_outcome`).

    National ones have no `unit`; a unit may add its own for itself and all below. `path` is `/`-joined ids for subtrees.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey("core.Grade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, default="", editable=False)
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=500)
    search_text = models.CharField(max_length=500, editable=False, default="")
    is_outcome = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["subject", "grade", "parent", "order"], name="outcome_tree")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text in step with the name."""
        self.search_text = vietnamese.fold(self.name)[:500]
        super().save(*args, **kwargs)


class Bank(models.Model):
    """A question bank of a unit, or of one person in it. Legal states: open, archived (read only).

    `shared_down`: everybody who authors in units below may use it. `offered_up`: the unit above may look and take copies.
    `key` is what people and commands type.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    shared_down = models.BooleanField(default=False)
    offered_up = models.BooleanField(default=False)
    needs_review = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    last_number = models.PositiveIntegerField(default=0)
    item_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "owner"], name="bank_unit"), models.Index(fields=["owner"], name="bank_owner")]

    def __str__(self) -> str:
        return self.name


class BankGrant(models.Model):
    """A right on a bank, for one person or for everybody with an authoring hat in a unit and below; exactly one of the two."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="grants")
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    ability = models.CharField(max_length=10, choices=BankAbility.choices)
    granted_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(unit=None), name="bank_grant_to_one"),
            models.UniqueConstraint(fields=["bank", "person"], name="bank_grant_person"),
            models.UniqueConstraint(fields=["bank", "unit"], name="bank_grant_unit"),
        ]
        indexes = [models.Index(fields=["person"], name="bank_grant_of")]

    def __str__(self) -> str:
        return f"{self.bank} {self.ability} {self.person or self.unit}"


class Folder(models.Model):
    """A folder of a bank; folders nest. `item_count` counts items that stand in it directly."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="folders")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    item_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A free word on items of a bank."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "name"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A question. Legal states: `ItemState`; `working` is the version being edited, `ready` the one that tests take (None: none yet).

    `kind` names the `ItemKind`, `stimulus` for a passage whose questions point to it (`stimulus`, `position`). `friends` is a
    key shared by items that must not stand in one paper. `key` is unique in the bank: `TO9-0412`. Metadata that must be there
    before "ready": subject, grade, outcome, level, difficulty (a stimulus only subject and grade). `search_text` is folded.
    `facility` and `discrimination` come from released tests.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="items")
    folder = models.ForeignKey(Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=12, choices=ItemState.choices, default=ItemState.DRAFT)
    working = models.ForeignKey("assessment.ItemVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ready = models.ForeignKey("assessment.ItemVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stimulus = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="questions", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey("core.Grade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=4, choices=CognitiveLevel.choices, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    friends = models.CharField(max_length=40, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="items")
    sealed_until = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(editable=False, default="")
    usage_count = models.PositiveIntegerField(default=0)
    exposure_count = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    facility = models.FloatField(null=True, blank=True)
    discrimination = models.FloatField(null=True, blank=True)
    author = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="item_key_once"),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__gte=0, difficulty__lte=1), name="item_difficulty_is_a_ratio"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "-id"], name="item_bank"),
            models.Index(fields=["bank", "folder", "-id"], name="item_folder"),
            models.Index(fields=["bank", "state", "kind", "level"], name="item_filter"),
            models.Index(fields=["outcome", "state"], name="item_outcome"),
            models.Index(fields=["bank", "-usage_count", "-id"], name="item_used"),
            models.Index(fields=["bank", "difficulty", "id"], name="item_difficulty"),
            models.Index(fields=["stimulus", "position"], name="item_stimulus"),
            models.Index(fields=["bank"], name="item_in_review", condition=Q(state="in_review")),
            models.Index(fields=["author"], name="item_own_draft", condition=Q(state="draft")),
            models.Index(fields=["author"], name="item_own_weak", condition=Q(state="ready", discrimination__lt=WEAK_DISCRIMINATION)),
        ]

    def __str__(self) -> str:
        return self.key


class ItemVersion(models.Model):
    """One version of an item's content (JSON, shape of the kind). Legal states: working (may change), frozen (`frozen_at`), never changed again."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    author = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_version_once")]

    def __str__(self) -> str:
        return f"{self.item} v{self.number}"


class ItemBand(models.Model):
    """One of the hashes by which items that read alike are found (`rules.likeness`); an item has at most eight."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bands")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["bank", "value"], name="item_band")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.value}"


class ItemReview(models.Model):
    """A decision on a version by somebody who did not write it. Never changed."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=ReviewDecision.choices)
    remark = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.version} {self.decision}"


class ItemStar(models.Model):
    """An item somebody marked for oneself."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="stars")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="star_once")]

    def __str__(self) -> str:
        return f"{self.person} ★ {self.item}"


def item_file_path(file: "ItemFile", name: str) -> str:
    """Return where the bytes of `file` lie in storage: apart by uuid, never under the name people gave."""
    return f"items/{file.uuid.hex[:2]}/{file.uuid.hex}/{name}"


class ItemFile(models.Model):
    """A picture or recording in items of a bank; content names it as `data-file="<uuid>"`. Checked on the way in, never changed.

    Pictures are kept as WebP without metadata. `sha256` is of the bytes as uploaded; the same bytes in a bank are kept once.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to=item_file_path, max_length=300)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "sha256", "name"], name="item_file_once")]

    def __str__(self) -> str:
        return self.name


def import_file_path(run: "ItemImport", name: str) -> str:
    """Return where an uploaded question file waits."""
    return f"item-imports/{run.uuid.hex}/{name}"


class ItemImport(models.Model):
    """A file of questions somebody wants in a bank. Legal states: `ImportState`. `notes` are `{where, what, level}` about the file.

    Nothing is in the bank before `saved`; then each saved line names its item. The file is forgotten after 30 days.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="imports")
    folder = models.ForeignKey(Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=30, blank=True)
    file = models.FileField(upload_to=import_file_path, max_length=300)
    size_bytes = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    notes = models.JSONField(default=list, blank=True)
    defaults = models.JSONField(default=dict, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["bank", "-id"], name="item_import_bank")]

    def __str__(self) -> str:
        return self.name


class ItemImportLine(models.Model):
    """One question read from a file, as it would be saved; `issues` are `{code, where, what}` for the person who looks."""

    run = models.ForeignKey(ItemImport, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    where = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=ImportLineState.choices)
    kind = models.CharField(max_length=30)
    content = models.JSONField()
    meta = models.JSONField(default=dict, blank=True)
    stimulus_position = models.PositiveIntegerField(null=True, blank=True)
    issues = models.JSONField(default=list, blank=True)
    twin = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    twin_ratio = models.FloatField(null=True, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="import_line_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.position}"
