"""Opening zips that strangers made: counts, sizes, ratios, paths, links and passwords are checked before anything is unpacked."""

import io
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import Any

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold."""

    files: int = 5000
    file_bytes: int = 80 * 1024 * 1024
    total_bytes: int = 400 * 1024 * 1024
    ratio: int = 200
    ratio_from_bytes: int = 1024 * 1024


class ArchiveProblem(ValueError):  # noqa: N818 (an answer about a file)
    """Why an archive isn't opened: `zip.broken`, `zip.bomb`, `zip.path`, `zip.encrypted`, `zip.many`; `params` fill its message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Archive:
    """A checked archive held in memory; files are read by name."""

    def __init__(self, data: bytes, limits: ArchiveLimits | None = None) -> None:
        self.limits = limits or ArchiveLimits()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        # NotImplementedError: what zipfile says to a method or a split archive it does not know
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise ArchiveProblem("zip.broken") from error
        self._check(entries)
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}

    @property
    def names(self) -> list[str]:
        """Return the names of its files, in order."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """Return a file's bytes; never more than the archive declared."""
        entry = self._entries[name]
        try:
            with self._zip.open(entry) as source:
                return source.read(entry.file_size)
        except Exception as error:  # zlib.error, BadZipFile, EOFError, NotImplementedError have no common base
            raise ArchiveProblem("zip.broken") from error

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        limits = self.limits
        if len(entries) > limits.files:
            raise ArchiveProblem("zip.many", count=len(entries))
        total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
        if total > limits.total_bytes or (total > 16 * limits.ratio_from_bytes and total > packed * limits.ratio):
            raise ArchiveProblem("zip.bomb")
        for entry in entries:
            self._check_entry(entry)

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        name, limits = entry.orig_filename, self.limits
        parts = name.rstrip("/").split("/")
        if (
            _CONTROL.search(name)
            or "\\" in name
            or name.startswith("/")
            or _DRIVE.match(name)
            or any(part in ("", ".", "..") for part in parts)
        ):
            raise ArchiveProblem("zip.path", name=_CONTROL.sub("�", name)[:100])
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveProblem("zip.path", name=name[:100])
        if entry.flag_bits & 0x1:
            raise ArchiveProblem("zip.encrypted")
        if entry.compress_type not in _METHODS:
            raise ArchiveProblem("zip.broken")
        is_bomb = entry.file_size > limits.ratio_from_bytes and entry.file_size > entry.compress_size * limits.ratio
        if entry.file_size > limits.file_bytes or is_bomb:
            raise ArchiveProblem("zip.bomb")
