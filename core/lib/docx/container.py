"""Opening the zip of a .docx with limits, and marking in it what pandoc would drop."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from .types import DocumentProblem

MAX_BYTES = 40 * 1024 * 1024
MAX_ENTRIES = 3000
MAX_UNPACKED = 250 * 1024 * 1024
MAX_XML = 60 * 1024 * 1024
MAX_RATIO = 200
MARK_OPEN, MARK_CLOSE = "\ue110", "\ue111"

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_O = "{urn:schemas-microsoft-com:office:office}"
_V = "{urn:schemas-microsoft-com:vml}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CHART = ("/chart", "/diagram", "/chartex")
_MAIN_TYPE = b"wordprocessingml.document.main+xml"
_MACRO_TYPES = (b"macroEnabled", b"vbaProject")


def open_container(data: bytes) -> zipfile.ZipFile:
    """Return the opened container of a .docx, or raise `DocumentProblem` saying what the file is instead."""
    if not data:
        raise DocumentProblem("docx.empty")
    if len(data) > MAX_BYTES:
        raise DocumentProblem("docx.large", limit_mb=MAX_BYTES // 1024 // 1024)
    if data.startswith(_OLE_MAGIC):
        raise DocumentProblem("docx.encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "docx.old")
    if not data.startswith(b"PK"):
        raise DocumentProblem("docx.not_word")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_limits(archive)
        _check_kind(archive)
    # NotImplementedError: what zipfile says to a method it does not know
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise DocumentProblem("docx.broken") from error
    return archive


def _check_limits(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise DocumentProblem("docx.bomb")
    for entry in entries:
        if entry.flag_bits & 1:
            raise DocumentProblem("docx.encrypted")
        if entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise DocumentProblem("docx.bomb")
        if entry.filename.endswith((".xml", ".rels")) and entry.file_size > MAX_XML:
            raise DocumentProblem("docx.bomb")


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise DocumentProblem("docx.not_word")
    types = archive.read("[Content_Types].xml")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(word in types for word in _MACRO_TYPES):
        raise DocumentProblem("docx.macro")
    if _MAIN_TYPE not in types:
        raise DocumentProblem("docx.not_word")
    for name in names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:2048]:
            raise DocumentProblem("docx.broken")


def _parse(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise DocumentProblem("docx.broken") from error


def _targets(archive: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """Return the relationships of the body: id to (target, whether it is outside the file)."""
    name = "word/_rels/document.xml.rels"
    if name not in archive.namelist():
        return {}
    return {
        rel.get("Id", ""): (rel.get("Target", ""), rel.get("TargetMode") == "External") for rel in _parse(archive.read(name)).iter(_REL)
    }


def _lost(element: etree._Element, targets: dict[str, tuple[str, bool]]) -> tuple[str, str] | None:
    """Return (code, detail) of what pandoc would drop in a drawing, picture or object, or None. Detail: an inner picture or address."""
    blips = [(blip.get(f"{_R}embed"), blip.get(f"{_R}link")) for blip in element.iter(f"{_A}blip")]
    images = [image.get(f"{_R}id") for image in element.iter(f"{_V}imagedata")]
    ole = next(element.iter(f"{_O}OLEObject"), None)
    if ole is not None:
        program = ole.get("ProgID", "")
        shown = next((targets[key][0] for key in images if key in targets and not targets[key][1]), "")
        return ("object.formula" if program.startswith("Equation") else "object.other"), shown
    for inside, linked in blips:
        target = targets.get(inside or linked or "")
        if (linked and not inside) or (target and target[1]):
            return "picture.external", target[0] if target else ""
    for key in images:
        if key in targets and targets[key][1]:
            return "picture.external", targets[key][0]
    for data in element.iter(f"{_A}graphicData"):
        if data.get("uri", "").rstrip("/").endswith(_CHART):
            return "object.chart", ""
    return None


def _objects(root: etree._Element) -> Iterator[etree._Element]:
    yield from list(root.iter(f"{_W}drawing", f"{_W}pict", f"{_W}object"))


def mark_lost_objects(archive: zipfile.ZipFile) -> tuple[bytes, list[tuple[str, str]]]:
    """Return the .docx with a numbered mark in the text where something would be lost, and what each mark stands for."""
    targets = _targets(archive)
    root = _parse(archive.read("word/document.xml"))
    lost: list[tuple[str, str]] = []
    for element in _objects(root):
        found = _lost(element, targets)
        parent = element.getparent()
        if found is None or parent is None:
            continue
        mark = etree.Element(f"{_W}t")
        mark.text = f"{MARK_OPEN}{len(lost)}{MARK_CLOSE}"
        parent.replace(element, mark)
        lost.append(found)
    return _rewritten(archive, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)), lost


def _rewritten(archive: zipfile.ZipFile, document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for entry in archive.infolist():
            if entry.filename.startswith("word/media/") or entry.is_dir():
                continue
            copy.writestr(entry.filename, document if entry.filename == "word/document.xml" else archive.read(entry))
        for name in archive.namelist():
            if name.startswith("word/media/") and not name.endswith("/"):
                copy.writestr(name, b"")
    return out.getvalue()
