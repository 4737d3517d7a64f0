"""Taking and serving attachments."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import with_hat
from core.access.views import access
from core.lib.filetypes import TYPES
from core.ports.serving import answer_with_file, disposition

from .errors import AttachmentRefused
from .models import Attachment
from .policies import is_blurred
from .selectors import find_attachment
from .services import take

_INLINE = frozenset(entry.content_type for entry in TYPES.values() if entry.is_inline)


def as_json(row: Attachment) -> dict[str, object]:
    """Return an attachment as pages know it."""
    return {
        "uuid": str(row.uuid), "kind": row.kind, "name": row.name, "alt": row.alt, "url": row.url, "size": row.size_bytes,
        "width": row.width, "height": row.height, "seconds": row.seconds, "wave": row.wave,
    }  # fmt: skip


def is_other_person(request: HttpRequest, said: str | None = None) -> bool:
    """Say whether what a device kept (`said`: whose it is, by default the field `person`) was written by somebody else than is signed in now.

    It waits until they are back: on a phone two people use nobody sends the other's words.
    """
    whose = request.POST.get("person", "") if said is None else said
    account = getattr(request, "user", None)
    return bool(whose) and whose != str(getattr(getattr(account, "person", None), "uuid", ""))


@require_POST
@access(with_hat)
def upload(request: HttpRequest) -> JsonResponse:
    """Take one file (`file`; `alt`, `voice`, `seconds`, `wave`) and answer what was kept, 422 with a sentence, or 409 when another `person` chose it."""
    if is_other_person(request):
        return JsonResponse({}, status=409)
    given = request.FILES.get("file")
    if given is None:
        return JsonResponse({"message": _("Chưa có tệp nào.")}, status=422)
    try:
        seconds = min(600.0, max(0.0, float(request.POST.get("seconds", "")))) if request.POST.get("seconds") else None
    except ValueError:
        seconds = None
    try:
        row = take(
            actor=request.actor,  # type: ignore[attr-defined]
            upload=given,
            alt=request.POST.get("alt", ""),
            is_voice=bool(request.POST.get("voice")),
            seconds=seconds,
            wave=request.POST.get("wave", ""),
        )
    except AttachmentRefused as refused:
        return JsonResponse({"message": str(refused), "code": refused.code}, status=422)
    return JsonResponse(as_json(row), status=201)


@require_safe
@access(with_hat)
def attachment(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """Serve an attachment to somebody its holder shows it to; `v=640` is the small picture.

    A picture a child is named on is asked for each time, as it may be blurred, or clear, any minute: a browser that has what the
    reader is to see gets 304, without the bytes being touched.
    """
    actor = request.actor  # type: ignore[attr-defined]
    row = find_attachment(actor, uuid)
    blurred = is_blurred(actor, row)
    if blurred and not row.is_watched:
        raise Http404
    part = "blur" if blurred else request.GET.get("v", "")
    variant = row.variants.get(part, {})
    etag = f'"{row.uuid.hex}-{part if variant else ""}"'
    if row.is_watched and etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _kept(HttpResponseNotModified(), etag, asks_again=True)
    stored, size_bytes = variant.get("name", row.file.name), variant.get("size_bytes", row.size_bytes)
    response = answer_with_file(request, stored, row.content_type, size_bytes, etag=etag)
    response["Content-Disposition"] = disposition(row.name, is_inline=row.content_type in _INLINE)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"
    return _kept(response, etag, asks_again=row.is_watched)


def _kept(response: HttpResponseBase, etag: str, *, asks_again: bool) -> HttpResponseBase:
    """Say how long a browser keeps an answer: for itself alone, an hour or until it has asked again."""
    response["ETag"] = etag
    patch_cache_control(response, private=True, **({"no_cache": True} if asks_again else {"max_age": 3600}))
    return response
