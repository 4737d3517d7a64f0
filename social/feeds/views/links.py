"""Our copies of the pictures of linked pages: no reader's browser goes there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.access.policies import with_hat
from core.access.views import access
from core.ports.serving import answer_with_file

from ..selectors.links import find_picture


@require_safe
@access(with_hat)
def link_picture(request: HttpRequest, link_uuid: UUID) -> HttpResponseBase:
    """Serve the picture of a preview."""
    row = find_picture(link_uuid)
    response = answer_with_file(request, row.picture, "image/webp", row.size_bytes)
    response["Content-Security-Policy"] = "default-src 'none'"
    patch_cache_control(response, private=True, max_age=86400)
    return response
