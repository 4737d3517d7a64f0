"""Pictures and recordings of questions, under signed addresses."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from core.access.policies import signed_in
from core.access.views import access

from ..selectors.files import file_at


@require_GET
@access(signed_in)
def item_file(request: HttpRequest, file_uuid: UUID, until: int, signature: str) -> HttpResponseBase:
    """Answer a picture or recording to a signed-in person who was given its address; the address runs out."""
    found = file_at(str(file_uuid), until, signature)
    if found is None:
        raise Http404
    response = FileResponse(found.file.open(), content_type=found.content_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
