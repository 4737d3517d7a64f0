"""Packs as bytes: read once, then from the cache, compressed once."""

import gzip

from django.core.cache import cache

from ..models import Pack

KEEP_SECONDS = 4 * 3600


def pack_bytes(pack_id: int) -> tuple[str, bytes] | None:
    """Return the digest and the gzipped body of a pack. A pack never changes, so what is in the cache is right."""
    key = f"pack:{pack_id}"
    found: tuple[str, bytes] | None = cache.get(key)
    if found is None:
        row = Pack.objects.filter(pk=pack_id).values_list("digest", "body").first()
        if row is None:
            return None
        found = row[0], gzip.compress(row[1].encode(), 6, mtime=0)
        cache.set(key, found, KEEP_SECONDS)
    return found
