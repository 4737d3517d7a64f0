"""Reading documents."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from lms.records.interop.jsontext import canonical_text
from lms.records.interop.references import agent_key, digest_of
from lms.records.models import Document
from lms.records.policies import can_read_documents, demand
from lms.records.types import Client, DocumentAddress, DocumentContent


def find_document(*, client: Client, address: DocumentAddress) -> DocumentContent | None:
    """Return one document, or None."""
    demand(can_read_documents, client, address.kind)
    row = Document.objects.filter(digest=address_digest(address)).first()
    return DocumentContent(bytes(row.content), row.content_type, row.etag, row.updated_at) if row else None


def document_keys(*, client: Client, address: DocumentAddress, since: datetime | None) -> list[tuple[str, datetime]]:
    """Return the keys of all documents of an address without a key, changed after `since`, with when they were."""
    demand(can_read_documents, client, address.kind)
    rows = documents_of(address)
    if since is not None:
        rows = rows.filter(updated_at__gt=since)
    return list(rows.order_by("updated_at", "id").values_list("key", "updated_at"))


def documents_of(address: DocumentAddress) -> QuerySet[Document]:
    """Return the documents of an address without a key."""
    rows = Document.objects.filter(kind=address.kind)
    if address.activity:
        rows = rows.filter(activity__digest=digest_of(address.activity))
    if address.agent:
        rows = rows.filter(agent__digest=digest_of(agent_key(address.agent)))
    return rows if address.any_registration else rows.filter(registration=address.registration)


def address_digest(address: DocumentAddress) -> UUID:
    """Return the unique key of one document's address."""
    agent = agent_key(address.agent) if address.agent else ""
    return digest_of(canonical_text([address.kind, address.activity, agent, str(address.registration or ""), address.key]))


def is_json(content_type: str) -> bool:
    """Say whether a content type is JSON."""
    return content_type.partition(";")[0].strip().lower() == "application/json"
