"""What public pages say of themselves, for links in posts."""

import uuid
from urllib.parse import urlsplit

from django.db import models


class LinkPreview(models.Model):
    """The preview of an address, for all posts that link it. Legal states: read (`problem` ""), not read (`problem` says why).

    After `expires_at` it is read again when the next post links it; until then it stays as it is. `picture` is our own copy, re-encoded,
    by its name in storage.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url_hash = models.CharField(max_length=64, unique=True)
    url = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=100, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["fetched_at"], name="link_preview_age")]

    @property
    def host(self) -> str:
        """Where it leads, as people read it."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    def __str__(self) -> str:
        return self.url[:80]
