"""Lessons, the notes of their authors to one another, and Word files waiting for a look."""

import uuid

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin

from .blocks import LESSON_BLOCKS
from .types import RawBody


class Lesson(DraftStateMixin, RevisionMixin, models.Model):
    """The content of an activity of kind `lesson`.

    Legal states (Wagtail's): never published (`live` false, `body` empty or the first draft), published (`live`, `body` is what
    learners read, `live_revision` where it came from), published with a newer draft (`has_unpublished_changes`; the draft is
    `latest_revision`), scheduled (`go_live_at` set and the latest revision approved for it). `draft_number` counts saved changes;
    `revision_begun_at` is when the latest revision was begun: for ten minutes an author's saves go into the same one.
    """

    activity = models.OneToOneField("lms.Activity", on_delete=models.CASCADE, related_name="lesson")
    body = StreamField(LESSON_BLOCKS, blank=True, default=list)
    goal = models.CharField(max_length=300, blank=True)
    draft_number = models.PositiveIntegerField(default=0)
    revision_begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    # Files live in courses; Wagtail's reference index knows images and pages, neither of which lessons hold.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"lesson of activity {self.activity_id}"

    @property
    def raw_body(self) -> RawBody:
        """The body as plain JSON, without making Wagtail's block values."""
        return [dict(block) for block in self.body.raw_data]

    def set_raw_body(self, raw: RawBody) -> None:
        """Put a body that `rules.shape.clean_stream` has cleaned."""
        field = self._meta.get_field("body")
        self.body = field.stream_block.to_python(raw)  # type: ignore[union-attr]


class LessonComment(models.Model):
    """A note of an author to the others on a block of the draft (Wagtail's own comments are for pages only).

    Legal states: open, resolved (`resolved_at` and `resolved_by` set). It outlives its block.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="comments")
    block_id = models.CharField(max_length=60)
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["lesson", "resolved_at"], name="comment_lesson")]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


class DocumentImport(models.Model):
    """A Word file that has been read and waits for its author's look. Legal states: waiting, used (`used_at`), or deleted.

    `blocks` are clean raw blocks, `notes` the warnings `[{code, place, number, params}]`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    blocks = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["lesson", "-id"], name="import_lesson")]

    def __str__(self) -> str:
        return self.name
