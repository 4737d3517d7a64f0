"""Documents: state, activity profiles, agent profiles, with the concurrency rules of their resources.

Source: xAPI 1.0.3 Communication 2.2 (merging), 3.1 (conditions); 2.0.0 4.1.4.
"""

from hashlib import sha1
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.records.enums import DocumentKind
from lms.records.errors import ConflictError, InvalidRequestError, PreconditionFailedError, TooLargeError
from lms.records.interop.jsontext import parse_json, text_of
from lms.records.interop.references import agent_key, digest_of
from lms.records.models import Document
from lms.records.policies import can_define, can_write_documents, demand
from lms.records.rules import DOCUMENT_LIMIT_BYTES
from lms.records.selectors.documents import address_digest, documents_of, is_json
from lms.records.types import Client, Conditions, DocumentAddress

from .names import activity_ids, agent_ids

_BLIND = "the document exists: get it, then send its ETag in If-Match, so that nobody's change is lost"


def put_document(*, client: Client, address: DocumentAddress, content: bytes, content_type: str, conditions: Conditions) -> None:
    """Write a document whole. Raises `PreconditionFailedError`, `ConflictError` (blind overwrite), `InvalidRequestError`."""
    _write(client, address, content, content_type, conditions, is_merge=False)


def merge_document(*, client: Client, address: DocumentAddress, content: bytes, content_type: str, conditions: Conditions) -> None:
    """Write a document, or merge its top-level properties into the one that exists: then both must be JSON objects."""
    _write(client, address, content, content_type, conditions, is_merge=True)


@transaction.atomic
def delete_document(*, client: Client, address: DocumentAddress, conditions: Conditions) -> None:
    """Delete a document; one that isn't there counts as deleted."""
    demand(can_write_documents, client, address.kind)
    row = Document.objects.select_for_update().filter(digest=address_digest(address)).first()
    _check_conditions(row, conditions)
    if row is not None:
        row.delete()


def delete_documents(*, client: Client, address: DocumentAddress) -> None:
    """Delete all documents of an address without a key."""
    demand(can_write_documents, client, address.kind)
    documents_of(address).delete()


def _write(client: Client, address: DocumentAddress, content: bytes, content_type: str, conditions: Conditions, *, is_merge: bool) -> None:
    demand(can_write_documents, client, address.kind)
    if len(content) > DOCUMENT_LIMIT_BYTES:
        raise TooLargeError(f"a document is at most {DOCUMENT_LIMIT_BYTES} octets")
    if is_json(content_type):
        parse_json(content, "the document")
    arguments = (client, address, content, content_type[:200], conditions, is_merge)
    try:
        _write_once(*arguments)
    except IntegrityError:
        _write_once(*arguments)


@transaction.atomic
def _write_once(
    client: Client, address: DocumentAddress, content: bytes, content_type: str, conditions: Conditions, is_merge: bool
) -> None:
    row = Document.objects.select_for_update().filter(digest=address_digest(address)).first()
    _check_conditions(row, conditions)
    if not is_merge:
        _check_blind_put(client, address, row, content_type, conditions)
    if row is None:
        row = _new(client, address)
    elif is_merge:
        content, content_type = _merged(row, content, content_type), "application/json"
    row.content, row.content_type = content, content_type
    row.etag = sha1(content, usedforsecurity=False).hexdigest()
    row.updated_at, row.updated_by_id = timezone.now(), client.credential_id
    row.save()


def _new(client: Client, address: DocumentAddress) -> Document:
    may_define = can_define(client)
    activities = activity_ids([{"id": address.activity}] if address.activity else [], may_define=may_define)
    agents = agent_ids([address.agent] if address.agent else [], may_define=may_define)
    return Document(
        kind=address.kind,
        digest=address_digest(address),
        activity_id=activities.get(address.activity),
        agent_id=agents[digest_of(agent_key(address.agent))] if address.agent else None,
        registration=address.registration,
        key=address.key,
    )


def _merged(row: Document, content: bytes, content_type: str) -> bytes:
    if not is_json(content_type) or not is_json(row.content_type):
        raise InvalidRequestError("only JSON documents can be merged: both must be application/json")
    known: Any = parse_json(bytes(row.content), "the existing document")
    told: Any = parse_json(content, "the document")
    if not isinstance(known, dict) or not isinstance(told, dict):
        raise InvalidRequestError("only JSON objects can be merged")
    return text_of({**known, **told}).encode()


def _check_conditions(row: Document | None, conditions: Conditions) -> None:
    if conditions.if_match:
        wanted = _tags(conditions.if_match)
        if row is None or ("*" not in wanted and row.etag not in wanted):
            raise PreconditionFailedError("the document is not the one If-Match names")
    if conditions.if_none_match:
        unwanted = _tags(conditions.if_none_match)
        if row is not None and ("*" in unwanted or row.etag in unwanted):
            raise PreconditionFailedError("If-None-Match forbids it: the document exists")


def _check_blind_put(client: Client, address: DocumentAddress, row: Document | None, content_type: str, conditions: Conditions) -> None:
    """Refuse a PUT without conditions where the specification wants one.

    On a document that exists: 409, for profiles always and for state in 2.0.0. On a new JSON profile by 1.0.3: 400; older
    clients and opaque documents may, since there is nothing to lose yet.
    """
    if conditions.are_given:
        return
    is_profile = address.kind != DocumentKind.STATE
    if row is not None and (is_profile or client.speaks_2):
        raise ConflictError(_BLIND)
    is_asked_for = is_json(content_type) and client.version == "1.0.3" and not conditions.are_forgiven
    if row is None and is_profile and is_asked_for:
        raise InvalidRequestError("a profile is PUT with If-Match or If-None-Match (send If-None-Match: * for a new one)")


def _tags(header: str) -> set[str]:
    tags = (part.strip().removeprefix("W/").strip('"') for part in header.split(","))
    return {tag.lower() for tag in tags if tag}
