"""Opening the archive with limits: count, sizes, ratio, paths, links, encryption, overlaps. APPNOTE 6.3.10."""

import re
import stat
import unicodedata
import zipfile
from itertools import pairwise
from typing import IO

from ..types import Limits, Problem

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_HEADER_BYTES = 30
_CHUNK = 256 * 1024


class Archive:
    """A `.h5p` that has been opened. `names` are its files (no folders) in order; `problems` what is wrong with it as an archive."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self.limits = limits
        self.problems: list[Problem] = []
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._zip: zipfile.ZipFile | None = None
        try:
            self._zip = zipfile.ZipFile(file)
        # NotImplementedError: what zipfile says to a method it does not know
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError, OSError, NotImplementedError, UnicodeDecodeError):
            self.problems.append(Problem("archive_broken"))
            return
        self._take(self._zip.infolist())

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """Return the unpacked size of a file in bytes."""
        return self._entries[name].file_size

    def read(self, name: str, most: int | None = None) -> bytes:
        """Return a file's bytes, at most `most` from its beginning. `BadFile` when it can't be unpacked."""
        return b"".join(self.chunks(name, most))

    def chunks(self, name: str, most: int | None = None) -> list[bytes]:
        """Return a file in pieces; never more than the size the archive declares, and the sum is verified."""
        pieces: list[bytes] = []
        left = self.limits.file_bytes if most is None else most
        try:
            with self.open(name) as source:
                while left > 0 and (piece := source.read(min(_CHUNK, left))):
                    pieces.append(piece)
                    left -= len(piece)
        except Exception as error:  # zlib.error, BadZipFile, EOFError, NotImplementedError have no common base
            raise BadFile(name) from error
        return pieces

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        if self._zip is None:
            raise BadFile(name)
        return self._zip.open(self._entries[name])

    def _take(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > self.limits.files:
            self.problems.append(Problem("too_many_files", params={"count": len(entries), "limit": self.limits.files}))
            return
        self._check_sums(entries)
        seen: dict[str, str] = {}
        for entry in entries:
            problem = name_problem(entry.orig_filename, self.limits) or self._entry_problem(entry)
            key = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
            if problem is None and key in seen and not entry.is_dir():
                problem = Problem("duplicate", entry.filename, {"other": seen[key]})
            if problem:
                self.problems.append(problem)
            seen[key] = entry.filename
            if not entry.is_dir():
                self._entries[entry.filename] = entry

    def _check_sums(self, entries: list[zipfile.ZipInfo]) -> None:
        total, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        if total > self.limits.total_bytes:
            self.problems.append(Problem("too_large", params={"size": total, "limit": self.limits.total_bytes}))
        elif total > self.limits.ratio_from_bytes and total > packed * self.limits.ratio:
            self.problems.append(Problem("ratio", params={"size": total}))
        ordered = sorted(entries, key=lambda entry: entry.header_offset)
        for entry, following in pairwise(ordered):
            if entry.header_offset + _HEADER_BYTES + entry.compress_size > following.header_offset:
                self.problems.append(Problem("overlap", following.filename))
                return

    def _entry_problem(self, entry: zipfile.ZipInfo) -> Problem | None:
        name = entry.filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return Problem("link", name)
        if entry.flag_bits & 0x1:
            return Problem("encrypted", name)
        if entry.compress_type not in _METHODS:
            return Problem("compression", name)
        if entry.file_size > self.limits.file_bytes:
            return Problem("file_too_large", name, {"size": entry.file_size, "limit": self.limits.file_bytes})
        if entry.file_size > self.limits.ratio_from_bytes and entry.file_size > entry.compress_size * self.limits.ratio:
            return Problem("ratio", name, {"size": entry.file_size})
        return None


class BadFile(Exception):  # noqa: N818 (an outcome of reading)
    """A file of the archive can't be unpacked; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def name_problem(name: str, limits: Limits) -> Problem | None:
    """Return what is wrong with the path of an entry, or None. `name` is as the archive wrote it."""
    clean = _CONTROL.sub("�", name)[:300]
    if _CONTROL.search(name) or "\\" in name:
        return Problem("path", clean)
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or _DRIVE.match(name) or any(part in ("", ".", "..") for part in parts):
        return Problem("path", clean)
    if len(name) > limits.name_length:
        return Problem("name_too_long", clean)
    return None
