"""The Statement resource (xAPI 1.0.3 Communication 2.1)."""

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.utils.http import http_date

from lms.records.errors import AbsentError, InvalidRequestError, TooLargeError
from lms.records.interop.formats import is_uuid, parse_timestamp, utc_text
from lms.records.interop.jsontext import parse_json, text_of
from lms.records.interop.multipart import RawAttachment, build, statements_and_attachments
from lms.records.interop.rendering import accepted_languages
from lms.records.rules import JSON_LIMIT_BYTES, PAGE_LIMIT
from lms.records.selectors.statements import attachments_of, find_statement, find_statements, rendered
from lms.records.services import store_statements
from lms.records.types import StatementFilter

from .asked import Asked

JSON = "application/json"
_SINGLE = frozenset({"statementId", "voidedStatementId"})
_FORM = frozenset({"format", "attachments"})
_FILTERS = frozenset(
    {"agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until", "limit", "ascending"}
)
_FORMATS = frozenset({"ids", "exact", "canonical"})


def put_statement(asked: Asked) -> HttpResponse:
    """Store one statement under the id in the query."""
    asked.only({"statementId"})
    wanted = asked.text("statementId")
    if not is_uuid(wanted):
        raise InvalidRequestError("the parameter 'statementId' must be a UUID")
    value, attachments = _sent(asked)
    if not isinstance(value, dict):
        raise InvalidRequestError("PUT takes one statement")
    if str(value.get("id", wanted)).lower() != wanted.lower():
        raise InvalidRequestError("statement.id: must be the parameter 'statementId'")
    value.setdefault("id", wanted)
    store_statements(client=asked.client, statements=[value], attachments=attachments)
    return HttpResponse(status=204)


def post_statements(asked: Asked) -> HttpResponse:
    """Store one statement or several; answers their ids, or 204 when all were stored already."""
    asked.only(())
    value, attachments = _sent(asked)
    statements = value if isinstance(value, list) else [value]
    stored = store_statements(client=asked.client, statements=statements, attachments=attachments)
    if stored.ids and not stored.new_count:
        return HttpResponse(status=204)
    return HttpResponse(text_of(stored.ids), content_type=JSON)


def get_statements(asked: Asked) -> HttpResponse:
    """Answer one statement, or a page of those that match."""
    form = asked.parameters.get("format", "exact")
    if form not in _FORMATS:
        raise InvalidRequestError(f"the parameter 'format' must be one of {', '.join(sorted(_FORMATS))}")
    languages = accepted_languages(asked.headers.get("accept-language", ""))
    if _SINGLE & set(asked.parameters):
        return _one(asked, form, languages)
    return _page(asked, form, languages)


def _sent(asked: Asked) -> tuple[Any, list[RawAttachment]]:
    """Return the JSON value and the attachments of a request that stores."""
    content, attachments = asked.content, list[RawAttachment]()
    if asked.media_type == "multipart/mixed":
        content, attachments = statements_and_attachments(asked.content, asked.content_type)
    elif asked.media_type != JSON:
        raise InvalidRequestError("the Content-Type must be application/json or multipart/mixed")
    if len(content) > JSON_LIMIT_BYTES:
        raise TooLargeError(f"the statements of a request are at most {JSON_LIMIT_BYTES} octets")
    return parse_json(content, "the request"), attachments


def _one(asked: Asked, form: str, languages: list[str]) -> HttpResponse:
    asked.only(_SINGLE | _FORM)
    if len(_SINGLE & set(asked.parameters)) > 1:
        raise InvalidRequestError("either 'statementId' or 'voidedStatementId'")
    is_voided = "voidedStatementId" in asked.parameters
    uuid = asked.uuid("voidedStatementId" if is_voided else "statementId")
    found = find_statement(client=asked.client, uuid=uuid, is_voided=is_voided) if uuid else None
    if found is None:
        raise AbsentError("there is no such statement")
    row_id, text, stored = found
    body = rendered([text], form=form, languages=languages)[0].encode()
    attachments = attachments_of([row_id])[1] if asked.flag("attachments") else None
    return _answer(body, attachments, stored)


def _page(asked: Asked, form: str, languages: list[str]) -> HttpResponse:
    asked.only(_FILTERS | _FORM | {"cursor"})
    page = find_statements(client=asked.client, wanted=_wanted(asked))
    attachments = None
    if asked.flag("attachments"):
        covered, attachments = attachments_of(page.ids)
        page = page.first(covered)
    more = _more(asked, page.places[-1]) if page.has_more and page.places else ""
    texts = rendered(page.texts, form=form, languages=languages)
    body = f'{{"statements":[{",".join(texts)}],"more":{text_of(more)}}}'.encode()
    return _answer(body, attachments, max((stored for stored, _ in page.places), default=None))


def _wanted(asked: Asked) -> StatementFilter:
    has = asked.parameters.__contains__
    return StatementFilter(
        agent=asked.agent("agent", or_group=True) if has("agent") else None,
        verb=asked.iri("verb") if has("verb") else None,
        activity=asked.iri("activity") if has("activity") else None,
        registration=asked.uuid("registration"),
        related_agents=asked.flag("related_agents"),
        related_activities=asked.flag("related_activities"),
        since=asked.moment("since"),
        until=asked.moment("until"),
        ascending=asked.flag("ascending"),
        limit=_limit(asked.parameters.get("limit", "0")),
        after=_place(asked.parameters["cursor"]) if has("cursor") else None,
    )


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidRequestError("the parameter 'limit' must be a whole number")
    return min(int(text) or PAGE_LIMIT, PAGE_LIMIT)


def _more(asked: Asked, place: tuple[datetime, int]) -> str:
    """Return where the next page is: the same question, after `place`."""
    stored, row_id = place
    cursor = base64.urlsafe_b64encode(f"{utc_text(stored)}/{row_id}".encode()).decode().rstrip("=")
    return f"{asked.path}?{urlencode({**asked.parameters, 'cursor': cursor})}"


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        text, _, row_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition("/")
        stored = parse_timestamp(text)
        if stored is None or not 0 <= int(row_id) < 2**63:
            raise ValueError
        return stored, int(row_id)
    except (ValueError, binascii.Error):
        raise InvalidRequestError("the parameter 'cursor' is not one of ours") from None


def _answer(body: bytes, attachments: list[RawAttachment] | None, last: datetime | None) -> HttpResponse:
    if attachments is None:
        response = HttpResponse(body, content_type=JSON)
    else:
        boundary = f"cayda{uuid4().hex}"
        response = HttpResponse(build(body, attachments, boundary), content_type=f"multipart/mixed; boundary={boundary}")
    if last is not None:
        response["Last-Modified"] = http_date(last.timestamp())
    return response
