"""Frames and their files know no session: cookies are taken off on the way in and never set on the way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SESSIONLESS = ("/h5p-khung/", "/h5p-tep/")


class SessionlessMiddleware:
    """Makes every request below the content paths anonymous and its answer the same for everybody. Stands before the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(SESSIONLESS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_AUTHORIZATION", None)
        request.__dict__.pop("COOKIES", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        response["Vary"] = "Accept-Encoding"
        return response
