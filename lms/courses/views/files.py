"""Serving files of courses."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from core.access.types import Actor
from core.access.views import access
from core.lib.filetypes import TYPES
from core.ports.serving import answer_with_file, disposition

from ..selectors import file_for_token
from ..selectors.files import stored

_INLINE = frozenset(entry.content_type for entry in TYPES.values() if entry.is_inline)


def with_valid_hat(actor: Actor, obj: Any = None) -> bool:
    """Permit people with a running hat, and platform staff: a link dies with its person's last hat."""
    return actor.hat is not None or actor.is_platform_staff


@require_safe
@access(with_valid_hat)
def course_file(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """Serve a file by its signed link, whole or the range asked for."""
    file = file_for_token(request.actor, uuid, request.GET.get("k", ""))  # type: ignore[attr-defined]
    variant = request.GET.get("v", "")
    stored_name, content_type, size_bytes = stored(file, variant)
    etag = f'"{file.sha256[:24]}{variant if variant in file.variants else ""}"'
    response: HttpResponseBase
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = answer_with_file(request, stored_name, content_type, size_bytes, etag=etag)
        response["Content-Disposition"] = disposition(file.name, is_inline=content_type in _INLINE)
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=86400, immutable=True)
    return response
