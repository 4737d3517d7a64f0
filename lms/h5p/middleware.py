"""Frames and their files know no session: cookies are taken off on the way in and never set on the way out."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

SESSIONLESS = ("/h5p-khung/", "/h5p-tep/")


class SessionlessMiddleware:
    """Makes every request below the content paths anonymous and its answer the same for everybody. Stands before the session.

    The host of `CONTENT_ORIGIN` answers those paths and the build only: nobody can be lured into signing in there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(SESSIONLESS):
            return HttpResponseNotFound() if _is_content_host(request) else self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_AUTHORIZATION", None)
        request.__dict__.pop("COOKIES", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        response["Vary"] = "Accept-Encoding"
        return response


def _is_content_host(request: HttpRequest) -> bool:
    content = urlsplit(settings.CONTENT_ORIGIN).netloc
    is_apart = bool(content) and content != urlsplit(settings.BASE_URL).netloc and request.META.get("HTTP_HOST") == content
    return is_apart and not request.path_info.startswith((settings.STATIC_URL, "/healthz", "/readyz"))
