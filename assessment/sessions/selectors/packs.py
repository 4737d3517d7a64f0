"""Packs as bytes: read once, then from the cache, compressed once."""

import gzip

from django.conf import settings
from django.core.cache import cache

from ..models import Pack, PackTranslation

KEEP_SECONDS = 4 * 3600


def pack_bytes(pack_id: int, language: str) -> tuple[str, bytes] | None:
    """Return the digest and the gzipped body of a pack in a language of the interface, in Vietnamese where it has no such body.

    A pack never changes, so what is in the cache is right; one read where it isn't there yet.
    """
    key = f"pack:{pack_id}:{language}"
    found: tuple[str, bytes] | None = cache.get(key)
    if found is None:
        row = _row(pack_id, language)
        if row is None:
            return None
        found = row[0], gzip.compress(row[1].encode(), 6, mtime=0)
        cache.set(key, found, KEEP_SECONDS)
    return found


def _row(pack_id: int, language: str) -> tuple[str, str] | None:
    own = Pack.objects.filter(pk=pack_id).values_list("digest", "body")
    if language == settings.LANGUAGE_CODE:
        return own.first()
    return PackTranslation.objects.filter(pack_id=pack_id, language=language).values_list("digest", "body").first() or own.first()
