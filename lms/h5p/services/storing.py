"""Bringing the files of a checked package into storage, each content once."""

import hashlib
import zipfile
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ..interop.libraries import digest
from ..models import H5PLibrary, H5PPackage
from ..selectors.files import stored_path
from ..types import Library, Report

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A library as it was kept: itself, its digest, and `files` as `(path, bytes)`."""

    library: Library
    digest: str
    files: list[tuple[str, int]]


def sha256_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a whole file; leaves it at its beginning."""
    whole = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        whole.update(chunk)
    file.seek(0)
    return whole.hexdigest()


def keep_files(file: IO[bytes], report: Report, sha256: str) -> tuple[list[Kept], list[tuple[str, int]]]:
    """Write the content and every library nobody has brought before; return the libraries and the content's files.

    Happens before the rows are written: names come from the content, so a crash leaves files that the next import takes over.
    """
    with zipfile.ZipFile(file) as archive:
        known = set(
            H5PLibrary.objects.filter(machine_name__in=[row.name.machine_name for row in report.libraries]).values_list("digest", flat=True)
        )
        kept = [_keep_library(archive, library, known) for library in report.libraries]
        content = [(path, _keep(archive, f"content/{path}", stored_path(f"{sha256}/content", path))) for path in report.content_files]
    return kept, content


def _keep_library(archive: zipfile.ZipFile, library: Library, known: set[str]) -> Kept:
    sums = [(path, hashlib.sha256(archive.read(f"{library.folder}/{path}")).hexdigest()) for path in library.files]
    name = digest(sums)
    sizes = [(path, archive.getinfo(f"{library.folder}/{path}").file_size) for path in library.files]
    if name not in known:
        for path in library.files:
            _keep(archive, f"{library.folder}/{path}", stored_path(f"lib/{name}", path))
    return Kept(library, name, sizes)


def _keep(archive: zipfile.ZipFile, member: str, target: str) -> int:
    data = archive.read(member)
    if default_storage.exists(target):
        if default_storage.size(target) == len(data):
            return len(data)
        default_storage.delete(target)  # half-written when a process died
    default_storage.save(target, ContentFile(data))
    return len(data)


def library_rows(kept: list[Kept]) -> list[H5PLibrary]:
    """Return the rows of kept libraries, making those that are new, locked against the sweep. Call it in a transaction."""
    wanted = [row.digest for row in kept]
    H5PLibrary.objects.bulk_create([_row(row) for row in kept], ignore_conflicts=True)
    return list(H5PLibrary.objects.select_for_update(of=("self",)).filter(digest__in=wanted))


def _row(kept: Kept) -> H5PLibrary:
    library = kept.library
    return H5PLibrary(
        digest=kept.digest,
        machine_name=library.name.machine_name,
        version=library.version,
        title=library.title[:200],
        files=[list(file) for file in kept.files],
        size_bytes=sum(size for _path, size in kept.files),
    )


def fill(package: H5PPackage, report: Report, sha256: str, kept: list[Kept], content: list[tuple[str, int]], packed_bytes: int) -> None:
    """Set on `package` what the report says of its content. Nothing is saved."""
    if report.manifest is None or report.main is None:
        raise ValueError("a refused report has nothing to keep")
    manifest, main = report.manifest, report.main
    package.main_library, package.main_version = main.name.machine_name, main.version
    package.main_title = main.title[:200]
    package.sha256, package.size_bytes = sha256, packed_bytes
    package.files = [list(file) for file in content]
    package.libraries = [
        {"dir": row.library.folder, "digest": row.digest, "js": list(row.library.js), "css": list(row.library.css)} for row in kept
    ]
    package.language = manifest.language if manifest.language != "und" else ""
    package.license = "" if manifest.license == "U" else manifest.license
    package.credits = manifest.credits
    package.warnings = [problem.as_json() for problem in report.warnings]
    package.derive()


def delete_stored(folder: str, paths: list[str]) -> None:
    """Remove files of a content or library from storage; what is gone already is no mistake."""
    for path in paths:
        default_storage.delete(stored_path(folder, path))
