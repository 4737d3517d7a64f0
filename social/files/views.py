"""Taking and serving attachments."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
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
    url = reverse("social:attachment", args=[row.uuid, row.name])
    return {
        "uuid": str(row.uuid), "kind": row.kind, "name": row.name, "alt": row.alt, "url": url, "size": row.size_bytes,
        "width": row.width, "height": row.height, "seconds": row.seconds, "wave": row.wave,
    }  # fmt: skip


@require_POST
@access(with_hat)
def upload(request: HttpRequest) -> JsonResponse:
    """Take one file (`file`; `alt`, `voice`, `seconds`, `wave`) and answer what was kept, or 422 with a sentence."""
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
    """Serve an attachment to somebody its holder shows it to; `v=640` is the small picture."""
    actor = request.actor  # type: ignore[attr-defined]
    row = find_attachment(actor, uuid)
    blurred = is_blurred(actor, row)
    if blurred and "blur" not in row.variants:
        raise Http404
    variant = row.variants.get("blur" if blurred else request.GET.get("v", ""), {})
    stored, size_bytes = variant.get("name", row.file.name), variant.get("size_bytes", row.size_bytes)
    response = answer_with_file(request, stored, row.content_type, size_bytes)
    response["Content-Disposition"] = disposition(row.name, is_inline=row.content_type in _INLINE)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"
    if "blur" in row.variants:  # who may see it clearly may change any minute
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, max_age=3600)
    return response
