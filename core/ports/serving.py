"""Answering with stored files: in pieces, the range asked for, without holding a file in memory."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


def file_chunks(name: str, start: int, length: int) -> Iterator[bytes]:
    """Yield `length` bytes of a stored file from `start`. A store over HTTP is asked for that range only."""
    with default_storage.open(name) as stream:
        remote = getattr(stream, "obj", None)
        if remote is not None:
            yield from remote.get(Range=f"bytes={start}-{start + length - 1}")["Body"].iter_chunks(CHUNK_BYTES)
            return
        stream.seek(start)
        while length > 0 and (chunk := stream.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


def answer_with_file(request: HttpRequest, name: str, content_type: str, size_bytes: int, *, etag: str = "") -> HttpResponseBase:
    """Answer a stored file, whole or the range asked for (RFC 9110 14). Who may have it, how it is shown and kept is the caller's.

    Under ASGI it is read in a thread, piece by piece: Django's own FileResponse would read the whole file into memory there.
    """
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    wanted = byte_range(asked, size_bytes)
    if wanted == ():
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size_bytes}"})
    start, end = wanted or (0, size_bytes - 1)
    chunks = file_chunks(name, start, end - start + 1) if request.method == "GET" and size_bytes else iter(())
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


def byte_range(header: str, size_bytes: int) -> tuple[int, int] | tuple[()] | None:
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


def disposition(name: str, *, is_inline: bool) -> str:
    """Return a Content-Disposition that names the file in any language."""
    return f"{'inline' if is_inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
