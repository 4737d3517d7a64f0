"""The frame a package plays in, and its files. No session, no cookies: signed links open them."""

import re
import secrets
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core.access.policies import anyone
from core.access.views import access

from ..selectors import StoredFile, chunks, content_file, frame_for_token, library_file, play_data

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})$")
_WHOLE_BYTES = 1024 * 1024
_YEAR = "public, max-age=31536000, immutable"
_WEEK = "private, max-age=604800, immutable"


@require_safe
@xframe_options_exempt
@access(anyone)
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the frame: our own script with what to play. The package itself runs one frame deeper, in the sandbox."""
    package, link = frame_for_token(token)
    nonce = secrets.token_urlsafe(16)
    with translation.override(link.language):
        play = {**play_data(package), "nonce": nonce}
        response = render(request, "h5p/frame.html", {"play": play, "title": package.title, "language": link.language})
    response["Content-Security-Policy"] = frame_policy(f"{request.scheme}://{request.get_host()}", nonce)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def frame_policy(origin: str, nonce: str) -> str:
    """Return the policy of the frame, which the sandbox inside inherits.

    Scripts: ours, and what our script hands over by nonce; `unsafe-eval` because content types compile templates (they
    hold no session to misuse it with). Connections: only to files of packages and the build.
    """
    files = f"{origin}/h5p-tep/ {origin}{settings.STATIC_URL}"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {files} 'nonce-{nonce}' 'unsafe-eval'",
            f"style-src {files} 'unsafe-inline'",
            f"img-src {files} data: blob:",
            f"font-src {files} data: blob:",
            f"media-src {files} data: blob:",
            f"connect-src {files} data: blob:",
            "worker-src 'none'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors 'self' {settings.BASE_URL}",
        ]
    )


@require_safe
@access(anyone)
def library_asset(request: HttpRequest, digest: str, path: str) -> HttpResponseBase:
    """Serve a file of a library, named by its content and therefore never changing."""
    return _serve(request, library_file(digest, path), _YEAR)


@require_safe
@access(anyone)
def content_asset(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """Serve a file of a content by its signed link, whole or the range asked for."""
    return _serve(request, content_file(token, path), _WEEK)


def _serve(request: HttpRequest, file: StoredFile | None, cache: str) -> HttpResponseBase:
    if file is None:
        raise Http404
    start, end, status = _range(request.headers.get("Range", ""), file.size_bytes)
    if status == 416:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size_bytes}"})
    length = end - start + 1
    pieces = chunks(file, start, length) if request.method == "GET" and length > 0 else iter(())
    response: HttpResponseBase
    if length <= _WHOLE_BYTES:
        response = HttpResponse(b"".join(pieces), content_type=file.content_type, status=status)
    else:
        body = _asynchronous(pieces) if isinstance(request, ASGIRequest) else pieces
        response = StreamingHttpResponse(body, content_type=file.content_type, status=status)
        response["Content-Length"] = str(length)
    if status == 206:
        response["Content-Range"] = f"bytes {start}-{end}/{file.size_bytes}"
    if status == 206 or not file.content_type.startswith(("text/", "application/json", "image/svg")):
        response["Content-Encoding"] = "identity"  # keeps GZipMiddleware away: pictures are packed already, ranges must stay true
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _range(header: str, size: int) -> tuple[int, int, int]:
    """Return first byte, last byte and status: 200 the whole, 206 a part, 416 outside (RFC 9110 14)."""
    match = _RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return 0, size - 1, 200
    first, last = match.groups()
    if not first:
        return (max(size - int(last), 0), size - 1, 206) if int(last) else (0, 0, 416)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end, 206) if start <= end else (0, 0, 416)


async def _asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    step = sync_to_async(lambda: next(pieces, None), thread_sensitive=False)
    while (piece := await step()) is not None:
        yield piece
