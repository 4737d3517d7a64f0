"""Which files may stand in a package, by extension and by what their first bytes say."""

_CONTENT_EXTENSIONS = """
    json txt md csv pdf rtf doc docx xls xlsx ppt pptx odt ods odp textile diff patch
    png jpg jpeg gif bmp tif tiff webp avif svg
    webm mp4 m4v ogg ogv oga mp3 m4a wav aac opus vtt webvtt
    eot ttf woff woff2 otf gltf glb
"""
CONTENT = frozenset(_CONTENT_EXTENSIONS.split())
LIBRARY = CONTENT | {"js", "css"}
# Left by editors and build tools in real packages: not kept, only mentioned.
DROPPED = frozenset({"map", "scss", "sass", "less", "ts", "yml", "yaml", "lock", "log", "editorconfig"})

# What a phone is sent: type by extension. Everything else is octet-stream; HTML is never sent.
CONTENT_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "webvtt": "text/vtt; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "wav": "audio/wav",
    "pdf": "application/pdf",
    "gltf": "model/gltf+json",
    "glb": "model/gltf-binary",
}

_PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "webp": (b"RIFF",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
}
_EXECUTABLE = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"dex\n", b"MSCF", b"<?php")
_PLAIN = frozenset({"js", "json", "css", "txt", "md", "csv", "svg", "diff", "patch", "textile", "vtt", "webvtt", "gltf"})
# The EICAR anti-malware test file; kept in two parts so that no scanner takes this module for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HEAD_BYTES = 4096


def extension(name: str) -> str:
    """Return the lower-case extension of a file name, "" when it has none."""
    base = name.rsplit("/", 1)[-1]
    return base.rsplit(".", 1)[-1].lower() if "." in base else ""


def content_type(name: str) -> str:
    """Return the type a file is sent with."""
    return CONTENT_TYPES.get(extension(name), "application/octet-stream")


def is_hidden(name: str) -> bool:
    """Say whether the file was left by an operating system or a tool: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`."""
    parts = name.split("/")
    return any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX" or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def disguise(name: str, head: bytes) -> str | None:
    """Return what is wrong with a file's first bytes: `malware`, `executable`, `markup`, `not_a_picture`; or None."""
    kind = extension(name)
    if EICAR in head:
        return "malware"
    script_text = kind in ("js", "md", "txt")
    if head.startswith(_EXECUTABLE) and not (script_text and head.startswith(b"#!")):
        return None if kind == "bmp" else "executable"
    if kind not in _PLAIN and _looks_like_markup(head):
        return "markup"
    if kind in _PICTURES and head and not head.startswith(_PICTURES[kind]):
        return "not_a_picture" if not _is_picture(head) else None
    return None


def _is_picture(head: bytes) -> bool:
    known = tuple(magic for magics in _PICTURES.values() for magic in magics)
    return head.startswith(known) or head[4:12] == b"ftypavif"


def _looks_like_markup(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml", b"<head", b"<body", b"<iframe"))
