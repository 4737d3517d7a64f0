"""The State, Activity Profile and Agent Profile resources (xAPI 1.0.3 Communication 2.2, 2.3, 2.6, 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils.http import http_date

from lms.records.enums import DocumentKind
from lms.records.errors import AbsentError
from lms.records.interop.jsontext import text_of
from lms.records.selectors.documents import document_keys, find_document
from lms.records.services import delete_document, delete_documents, merge_document, put_document
from lms.records.types import DocumentAddress

from .asked import Asked
from .dispatch import Handler

_OPAQUE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How documents of a kind are addressed."""

    kind: DocumentKind
    key: str
    address: tuple[str, ...]
    may_delete_many: bool = False

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Return the handlers of the resource."""
        return {"GET": self.get, "PUT": self.put, "POST": self.post, "DELETE": self.delete}

    def get(self, asked: Asked) -> HttpResponse:
        """Answer one document, or the ids of those that changed `since`."""
        asked.only({*self.address, self.key, "since"})
        since = asked.moment("since")
        if self.key not in asked.parameters:
            keys = document_keys(client=asked.client, address=self._addressed(asked, is_single=False), since=since)
            response = HttpResponse(text_of([key for key, _ in keys]), content_type="application/json")
            if keys:
                response["Last-Modified"] = http_date(max(at for _, at in keys).timestamp())
            return response
        found = find_document(client=asked.client, address=self._addressed(asked))
        if found is None:
            raise AbsentError("there is no such document")
        response = HttpResponse(found.content, content_type=found.content_type)
        response["ETag"] = f'"{found.etag}"'
        response["Content-Encoding"] = "identity"  # keeps GZipMiddleware away, which would make the ETag a weak one
        response["Last-Modified"] = http_date(found.updated_at.timestamp())
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def put(self, asked: Asked) -> HttpResponse:
        """Write a document whole."""
        asked.only({*self.address, self.key})
        put_document(
            client=asked.client,
            address=self._addressed(asked),
            content=asked.content,
            content_type=asked.content_type or _OPAQUE,
            conditions=asked.conditions,
        )
        return HttpResponse(status=204)

    def post(self, asked: Asked) -> HttpResponse:
        """Write a document, or merge it into the one that exists."""
        asked.only({*self.address, self.key})
        merge_document(
            client=asked.client,
            address=self._addressed(asked),
            content=asked.content,
            content_type=asked.content_type or _OPAQUE,
            conditions=asked.conditions,
        )
        return HttpResponse(status=204)

    def delete(self, asked: Asked) -> HttpResponse:
        """Delete a document, or all the state of a learner in an activity."""
        asked.only({*self.address, self.key})
        if self.may_delete_many and self.key not in asked.parameters:
            delete_documents(client=asked.client, address=self._addressed(asked, is_single=False))
        else:
            delete_document(client=asked.client, address=self._addressed(asked), conditions=asked.conditions)
        return HttpResponse(status=204)

    def _addressed(self, asked: Asked, *, is_single: bool = True) -> DocumentAddress:
        address = DocumentAddress(
            kind=self.kind,
            activity=asked.iri("activityId") if "activityId" in self.address else "",
            agent=asked.agent("agent", or_group=True) if "agent" in self.address else None,
            registration=asked.uuid("registration"),
        )
        if is_single:
            return replace(address, key=asked.text(self.key))
        return replace(address, any_registration="registration" not in asked.parameters)


STATE = _Kind(DocumentKind.STATE, "stateId", ("activityId", "agent", "registration"), may_delete_many=True)
ACTIVITY_PROFILE = _Kind(DocumentKind.ACTIVITY_PROFILE, "profileId", ("activityId",))
AGENT_PROFILE = _Kind(DocumentKind.AGENT_PROFILE, "profileId", ("agent",))
