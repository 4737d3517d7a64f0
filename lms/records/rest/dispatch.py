"""What every resource shares: version, sign-in, rate limit, CORS, errors, the headers of every answer."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt

from core.access.views import declare_policy
from lms.records.errors import (
    AbsentError,
    ConflictError,
    InvalidRequestError,
    MethodNotAllowedError,
    NotPermittedError,
    PreconditionFailedError,
    RecordsError,
    TooLargeError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from lms.records.interop.formats import utc_text
from lms.records.interop.jsontext import text_of
from lms.records.rules import FAILED_SIGN_INS_PER_MINUTE, REQUESTS_PER_MINUTE
from lms.records.selectors.credentials import client_for

from .asked import LATEST_1, LATEST_2, VERSION_HEADER, Asked, basic_credentials, read_request, version_of

Handler = Callable[[Asked], HttpResponse]
CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
_STATUS: dict[type[RecordsError], int] = {
    InvalidRequestError: 400,
    UnauthenticatedError: 401,
    NotPermittedError: 403,
    AbsentError: 404,
    MethodNotAllowedError: 405,
    ConflictError: 409,
    PreconditionFailedError: 412,
    TooLargeError: 413,
    TooManyRequestsError: 429,
}
_ALLOWED_HEADERS = "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version"
_EXPOSED_HEADERS = "ETag, Last-Modified, Content-Length, WWW-Authenticate, X-Experience-API-Version, X-Experience-API-Consistent-Through"


def resource(handlers: Mapping[str, Handler], *, is_open: bool = False) -> Callable[..., HttpResponse]:
    """Return the view of a resource: a handler for each method. With `is_open`, neither sign-in nor a version is asked for."""
    methods = {*handlers, "HEAD"} if "GET" in handlers else set(handlers)

    def view(request: HttpRequest, **_: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _finished(HttpResponse(status=204), LATEST_1, methods)
        version = LATEST_1
        try:
            asked = read_request(request, methods)
            version = version_of(asked, is_required=not is_open)
            if not is_open:
                asked = asked.by(_client(request, asked, version))
            response = handlers["GET" if asked.method == "HEAD" else asked.method](asked)
            if asked.method == "HEAD":
                response = _without_body(response)
        except RecordsError as error:
            response = _refusal(request, error)
        return _finished(response, version, methods)

    return declare_policy(csrf_exempt(view), "xapi_credential")


def absent(asked: Asked) -> HttpResponse:
    """Answer for every path under the endpoint that no resource has."""
    raise AbsentError("there is no such resource")


def _client(request: HttpRequest, asked: Asked, version: str) -> Any:
    address = request.META.get("REMOTE_ADDR", "")
    if _count(f"xapi-failed:{address}", add=0) >= FAILED_SIGN_INS_PER_MINUTE:
        raise TooManyRequestsError("too many failed sign-ins from this address; try again in a minute")
    try:
        key, secret = basic_credentials(asked)
        client = client_for(key=key, secret=secret, version=version)
    except UnauthenticatedError:
        _count(f"xapi-failed:{address}")
        raise
    if _count(f"xapi:{client.credential_id}") > REQUESTS_PER_MINUTE:
        raise TooManyRequestsError("this credential asks too often; try again in a minute")
    return client


def _count(name: str, *, add: int = 1) -> int:
    """Count in the current minute; returns how many. Approximate where the cache isn't shared."""
    key = f"{name}:{int(timezone.now().timestamp()) // 60}"
    if not add:
        return int(cache.get(key, 0))
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key, add)
    except ValueError:
        return add


def _refusal(request: HttpRequest, error: RecordsError) -> HttpResponse:
    accept = request.headers.get("Accept", "*/*").lower()
    status = _STATUS[type(error)]
    if accept.startswith("text/html"):
        response = HttpResponse(format_html("<!doctype html><title>{}</title><p>{}</p>", error.code, str(error)), status=status)
    elif "application/json" in accept and "text/plain" not in accept and "*/*" not in accept:
        text = text_of({"code": error.code, "message": str(error).encode("utf-8", "replace").decode()})
        response = HttpResponse(text, content_type="application/json", status=status)
    else:
        response = HttpResponse(str(error).encode("utf-8", "replace"), content_type="text/plain; charset=utf-8", status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    return response


def _without_body(response: HttpResponse) -> HttpResponse:
    length = len(response.content)
    response.content = b""
    response["Content-Length"] = str(length)
    return response


def _finished(response: HttpResponse, version: str, methods: set[str]) -> HttpResponse:
    response[VERSION_HEADER] = LATEST_2 if version == LATEST_2 else LATEST_1
    response[CONSISTENT_HEADER] = utc_text(timezone.now())
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
    response["Cache-Control"] = "private, no-cache"
    if response.status_code in {204, 405}:
        response["Allow"] = ", ".join(sorted({*methods, "OPTIONS"}))
        response["Access-Control-Allow-Methods"] = response["Allow"]
        response["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
    return response
