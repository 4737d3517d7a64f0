"""Files of packages in storage: where they lie, and reading them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.utils import timezone

from core.ports.serving import file_chunks

from ..interop.kinds import content_type
from ..interop.manifest import normal_path
from ..rules import read_content
from .keys import signing_key


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file ready to be sent: its name in storage, type and size in bytes."""

    name: str
    content_type: str
    size_bytes: int


def stored_path(folder: str, path: str) -> str:
    """Return the name in storage of a file: content folders are `h5p/<sha256>`, libraries `h5p/lib/<digest>`."""
    return f"h5p/{folder}/{path}"


def library_file(digest: str, path: str) -> StoredFile | None:
    """Return a file of a library, None when there is none. The digest of its content is what opens it."""
    return _find(f"lib/{digest}", path) if len(digest) == 64 and digest.isalnum() else None


def content_file(token: str, path: str) -> StoredFile | None:
    """Return a file of the content a signed token opens, None when the token is dead or there is no such file."""
    sha256 = read_content(signing_key(), token, timezone.now())
    return _find(f"{sha256}/content", path) if sha256 else None


def _find(folder: str, path: str) -> StoredFile | None:
    clean = normal_path(path)
    if clean is None or clean != path:
        return None
    name = stored_path(folder, path)
    try:
        return StoredFile(name, content_type(path), default_storage.size(name))
    except (FileNotFoundError, SuspiciousOperation, ValueError, OSError):
        return None


def chunks(file: StoredFile, start: int, length: int) -> Iterator[bytes]:
    """Yield `length` bytes of a file from `start`, in pieces."""
    return file_chunks(file.name, start, length)
