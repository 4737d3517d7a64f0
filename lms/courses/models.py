"""Courses, their outline and their files."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from core.lib import vietnamese

from .enums import CompletionRule, CourseRole, CourseState, FileKind, PreviewState


class Course(models.Model):
    """A course of a unit. Legal states: draft, published (learners see `CourseVersion` `published_version`), archived.

    A template (`is_template`) is never assigned; a published one is offered for copying to its unit and all units below.
    A copy remembers the source's version at the time (`copied_version`, 0: not published then), so that its authors can be
    told when the source has moved on. `has_unpublished_changes`: the working outline differs from the published one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey("core.Grade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_year = models.ForeignKey("core.SchoolYear", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    search_text = models.CharField(max_length=300, editable=False, default="")
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=CourseState.choices, default=CourseState.DRAFT)
    is_template = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    copied_version = models.PositiveIntegerField(default=0)
    published_version = models.ForeignKey("lms.CourseVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    has_unpublished_changes = models.BooleanField(default=False)
    created_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-id"], name="course_unit"),
            models.Index(fields=["unit", "-id"], name="course_newest"),
            models.Index(fields=["unit", "-id"], name="course_template", condition=Q(is_template=True)),
            models.Index(fields=["-id"], name="course_template_newest", condition=Q(is_template=True)),
            models.Index(fields=["-id"], name="course_archived", condition=Q(state="archived")),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text in step with the title."""
        self.search_text = vietnamese.fold(self.title)[:300]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "updated_at"}
        super().save(*args, **kwargs)


class CourseVersion(models.Model):
    """A published outline: numbered, immutable. `outline` is `[{id, title, activities: [activity id, ...]}, ...]`."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    outline = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    published_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.number}"


class CourseTeacher(models.Model):
    """A teacher of a course: one owner, any number of editors."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teachers")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=CourseRole.choices, default=CourseRole.EDITOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "person"], name="course_teacher_once"),
            models.UniqueConstraint(fields=["course"], condition=Q(role=CourseRole.OWNER), name="one_owner"),
        ]
        indexes = [models.Index(fields=["person", "course"], name="course_teacher")]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.course}"


class CourseClass(models.Model):
    """A class that takes a course; its learners follow the class's running enrolments."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="classes")
    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "class_group"], name="course_class_once")]
        indexes = [models.Index(fields=["class_group", "course"], name="course_class")]

    def __str__(self) -> str:
        return f"{self.class_group} ← {self.course}"


class Section(models.Model):
    """A section (chapter, topic) of a course, in the working outline.

    Legal states: in the outline, at a dense `position` from 0; removed (`is_removed`), kept so that older versions can return.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One thing to do in a course. `kind` names the `ActivityType` that gives it content and behaviour.

    Legal states: draft (`is_published` false), published; removed (`is_removed`, out of the working outline, kept for progress
    and older versions). Its place is versioned with the outline, its content by its kind; everything else takes effect at once. Released to learners from `available_from`, and after `after`
    is completed (with at least `after_score_ratio`, 0-1, when set). `config` belongs to the kind. `step_count` is how many
    steps (blocks) learners pass, kept by the kind for boards and bars.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="activities")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    search_text = models.CharField(max_length=300, editable=False, default="")
    position = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField(default=10)
    is_required = models.BooleanField(default=True)
    is_published = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    completion = models.CharField(max_length=12, choices=CompletionRule.choices, default=CompletionRule.SEEN)
    completion_score_ratio = models.FloatField(null=True, blank=True)
    available_from = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    after_score_ratio = models.FloatField(null=True, blank=True)
    step_count = models.PositiveSmallIntegerField(default=1)
    config = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["course", "is_published"], name="activity_course")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text in step with the title."""
        self.search_text = vietnamese.fold(self.title)[:300]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "updated_at"}
        super().save(*args, **kwargs)


def file_path(file: "CourseFile", name: str) -> str:
    """Return where the bytes of `file` lie in storage: apart by uuid, never under the name people gave."""
    return f"courses/{file.uuid.hex[:2]}/{file.uuid.hex}/{name}"


class CourseFile(models.Model):
    """A file that belongs to courses: a picture, recording, video, document. Checked and cleaned on the way in, never changed.

    `content_type` and `kind` come from the bytes. A picture is kept re-encoded as WebP (at most 1280 px) without its metadata;
    `variants` maps a variant (`640`, or `preview` of a document and its pictures `p1`, …) to `{name, content_type, size_bytes,
    width?, height?}` in storage. `sha256` is of the bytes as uploaded. A file may be shown in each of its `courses`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    courses = models.ManyToManyField(Course, related_name="files")
    uploaded_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to=file_path, max_length=300)
    variants = models.JSONField(default=dict, blank=True)
    preview_state = models.CharField(max_length=10, choices=PreviewState.choices, default=PreviewState.NONE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "sha256"], name="course_file_content")]

    def __str__(self) -> str:
        return self.name
