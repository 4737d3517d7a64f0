"""Attachments."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse

from .enums import AttachmentKind


def attachment_path(instance: Any, name: str) -> str:
    """Return where the bytes lie in storage: apart by uuid, never under the name people gave."""
    return f"social/{instance.uuid.hex[:2]}/{instance.uuid.hex}/{name}"


class Attachment(models.Model):
    """A picture, voice note or file of a post or message. Legal states: loose (`holder` ""), held (`post:12`); never changed otherwise.

    `wave` are the bars a voice note is drawn with (0 to 31). Pictures are WebP without metadata (at most 1280 px; variant `640`). A loose one is seen by its owner only and is swept after a day.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=AttachmentKind.choices)
    name = models.CharField(max_length=200)
    alt = models.CharField(max_length=300, blank=True)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    wave = models.JSONField(default=list, blank=True)
    file = models.FileField(upload_to=attachment_path, max_length=300)
    variants = models.JSONField(default=dict, blank=True)
    holder = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder", "order"], name="attachment_holder"),
            models.Index(fields=["owner", "created_at"], name="attachment_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_watched(self) -> bool:
        """Whether a child was named on the picture, so that what somebody gets may be blurred, or clear, at the next asking."""
        return "blur" in self.variants

    @property
    def url(self) -> str:
        """Where it is served; another address once a child is named, so that no clear copy a browser kept before is shown again."""
        return reverse("social:attachment", args=[self.uuid, self.name]) + ("?l=1" if self.is_watched else "")

    @property
    def small_url(self) -> str:
        """Where the small picture is served."""
        return f"{self.url}{'&' if self.is_watched else '?'}v=640"


class BannedPicture(models.Model):
    """What a picture looked like that a decision took away: nobody uploads it again. `because` is the case; taken back by deleting the row."""

    fingerprint = models.CharField(max_length=32)
    because = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["because", "fingerprint"], name="banned_picture_once")]

    def __str__(self) -> str:
        return self.fingerprint
