"""Raw data of attachments: matched to the statements by hash, kept once under its own hash."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lms.records.errors import InvalidRequestError
from lms.records.interop.multipart import RawAttachment
from lms.records.interop.signatures import CONTENT_TYPE, USAGE_TYPE, check_signature
from lms.records.models import Statement, StatementAttachment

Json = dict[str, Any]


def match_attachments(statements: Sequence[Json], attachments: Sequence[RawAttachment]) -> dict[str, RawAttachment]:
    """Return the attachments by hash. Each must be named by a statement, and each named one without a fileUrl must be there.

    Signatures are checked on the way. Raises `InvalidRequestError`.
    """
    contents = {one.sha2: one for one in attachments}
    named: set[str] = set()
    for number, statement in enumerate(statements):
        for place, declared in _declared(statement):
            path = f"statement[{number}].{place}"
            sha2 = declared["sha2"].lower()
            named.add(sha2)
            content = contents.get(sha2)
            if content is None and "fileUrl" not in declared:
                raise InvalidRequestError(f"{path}: its data is missing and it has no fileUrl")
            if declared["usageType"] == USAGE_TYPE:
                if declared["contentType"].lower() != CONTENT_TYPE:
                    raise InvalidRequestError(f"{path}.contentType: a signature is {CONTENT_TYPE}")
                if content is not None:
                    check_signature(statement, content.content, path)
    unnamed = sorted(set(contents) - named)
    if unnamed:
        raise InvalidRequestError(f"no statement names the attachment with the hash {unnamed[0]}")
    return contents


def keep_attachments(rows: Sequence[Statement], statements: Sequence[Json], contents: dict[str, RawAttachment]) -> None:
    """Keep the data that came with new statements, in the caller's transaction. Data without a row is harmless."""
    if not contents:
        return
    kept = {sha2: _keep(one) for sha2, one in contents.items()}
    StatementAttachment.objects.bulk_create(
        [
            StatementAttachment(
                statement=row,
                sha2=sha2,
                content_type=contents[sha2].content_type[:200],
                path=kept[sha2],
                size_bytes=len(contents[sha2].content),
            )
            for row, statement in zip(rows, statements, strict=True)
            for sha2 in sorted({one["sha2"].lower() for _, one in _declared(statement)} & set(contents))
        ]
    )


def _declared(statement: Json) -> list[tuple[str, Json]]:
    found = [(f"attachments[{place}]", one) for place, one in enumerate(statement.get("attachments", []))]
    thing = statement["object"]
    if thing.get("objectType") == "SubStatement":
        found += [(f"object.attachments[{place}]", one) for place, one in enumerate(thing.get("attachments", []))]
    return found


def _keep(attachment: RawAttachment) -> str:
    name = sha256(attachment.content).hexdigest()
    path = f"xapi/attachments/{name[:2]}/{name}"
    return path if default_storage.exists(path) else default_storage.save(path, ContentFile(attachment.content))
