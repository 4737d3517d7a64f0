"""A request as the resources see it, however it was sent: plainly, or by the alternate request syntax.

Source: xAPI 1.0.3 Communication 1.3 (alternate syntax), 3.2 (unknown parameters), 3.3 (versions), 4.0 (Basic).
"""

import base64
import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest

from lms.records.errors import InvalidRequestError, MethodNotAllowedError, TooLargeError, UnauthenticatedError
from lms.records.interop.formats import is_iri, is_uuid, is_version_1, is_version_2, parse_timestamp
from lms.records.interop.jsontext import parse_json
from lms.records.interop.references import is_identified
from lms.records.interop.validation import check_agent, check_agent_or_group
from lms.records.rules import BODY_LIMIT_BYTES
from lms.records.types import Client, Conditions

VERSION_HEADER = "X-Experience-API-Version"
LATEST_1, LATEST_2 = "1.0.3", "2.0.0"
_FORM_HEADERS = frozenset({"authorization", "x-experience-api-version", "content-type", "content-length", "if-match", "if-none-match"})
_NOBODY = Client("", {}, frozenset())


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: method, parameters, the headers that matter (names in lower case), content; later its client."""

    method: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    is_alternate: bool
    client: Client = _NOBODY

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def conditions(self) -> Conditions:
        """Return If-Match and If-None-Match. Who sends neither Accept nor User-Agent is a client from before they were asked for."""
        is_old = "accept" not in self.headers and "user-agent" not in self.headers
        return Conditions(self.headers.get("if-match", ""), self.headers.get("if-none-match", ""), is_old)

    def by(self, client: Client) -> "Asked":
        """Return the request with its client."""
        return replace(self, client=client)

    def only(self, allowed: Collection[str]) -> None:
        """Refuse parameters outside `allowed`."""
        for name in self.parameters:
            if name not in allowed:
                raise InvalidRequestError(f"the resource has no parameter {name!r} here")

    def text(self, name: str) -> str:
        """Return a required parameter."""
        if not self.parameters.get(name):
            raise InvalidRequestError(f"the parameter {name!r} is missing")
        return self.parameters[name]

    def iri(self, name: str) -> str:
        """Return a required parameter that is an IRI."""
        value = self.text(name)
        if not is_iri(value):
            raise InvalidRequestError(f"the parameter {name!r} must be an IRI with a scheme")
        return value

    def uuid(self, name: str) -> UUID | None:
        """Return an optional parameter that is a UUID."""
        value = self.parameters.get(name)
        if value is None:
            return None
        if not is_uuid(value):
            raise InvalidRequestError(f"the parameter {name!r} must be a UUID")
        return UUID(value)

    def moment(self, name: str) -> datetime | None:
        """Return an optional parameter that is a timestamp. A plus that a query string turned into a space is taken as meant."""
        value = self.parameters.get(name)
        if value is None:
            return None
        moment = parse_timestamp(value) or parse_timestamp(value.replace(" ", "+"))
        if moment is None:
            raise InvalidRequestError(f"the parameter {name!r} must be an ISO 8601 date and time")
        return moment

    def flag(self, name: str) -> bool:
        """Return an optional parameter that is true or false; also as Python clients write them, True and False."""
        value = self.parameters.get(name, "false")
        if value not in {"true", "false", "True", "False"}:
            raise InvalidRequestError(f"the parameter {name!r} must be true or false")
        return value in {"true", "True"}

    def agent(self, name: str, *, or_group: bool = False) -> dict[str, Any]:
        """Return a required parameter that is the JSON of an agent, or of an identified group where that is allowed."""
        what = f"the parameter {name!r}"
        value = parse_json(self.text(name).encode("utf-8", "surrogatepass"), what)
        (check_agent_or_group if or_group else check_agent)(value, what)
        if not is_identified(value):
            raise InvalidRequestError(f"{what} must be identified")
        agent: dict[str, Any] = value
        return agent


def read_request(request: HttpRequest, methods: Collection[str]) -> Asked:
    """Return the request; refuses methods outside `methods`, malformed alternate syntax and bodies that are too large."""
    query = _pairs(request.META.get("QUERY_STRING", ""), "the query string")
    headers = {name.lower(): value for name, value in request.headers.items()}
    method = str(request.method)
    if "method" not in query:
        _check_method(method, methods)
        content = b"" if method in {"GET", "HEAD"} else _body(request)
        return Asked(method, request.path, query, headers, content, is_alternate=False)
    if method != "POST":
        raise InvalidRequestError("the alternate request syntax is a POST")
    method = query.pop("method").upper()
    if query:
        raise InvalidRequestError("the alternate request syntax has no parameter but 'method' in the query string")
    _check_method(method, methods)
    return _alternate(request, method, headers)


def version_of(asked: Asked, *, is_required: bool) -> str:
    """Return the version of xAPI that answers the request."""
    given = asked.headers.get(VERSION_HEADER.lower(), "")
    if not given and not is_required:
        return LATEST_1
    if is_version_1(given):
        return LATEST_1 if given not in {"1.0", "1.0.0", "1.0.1", "1.0.2"} else given
    if is_version_2(given):
        if asked.is_alternate:
            raise InvalidRequestError("xAPI 2.0 has no alternate request syntax")
        return LATEST_2
    raise InvalidRequestError(f"the header {VERSION_HEADER} must be 1.0.x or 2.0.x")


def basic_credentials(asked: Asked) -> tuple[str, str]:
    """Return key and secret of HTTP Basic; `UnauthenticatedError` when there are none."""
    kind, _, encoded = asked.headers.get("authorization", "").partition(" ")
    try:
        if kind.lower() != "basic":
            raise ValueError
        key, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (ValueError, binascii.Error):
        raise UnauthenticatedError("sign in with HTTP Basic: the key and the secret of a credential") from None
    if not colon or "\x00" in key:
        raise UnauthenticatedError("the key or the secret is wrong")
    return key, secret


def _check_method(method: str, methods: Collection[str]) -> None:
    if method not in methods:
        raise MethodNotAllowedError(f"the resource has no {method}")


def _alternate(request: HttpRequest, method: str, headers: dict[str, str]) -> Asked:
    try:
        form = _pairs(_body(request).decode("utf-8"), "the form")
    except UnicodeDecodeError:
        raise InvalidRequestError("the form is not UTF-8") from None
    headers["content-type"] = "application/json"
    headers |= {name.lower(): value for name, value in form.items() if name.lower() in _FORM_HEADERS}
    parameters = {name: value for name, value in form.items() if name.lower() not in _FORM_HEADERS and name != "content"}
    if method in {"PUT", "POST"} and "content" not in form:
        raise InvalidRequestError("the form needs the field 'content'")
    return Asked(method, request.path, parameters, headers, form.get("content", "").encode(), is_alternate=True)


def _pairs(text: str, what: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise InvalidRequestError(f"{what} is not URL-encoded UTF-8") from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise InvalidRequestError(f"a parameter of {what} is given twice")
    return dict(pairs)


def _body(request: HttpRequest) -> bytes:
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    content = b"" if announced > BODY_LIMIT_BYTES else request.read(BODY_LIMIT_BYTES + 1)
    if announced > BODY_LIMIT_BYTES or len(content) > BODY_LIMIT_BYTES:
        raise TooLargeError(f"a request is at most {BODY_LIMIT_BYTES} octets")
    return bytes(content)
