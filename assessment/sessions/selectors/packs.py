"""Packs as bytes: read once, then from the cache, compressed once."""

import gzip

from django.core.cache import cache

from ..models import Attempt, Pack

KEEP_SECONDS = 4 * 3600


def pack_bytes(attempt: Attempt, digest: str) -> bytes | None:
    """Return the gzipped body of the attempt's own pack, None when `digest` isn't its pack. The attempt has been begun."""
    key = f"pack:{attempt.pack_id}:{digest}"
    found: bytes | None = cache.get(key)
    if found is None:
        body = Pack.objects.filter(pk=attempt.pack_id, digest=digest).values_list("body", flat=True).first()
        if body is None:
            return None
        found = gzip.compress(body.encode(), 6, mtime=0)
        cache.set(key, found, KEEP_SECONDS)
    return found
