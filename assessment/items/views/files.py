"""Pictures and recordings of questions, under signed addresses."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.access.policies import signed_in
from core.access.views import access
from core.ports.serving import answer_with_file

from ..selectors.files import file_at


@require_safe
@access(signed_in)
def item_file(request: HttpRequest, file_uuid: UUID, until: int, signature: str) -> HttpResponseBase:
    """Answer a picture or recording to a signed-in person who was given its address; the address runs out. Ranges for recordings."""
    found = file_at(str(file_uuid), until, signature)
    if found is None:
        raise Http404
    response = answer_with_file(request, str(found.file.name), found.content_type, found.size_bytes)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, max_age=86400, immutable=True)
    return response
