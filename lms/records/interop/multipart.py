"""`multipart/mixed`: statements and the raw data of their attachments (xAPI 1.0.3 Communication 1.5.2, RFC 2046)."""

import re
from dataclasses import dataclass
from email.message import Message
from hashlib import new as new_hash
from itertools import pairwise

from lms.records.errors import InvalidRequestError

from .formats import is_sha2

MAX_PARTS = 500
_HASHES = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its header fields, names in lower case, and its octets."""

    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class RawAttachment:
    """The octets of an attachment and the hash it was sent under, in lower case."""

    sha2: str
    content_type: str
    content: bytes


def boundary_of(content_type: str) -> str:
    """Return the boundary of a multipart content type; `InvalidRequestError` when there is none."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if not boundary or len(boundary) > 200:
        raise InvalidRequestError("the Content-Type multipart/mixed needs a boundary")
    return boundary


def split_parts(content: bytes, boundary: str) -> list[Part]:
    """Return the parts between the boundaries. Lines may end in CRLF or in LF."""
    mark = re.escape(b"--" + boundary.encode("latin-1", "replace"))
    marks = list(re.finditer(rb"(?:\A|\r?\n)" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", content))
    if len(marks) < 2 or marks[-1][1] is None:
        raise InvalidRequestError("the multipart body isn't closed by its boundary")
    if len(marks) > MAX_PARTS + 1:
        raise InvalidRequestError(f"the multipart body has more than {MAX_PARTS} parts")
    return [_part(content[start.end() : end.start()]) for start, end in pairwise(marks)]


def statements_and_attachments(content: bytes, content_type: str) -> tuple[bytes, list[RawAttachment]]:
    """Return the JSON of the statements and the attachments of a multipart body, each checked against its hash."""
    first, *rest = split_parts(content, boundary_of(content_type))
    if first.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise InvalidRequestError("the first part must be the statements, as application/json")
    return first.content, [_attachment(part, number) for number, part in enumerate(rest, start=2)]


def build(statements: bytes, attachments: list[RawAttachment], boundary: str) -> bytes:
    """Return a multipart body of statements and attachments."""
    line = b"\r\n"
    mark = b"--" + boundary.encode()
    pieces = [mark, line, b"Content-Type: application/json", line, line, statements, line]
    for one in attachments:
        headers = f"Content-Type: {one.content_type}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {one.sha2}\r\n\r\n"
        pieces += [mark, line, headers.encode("latin-1", "replace"), one.content, line]
    return b"".join([*pieces, mark, b"--", line])


def _part(raw: bytes) -> Part:
    body = re.sub(rb"\A\r?\n", b"", raw, count=1)
    head, found, content = body.partition(b"\r\n\r\n")
    plain_head, plain_found, plain_content = body.partition(b"\n\n")
    if plain_found and (not found or len(plain_head) < len(head)):
        head, found, content = plain_head, plain_found, plain_content
    if not found:
        raise InvalidRequestError("a part of the multipart body has no empty line after its headers")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Part(headers, content)


def _attachment(part: Part, number: int) -> RawAttachment:
    where = f"part {number} of the multipart body"
    sha2 = part.headers.get("x-experience-api-hash", "").lower()
    if not is_sha2(sha2):
        raise InvalidRequestError(f"{where} needs the header X-Experience-API-Hash with a SHA-2")
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        raise InvalidRequestError(f"{where} needs the header Content-Transfer-Encoding: binary")
    content = _with_hash(part.content, sha2)
    if content is None:
        raise InvalidRequestError(f"{where} doesn't have the hash it names ({sha2})")
    return RawAttachment(sha2, part.headers.get("content-type", "application/octet-stream"), content)


def _with_hash(content: bytes, sha2: str) -> bytes | None:
    """Return the octets that have the hash: as they came, or with a UTF-8 encoding undone that some clients add."""
    algorithm = _HASHES[len(sha2)]
    if new_hash(algorithm, content).hexdigest() == sha2:
        return content
    try:
        restored = content.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return None
    return restored if new_hash(algorithm, restored).hexdigest() == sha2 else None
