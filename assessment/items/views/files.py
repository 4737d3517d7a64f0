"""Pictures and recordings of questions, under signed addresses."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.access.policies import signed_in
from core.access.views import access

from ..models import ItemFile
from ..selectors.files import file_at

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
@access(signed_in)
def item_file(request: HttpRequest, file_uuid: UUID, until: int, signature: str) -> HttpResponseBase:
    """Answer a picture or recording to a signed-in person who was given its address; the address runs out. Ranges for recordings."""
    found = file_at(str(file_uuid), until, signature)
    if found is None:
        raise Http404
    response = _answer(request, found)
    response["Accept-Ranges"] = "bytes"
    response["Content-Encoding"] = "identity"  # keeps GZipMiddleware away: ranges and lengths must stay true
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, max_age=86400, immutable=True)
    return response


def _answer(request: HttpRequest, found: ItemFile) -> HttpResponseBase:
    wanted = _range(request.headers.get("Range", ""), found.size_bytes)
    if wanted is None:
        with found.file.open() as stored:  # whole: a synchronous stream is no way to answer under ASGI
            return HttpResponse(stored.read(), content_type=found.content_type)
    start, end = wanted
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size_bytes}"})
    with found.file.open() as stored:  # at most 20 MB: what banks take
        stored.seek(start)
        data = stored.read(end - start + 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{found.size_bytes}", "Content-Length": str(len(data))}
    return HttpResponse(data, status=206, content_type=found.content_type, headers=headers)


def _range(header: str, size_bytes: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for (the first past the last: none of them), None for the whole file (RFC 9110 14)."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, size_bytes - int(last)), size_bytes - 1 if int(last) else -1
    return int(first), min(int(last) if last else size_bytes - 1, size_bytes - 1)
