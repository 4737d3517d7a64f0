"""One ZIP, written into a temporary file: never a whole file in memory."""

import shutil
import tempfile
import zipfile
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from social.files.enums import AttachmentKind
from social.hooks import ContentFile

from ..rules import safe_name

PIECE = 256 * 1024
FOLDER = "tep"
_SQUEEZED = frozenset({AttachmentKind.PICTURE, AttachmentKind.VOICE})  # compressing them again only costs time


class Archive:
    """A ZIP that is being written. `file_bytes` are those of files so far, `missing` the files whose bytes are not there."""

    def __init__(self, at: datetime) -> None:
        self.out = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        self.zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)
        self.at = at
        self.names: set[str] = set()
        self.missing: list[tuple[str, str, str]] = []
        self.known: dict[str, dict[str, Any]] = {}
        self.file_bytes = self.file_count = 0

    def close(self) -> None:
        """End the ZIP; what was written stays in `out`."""
        self.zip.close()

    def drop(self) -> None:
        """Forget everything."""
        self.out.close()

    def text(self, name: str, text: str) -> None:
        """Write a page or a list."""
        self.names.add(name)
        self.zip.writestr(self._entry(name), text.encode())

    def copy(self, name: str, source: Any) -> None:
        """Write what an open file holds, piece by piece."""
        self.names.add(name)
        with self.zip.open(self._entry(name), "w", force_zip64=True) as into:
            shutil.copyfileobj(source, into, PIECE)

    def add(self, file: ContentFile, where: str) -> dict[str, Any]:
        """Write a file and return how data and pages name it: `path` None where its bytes are missing, then it is in `missing`.

        A file that stands in two rows is written once.
        """
        if file.uuid not in self.known:
            said = {"uuid": file.uuid, "name": file.name, "kind": file.kind, "alt": file.alt, "is_blurred": file.is_blurred}
            said |= {"width": file.width, "height": file.height} if file.width else {}
            self.known[file.uuid] = {**said, "path": self._written(file, where)}
        return self.known[file.uuid]

    def _written(self, file: ContentFile, where: str) -> str | None:
        try:
            source: Any = default_storage.open(file.stored) if file.stored else None
            first = source.read(PIECE) if source is not None else None
        except OSError:  # not there, or not to be read: what is beside it goes out all the same
            first = None
        if first is None:
            self.missing.append((file.name, where, file.uuid))
            return None
        path = self._path(file)
        with source, self.zip.open(self._entry(path, file.kind), "w", force_zip64=True) as into:
            into.write(first)
            shutil.copyfileobj(source, into, PIECE)
        self.file_bytes += self.zip.getinfo(path).file_size
        self.file_count += 1
        return path

    def _path(self, file: ContentFile) -> str:
        ending = file.stored.rpartition(".")[2]
        suffix = f".{ending}" if file.kind in _SQUEEZED and ending.isalnum() and len(ending) < 6 else ""
        short, whole = file.uuid[:8], file.uuid
        name = f"{FOLDER}/{safe_name(f'{short}-{file.name}', suffix)}"
        if name.casefold() in self.names:
            name = f"{FOLDER}/{safe_name(f'{whole}-{file.name}', suffix)}"
        self.names.add(name.casefold())
        return name

    def _entry(self, name: str, kind: str = "") -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self.at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED if kind in _SQUEEZED else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry
