"""Packages (IMS Content Packaging, Common Cartridge) and single files of QTI."""

import posixpath
from collections.abc import Callable
from urllib.parse import unquote

from lxml.etree import _Element as Node

from core.lib.archives import Archive, ArchiveProblem

from ..types import Issue, Place, ReadFile, ReadQuestion, UnreadableError
from ..xml import parse_xml
from .items import Package, read_item
from .metadata import read_lom
from .tree import local, normal
from .v1 import read_v1

_ITEMS = {"assessmentItem", "qti-assessment-item"}
_STIMULI = {"assessmentStimulus", "qti-assessment-stimulus"}
_FILEBASE = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$", "%24IMS-CC-FILEBASE%24", "%24IMS_CC_FILEBASE%24")
_ROOTS = ("web_resources", "Uploaded Media", "")


class Finder:
    """Finds the files an XML file of the package names."""

    def __init__(self, archive: Archive | None) -> None:
        self.archive = archive
        self.lower = {name.lower(): name for name in archive.names} if archive is not None else {}

    def at(self, place: str) -> Callable[[str], bytes]:
        """Return how addresses in the file at `place` are found."""

        def find(address: str) -> bytes:
            clean = unquote(address.split("?")[0].split("#")[0]).strip()
            based = next((mark for mark in _FILEBASE if clean.startswith(unquote(mark))), "")
            if based:
                rest = clean[len(unquote(based)) :].lstrip("/")
                wanted = [posixpath.join(root, rest) for root in _ROOTS]
            elif clean.startswith("/") or "://" in clean or not clean:
                wanted = [clean.lstrip("/")] if clean.startswith("/") else []
            else:
                wanted = [posixpath.normpath(posixpath.join(posixpath.dirname(place), clean)), clean, posixpath.basename(clean)]
            for name in wanted:
                found = self.lower.get(name.lower())
                if found and self.archive is not None:
                    return self.archive.read(found)
            return b""

        return find


def read_qti_xml(data: bytes, name: str) -> ReadFile:
    """Return the questions of one XML file."""
    read = ReadFile("qti")
    _take(read, parse_xml(data), name, Finder(None), {})
    if not read.questions:
        raise UnreadableError("qti.empty")
    return read


def read_package(data: bytes) -> ReadFile:
    """Return the questions of a package: every item and every question bank in it, in the order of its manifest."""
    try:
        archive = Archive(data)
        read = _read_all(archive)
    except ArchiveProblem as problem:
        raise UnreadableError(problem.code, **problem.params) from problem
    if not read.questions:
        raise UnreadableError("qti.empty")
    return read


def _read_all(archive: Archive) -> ReadFile:
    read = ReadFile("qti")
    finder = Finder(archive)
    seen: dict[str, int] = {}
    known = read_lom(parse_xml(archive.read("imsmanifest.xml"), file="imsmanifest.xml")) if "imsmanifest.xml" in archive else {}
    found: list[tuple[str, Node]] = []
    for name in _ordered(archive):
        try:
            found.append((name, parse_xml(archive.read(name), file=name)))
        except UnreadableError as problem:
            detail = name if problem.code == "xml.doctype" else problem.params.get("detail", name)
            read.notes.append(Issue("file.unread", Place(file=name), "look", {"detail": detail}))
    for name, root in sorted(found, key=lambda pair: local(pair[1]) not in _STIMULI):  # passages before what stands under them
        first = len(read.questions)
        _take(read, root, name, finder, seen)
        for question in read.questions[first:]:
            question.meta = {**known.get(name, {}), **question.meta}
    return read


def _ordered(archive: Archive) -> list[str]:
    """Return the XML files that may hold questions: those of the manifest first, fuller ones before their plain twins."""
    names = [name for name in archive.names if name.lower().endswith((".xml", ".qti")) and not name.startswith("__MACOSX")]
    named: list[str] = []
    if "imsmanifest.xml" in archive:
        root = parse_xml(archive.read("imsmanifest.xml"), file="imsmanifest.xml")
        hrefs = [unquote(node.get("href") or "") for node in root.iter() if local(node) in ("resource", "file")]
        known = {name.lower(): name for name in names}
        named = [known[href.lower()] for href in dict.fromkeys(hrefs) if href.lower() in known]
    every = [*named, *(name for name in names if name not in set(named))]
    rest = [name for name in every if posixpath.basename(name) not in ("imsmanifest.xml", "assessment_meta.xml")]
    return sorted(rest, key=lambda name: not name.startswith("non_cc_assessments/"))


def _take(read: ReadFile, root: Node, name: str, finder: Finder, seen: dict[str, int]) -> None:
    kind = local(root)
    short = posixpath.basename(name)
    place = Place(file=short)
    if kind == "questestinterop":
        read_v1(root, read, finder.at(name), short, seen)
    elif kind in _ITEMS:
        _add(read, read_item(normal(root), Package(read, finder.at(name), short), place), root.get("identifier") or name, seen)
        _under_stimulus(read, normal(root), name, finder, seen)
    elif kind in _STIMULI:
        _stimulus(read, root, name, seen)
        read.questions[-1].content["passage"] = _passage(read, root, name, finder)
    elif finder.archive is None:
        raise UnreadableError("xml.unknown", tag=kind)


def _add(read: ReadFile, question: ReadQuestion, key: str, seen: dict[str, int]) -> None:
    seen[f"item:{key}"] = len(read.questions)
    read.questions.append(question)


def _passage(read: ReadFile, root: Node, name: str, finder: Finder) -> str:
    made = read_item(normal(root), Package(read, finder.at(name), posixpath.basename(name)), Place(file=posixpath.basename(name)))
    return str(made.content.get("passage", ""))


def _stimulus(read: ReadFile, root: Node, name: str, seen: dict[str, int]) -> None:
    seen[f"stimulus:{name}"] = len(read.questions)
    title = root.get("title", "")
    read.questions.append(ReadQuestion("stimulus", {"title": title[:200], "passage": ""}, Place(file=posixpath.basename(name))))


def _under_stimulus(read: ReadFile, root: Node, name: str, finder: Finder, seen: dict[str, int]) -> None:
    """Put an item under the passage it refers to, reading the passage when it comes later in the package."""
    ref = root.find("assessmentStimulusRef")
    if ref is None or finder.archive is None:
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(ref.get("href") or "")))
    at = seen.get(f"stimulus:{target}")
    if at is None:
        read.questions[-1].doubt("part.lost", name=ref.get("href") or "stimulus")
        return
    read.questions[-1].stimulus = at
