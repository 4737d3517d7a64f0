"""Which uploads are accepted, told by their bytes. The name only has to agree."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

MEGABYTE = 1024 * 1024
HEAD_BYTES = 4096
UNPACKED_LIMIT_BYTES = 600 * MEGABYTE
RATIO_LIMIT = 200
ENTRY_LIMIT = 10_000


class FileProblem(Exception):  # noqa: N818 (an answer about a file)
    """Why a file is not accepted: a `code` (see `lms.courses.errors.FILE_MESSAGES`) with its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class FileType:
    """An accepted type: `kind` as in `FileKind`; `is_inline` types are shown by the browser, the others only downloaded."""

    kind: str
    content_type: str
    limit_mb: int
    is_inline: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_IMAGE_LIMIT, _AUDIO_LIMIT, _DOCUMENT_LIMIT, _VIDEO_LIMIT = 20, 60, 100, 200
TYPES: dict[str, FileType] = {
    "jpg": FileType("image", "image/jpeg", _IMAGE_LIMIT, True),
    "png": FileType("image", "image/png", _IMAGE_LIMIT, True),
    "webp": FileType("image", "image/webp", _IMAGE_LIMIT, True),
    "gif": FileType("image", "image/gif", _IMAGE_LIMIT, True),
    "bmp": FileType("image", "image/bmp", _IMAGE_LIMIT, True),
    "heic": FileType("image", "image/heic", _IMAGE_LIMIT, True),
    "mp3": FileType("audio", "audio/mpeg", _AUDIO_LIMIT, True),
    "m4a": FileType("audio", "audio/mp4", _AUDIO_LIMIT, True),
    "ogg": FileType("audio", "audio/ogg", _AUDIO_LIMIT, True),
    "wav": FileType("audio", "audio/wav", _AUDIO_LIMIT, True),
    "weba": FileType("audio", "audio/webm", _AUDIO_LIMIT, True),
    "mp4": FileType("video", "video/mp4", _VIDEO_LIMIT, True),
    "webm": FileType("video", "video/webm", _VIDEO_LIMIT, True),
    "mov": FileType("video", "video/quicktime", _VIDEO_LIMIT, True),
    "pdf": FileType("document", "application/pdf", _DOCUMENT_LIMIT, True),
    "docx": FileType("document", _OFFICE + "wordprocessingml.document", _DOCUMENT_LIMIT),
    "xlsx": FileType("document", _OFFICE + "spreadsheetml.sheet", _DOCUMENT_LIMIT),
    "pptx": FileType("document", _OFFICE + "presentationml.presentation", _DOCUMENT_LIMIT),
    "doc": FileType("document", "application/msword", _DOCUMENT_LIMIT),
    "xls": FileType("document", "application/vnd.ms-excel", _DOCUMENT_LIMIT),
    "ppt": FileType("document", "application/vnd.ms-powerpoint", _DOCUMENT_LIMIT),
    "odt": FileType("document", "application/vnd.oasis.opendocument.text", _DOCUMENT_LIMIT),
    "ods": FileType("document", "application/vnd.oasis.opendocument.spreadsheet", _DOCUMENT_LIMIT),
    "odp": FileType("document", "application/vnd.oasis.opendocument.presentation", _DOCUMENT_LIMIT),
    "txt": FileType("document", "text/plain; charset=utf-8", 5),
    "csv": FileType("document", "text/csv; charset=utf-8", 20),
    "vtt": FileType("other", "text/vtt; charset=utf-8", 5, True),
}
ALIASES = {"jpeg": "jpg", "jfif": "jpg", "heif": "heic", "m4v": "mp4", "oga": "ogg", "opus": "ogg"}
_TEXT, _OLD_OFFICE = frozenset({"txt", "csv", "vtt"}), frozenset({"doc", "xls", "ppt"})
_OFFICE_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
)


def suffix_of(name: str) -> str:
    """Return the accepted suffix a name claims, in its usual spelling (`jpeg` is `jpg`); "" without one."""
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    return ALIASES.get(suffix, suffix)


def detect(stream: BinaryIO, name: str) -> str:
    """Return the suffix (a key of `TYPES`) of what `stream` really holds, or raise `FileProblem`.

    The content decides. The name has to claim an accepted suffix of the same kind, so that a picture saved under another
    picture's suffix passes and a program called `.pdf` does not. The stream is left at its start.
    """
    claimed = suffix_of(name)
    if claimed in {"svg", "svgz"}:
        raise FileProblem("svg")
    if claimed in {"docm", "xlsm", "pptm", "dotm", "xltm", "ppsm"}:
        raise FileProblem("macro")
    if claimed not in TYPES:
        raise FileProblem("extension", allowed=allowed_text())
    stream.seek(0)
    found = _text(stream, claimed) if claimed in _TEXT else _binary(stream, claimed)
    stream.seek(0)
    if found is None or not _agree(found, claimed):
        raise FileProblem("mismatch", suffix=claimed)
    return found


def allowed_text() -> str:
    """Return the accepted suffixes as people read them."""
    return ", ".join(TYPES)


def _agree(found: str, claimed: str) -> bool:
    if found == claimed:
        return True
    kind = TYPES[found].kind
    return (kind == TYPES[claimed].kind and kind == "image") or {found, claimed} <= {
        "mp4",
        "mov",
        "m4a",
        "webm",
        "weba",
        "mp3",
        "wav",
        "ogg",
    }


def _binary(stream: BinaryIO, claimed: str) -> str | None:
    head = stream.read(HEAD_BYTES)
    if head.lstrip()[:5].lower() in {b"<?xml", b"<svg "}:
        raise FileProblem("svg") if b"<svg" in head.lower() else FileProblem("mismatch", suffix=claimed)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(stream)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_MAGIC[-1][0]):
        return _compound(stream, claimed)
    return next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None) or _container(head, claimed)


def _container(head: bytes, claimed: str) -> str | None:
    """Tell the containers that say who they are further inside."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12], claimed)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return ("weba" if claimed == "weba" else "webm") if b"webm" in head[:64] else None
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "mp3"
    return None


def _iso_media(brand: bytes, claimed: str) -> str:
    if brand in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}:
        return "heic"
    if brand == b"qt  ":
        return "mov"
    return "m4a" if brand.startswith(b"M4A") or claimed == "m4a" else "mp4"


def _archive(stream: BinaryIO) -> str | None:
    """Tell an office document in a zip, refusing bombs, macros and truncated archives."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_unpacking(entries)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileProblem("encrypted")
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileProblem("macro")
            if "mimetype" in names:
                return _open_document(archive.read("mimetype")[:100])
    # NotImplementedError: what zipfile says to a method it does not know
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as broken:
        raise FileProblem("broken") from broken
    if "[Content_Types].xml" not in names:
        return None
    return next((suffix for folder, suffix in _OFFICE_FOLDERS.items() if any(name.startswith(folder) for name in names)), None)


def _check_unpacking(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT_BYTES or (unpacked > 20 * MEGABYTE and unpacked / packed > RATIO_LIMIT):
        raise FileProblem("bomb")


def _open_document(mimetype: bytes) -> str | None:
    told = mimetype.decode("ascii", "replace").strip()
    return next((suffix for suffix in ("odt", "ods", "odp") if TYPES[suffix].content_type == told), None)


def _compound(stream: BinaryIO, claimed: str) -> str | None:
    """Tell an old office document; a new one with a password hides in the same container."""
    stream.seek(0)
    if _ENCRYPTED_PACKAGE in stream.read(2 * MEGABYTE):
        raise FileProblem("encrypted")
    return claimed if claimed in _OLD_OFFICE else None


def _text(stream: BinaryIO, claimed: str) -> str | None:
    try:
        text = stream.read(TYPES[claimed].limit_mb * MEGABYTE).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise FileProblem("encoding") from wrong
    if "\x00" in text:
        return None
    if claimed == "vtt" and not text.lstrip().startswith("WEBVTT"):
        raise FileProblem("captions")
    return claimed
