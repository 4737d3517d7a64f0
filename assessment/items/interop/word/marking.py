"""Marks in the XML of a .docx for what pandoc drops: red and highlighted runs, tabs, wide blanks, empty paragraphs, automatic numbers."""

import copy
import io
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

RED_ON, RED_OFF, LIT_ON, LIT_OFF = "\ue120", "\ue121", "\ue122", "\ue123"
TAB, WIDE, EMPTY = "\ue112", "\ue113", "\ue116"

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NS}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_MARK = re.compile(r"%(\d)")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _val(element: etree._Element | None, default: str = "") -> str:
    return default if element is None else element.get(f"{_W}val", default)


def is_red(colour: str) -> bool:
    """Say whether a colour is what teachers call red: C00000 to FF0000 and its close neighbours."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50


def _is_on(props: etree._Element | None, name: str) -> bool:
    found = None if props is None else props.find(f"{_W}{name}")
    return found is not None and _val(found, "1") not in ("0", "false", "none")


def _is_lit(props: etree._Element | None) -> bool:
    if _is_on(props, "highlight"):
        return True
    shade = None if props is None else props.find(f"{_W}shd")
    fill = "" if shade is None else shade.get(f"{_W}fill", "")
    return bool(re.fullmatch(r"[0-9A-Fa-f]{6}", fill)) and fill.upper() not in ("FFFFFF", "000000")


@dataclass
class Level:
    """A level of a numbered list: the form of its number, the words around it, where it starts."""

    form: str
    text: str
    start: int


@dataclass
class Numbering:
    """Word's automatic numbers, counted as Word counts them."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # numId to its levels
    lists: dict[str, str] = field(default_factory=dict)  # numId to abstractNumId
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # paragraph style to (numId, level)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    restarts: set[str] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """Return the next label of a list at a level, "" when there is none to show."""
        levels = self.levels.get(number_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        if level.form == "bullet":
            return "–"
        counts = self.counters.setdefault(self.lists[number_id], {})
        if number_id in self.restarts and number_id not in self.seen:
            counts.clear()
        self.seen.add(number_id)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            inner = levels.get(at, level)
            return numeral(inner.form, counts.get(at, inner.start))

        return _MARK.sub(shown, level.text)


def numeral(form: str, number: int) -> str:
    """Return a number in one of Word's forms."""
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if form == "upperRoman" else text
    return "" if form == "none" else f"{number:02d}" if form == "decimalZero" else str(number)


def _read(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    return etree.fromstring(archive.read(name), _PARSER) if name in archive.namelist() else None


def read_numbering(archive: zipfile.ZipFile) -> Numbering:
    """Return the lists of a document from numbering.xml and styles.xml."""
    numbering = Numbering()
    root = _read(archive, "word/numbering.xml")
    if root is not None:
        abstract = {item.get(f"{_W}abstractNumId", ""): item for item in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            key, base = number.get(f"{_W}numId", ""), _val(number.find(f"{_W}abstractNumId"))
            if base in abstract:
                numbering.lists[key] = base
                numbering.levels[key] = _levels(abstract[base], number)
                if number.find(f"{_W}lvlOverride/{_W}startOverride") is not None:
                    numbering.restarts.add(key)
    styles = _read(archive, "word/styles.xml")
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        found = style.find(f"{_W}pPr/{_W}numPr")
        if found is not None:
            numbering.styles[style.get(f"{_W}styleId", "")] = (_val(found.find(f"{_W}numId")), int(_val(found.find(f"{_W}ilvl"), "0") or 0))
    return numbering


def _levels(abstract: etree._Element, number: etree._Element) -> dict[int, Level]:
    levels = {}
    for item in abstract.iter(f"{_W}lvl"):
        start = _val(item.find(f"{_W}start"), "1")
        form, text = _val(item.find(f"{_W}numFmt"), "decimal"), _val(item.find(f"{_W}lvlText"))
        levels[int(item.get(f"{_W}ilvl", "0"))] = Level(form, text, int(start) if start.isdigit() else 1)
    for change in number.iter(f"{_W}lvlOverride"):
        begin, depth = _val(change.find(f"{_W}startOverride")), int(change.get(f"{_W}ilvl", "0"))
        if begin.isdigit() and depth in levels:
            levels[depth] = Level(levels[depth].form, levels[depth].text, int(begin))
    return levels


def _flatten_number(paragraph: etree._Element, numbering: Numbering) -> None:
    """Write a paragraph's automatic number into its text; the number looks as the paragraph's mark does."""
    props = paragraph.find(f"{_W}pPr")
    if props is None:
        return
    own = props.find(f"{_W}numPr")
    if own is not None:
        depth = _val(own.find(f"{_W}ilvl"), "0")
        number_id, level = _val(own.find(f"{_W}numId")), int(depth) if depth.isdigit() else 0
        props.remove(own)
    else:
        number_id, level = numbering.styles.get(_val(props.find(f"{_W}pStyle")), ("", 0))
        if not number_id:
            return
    label = numbering.label(number_id, level) if number_id != "0" else ""
    style = props.find(f"{_W}pStyle")
    if style is not None and label:
        props.remove(style)  # a numbered style would make pandoc count again
    if not label:
        return
    run = etree.Element(f"{_W}r")
    looks = props.find(f"{_W}rPr")
    if looks is not None:
        run.append(copy.deepcopy(looks))
    text = etree.SubElement(run, f"{_W}t")
    text.text = f"{label} "
    text.set(_XML_SPACE, "preserve")
    paragraph.insert(paragraph.index(props) + 1, run)


def _is_empty(paragraph: etree._Element) -> bool:
    quiet = {f"{_W}{name}" for name in ("pPr", "r", "rPr", "t", "bookmarkStart", "bookmarkEnd", "proofErr")}
    inside = paragraph.find(f"{_W}pPr")
    looks = set(inside.iter()) if inside is not None else set()
    loud = any(child not in looks and child is not paragraph and child.tag not in quiet for child in paragraph.iter())
    return not loud and not any((text.text or "").strip() for text in paragraph.iter(f"{_W}t"))


def _mark_run(run: etree._Element) -> None:
    for tab in run.findall(f"{_W}tab"):
        tab.tag = f"{_W}t"
        tab.attrib.clear()
        tab.text = TAB
    props = run.find(f"{_W}rPr")
    red = props is not None and is_red(_val(props.find(f"{_W}color")))
    lit = _is_lit(props)
    for text in run.findall(f"{_W}t"):
        if text.text:
            words = re.sub(r"[ \u00a0\u2003]{2,}", f" {WIDE} ", text.text)
            words = f"{RED_ON}{words}{RED_OFF}" if red else words
            text.text = f"{LIT_ON}{words}{LIT_OFF}" if lit else words
            text.set(_XML_SPACE, "preserve")


def mark_looks(docx: bytes) -> bytes:
    """Return the .docx with marks in its text for what pandoc would drop. The archive has been checked before."""
    archive = zipfile.ZipFile(io.BytesIO(docx))
    root = etree.fromstring(archive.read("word/document.xml"), _PARSER)
    numbering = read_numbering(archive)
    for paragraph in root.iter(f"{_W}p"):
        _flatten_number(paragraph, numbering)
        if _is_empty(paragraph):
            run = etree.SubElement(paragraph, f"{_W}r")
            etree.SubElement(run, f"{_W}t").text = EMPTY
        for run in paragraph.iter(f"{_W}r"):
            _mark_run(run)
    document = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copied:
        for entry in archive.infolist():
            copied.writestr(entry.filename, document if entry.filename == "word/document.xml" else archive.read(entry))
    return out.getvalue()
