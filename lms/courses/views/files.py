"""Serving files of courses."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from core.access.types import Actor
from core.access.views import access
from core.lib.filetypes import TYPES

from ..selectors import file_chunks, file_for_token
from ..selectors.files import stored

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
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
        response = _answer(request, stored_name, content_type, size_bytes, etag)
        response["Content-Disposition"] = _disposition(file.name, content_type)
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=86400, immutable=True)
    return response


def _answer(request: HttpRequest, stored_name: str, content_type: str, size_bytes: int, etag: str) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    wanted = _range(asked, size_bytes)
    if wanted == ():
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size_bytes}"})
    start, end = wanted or (0, size_bytes - 1)
    chunks = file_chunks(stored_name, start, end - start + 1) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(
        _asynchronous(chunks) if isinstance(request, ASGIRequest) else chunks,
        status=206 if wanted else 200,
        content_type=content_type,
        headers={"Accept-Ranges": "bytes", "Content-Length": str(end - start + 1), "X-Content-Type-Options": "nosniff"},
    )
    response["Content-Encoding"] = "identity"  # keeps GZipMiddleware away: ranges and lengths must stay true
    if wanted:
        response["Content-Range"] = f"bytes {start}-{end}/{size_bytes}"
    return response


def _range(header: str, size_bytes: int) -> tuple[int, int] | tuple[()] | None:
    """Return the first and last byte asked for, () when they lie outside, None for the whole file (RFC 9110 14)."""
    match = _RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size_bytes)
        return (size_bytes - length, size_bytes - 1) if length else ()
    start, end = int(first), min(int(last), size_bytes - 1) if last else size_bytes - 1
    if last and int(last) < start:
        return None
    return (start, end) if start < size_bytes else ()


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read in a thread, so that a slow phone holds neither memory nor the event loop."""
    step = sync_to_async(lambda: next(chunks, None), thread_sensitive=False)
    while (chunk := await step()) is not None:
        yield chunk


def _disposition(name: str, content_type: str) -> str:
    way = "inline" if content_type in _INLINE else "attachment"
    return f"{way}; filename*=UTF-8''{quote(name, safe='')}"
