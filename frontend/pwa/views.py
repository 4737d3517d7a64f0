"""The three addresses of the installable shell; open to everybody."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from core.access.policies import anyone
from core.access.views import access

from .selectors import worker_code, worker_settings

#: A page whose worker vanished must get rid of the old one by itself.
NO_BUILD = "self.addEventListener('install', () => self.skipWaiting());self.registration.unregister();"


@require_safe
@access(anyone)
@cache_control(no_cache=True, max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker from the root, so that its scope is the whole site."""
    code = worker_code()
    body = f"self.__shell={json.dumps(worker_settings())};\n{code}" if code else NO_BUILD
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_safe
@access(anyone)
@cache_control(private=True, max_age=3600)
@vary_on_cookie
def web_manifest(request: HttpRequest) -> JsonResponse:
    """Describe the installable app in the reader's language (asked for with credentials, so that it is known)."""
    icons = [
        {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    content = {
        "name": _("Cây Đa: học tập và trao đổi của ngành Giáo dục"),
        "short_name": "Cây Đa",
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "ltr",
        "id": "/",
        "start_url": "/?tu=app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f0",
        "theme_color": "#0f6b4f",
        "categories": ["education"],
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@access(anyone)
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown when a page was never kept and there is no network."""
    return render(request, "offline.html")
