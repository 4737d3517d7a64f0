"""Moodle XML (docs.moodle.org/en/Moodle_XML_format): the frame; kinds read and write their own part."""

import base64
import binascii
import io
import re
from collections.abc import Callable, Sequence
from html import escape

from lxml import etree
from lxml.etree import _Element as Node
from PIL import Image

from assessment.kinds.rules.exchange import number

from .kinds import modules, writer_of
from .richtext import Inward, Outward, block, phrase, tex_formula
from .types import Issue, Media, OutQuestion, Place, ReadFile, ReadQuestion, UnreadableError, Written
from .xml import parse_xml

_SKIPPED_PATHS = {"top", "$course$", "$system$", "$module$", "$cat1$"}
MAX_PIXELS = 50_000_000
_LONG = {"questiontext", "generalfeedback", "graderinfo", "hint", "description"}


class Source:
    """One question of a file, as kinds see it."""

    def __init__(self, node: Node, read: ReadFile, question: ReadQuestion) -> None:
        self.type = node.get("type", "")
        self.node, self._read, self._question = node, read, question

    def html(self, node: Node | None) -> str:
        """Return the rich text of an element; the files it brings are kept."""
        if node is None:
            return ""
        files = {entry.get("name") or "": entry for entry in node.findall("file")}
        lost: list[str] = []

        def take(address: str) -> str:
            name = address.split("@@PLUGINFILE@@/", 1)[-1].lstrip("/").split("?")[0]
            entry = files.get(name)
            data = _bytes(entry) if entry is not None else b""
            return self._read.keep(name, data) if data else ""

        text = node.findtext("text") or ""
        form = node.get("format", "html")
        if form in ("plain_text", "plain"):
            text = escape(text, quote=False)
        html = Inward(take, lost.append).html(text)
        html += "".join(self._recording(name, entry, text) for name, entry in files.items())
        for code in dict.fromkeys(lost):
            self.doubt(code)
        return block(html) if etree.QName(node).localname in _LONG else phrase(html)

    def _recording(self, name: str, entry: Node, text: str) -> str:
        """Return a recording that the text only links to."""
        if not name.lower().endswith((".mp3", ".m4a", ".ogg", ".wav")) or "<audio" in text:
            return ""
        data = _bytes(entry)
        return f'<audio data-file="{self._read.keep(name, data)}"></audio>' if data else ""

    def words(self, path: str) -> str:
        """Return words on one line."""
        return " ".join((self.node.findtext(path) or "").split())

    def media(self, node: Node | None) -> tuple[str, int, int]:
        """Return key, width and height of the first picture of an element."""
        for entry in node.findall("file") if node is not None else ():
            data = _bytes(entry)
            width, height = picture_size(data)
            if width:
                return self._read.keep(entry.get("name") or "hinh.png", data), width, height
        return "", 0, 0

    def doubt(self, code: str, level: str = "look", **params: object) -> None:
        """Say what is doubtful, once."""
        if all(issue.code != code for issue in self._question.issues):
            self._question.issues.append(Issue(code, self._question.place, level, dict(params)))


def _bytes(entry: Node) -> bytes:
    try:
        return base64.b64decode("".join((entry.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def picture_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture from its head, (0, 0) when it is none or far too large."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except Exception:  # Pillow raises many kinds of errors over hostile files
        return 0, 0
    return (width, height) if 0 < width * height <= MAX_PIXELS else (0, 0)


def read_moodle(data: bytes) -> ReadFile:
    """Return the questions of a Moodle XML file."""
    root = parse_xml(data)
    if etree.QName(root).localname != "quiz":
        raise UnreadableError("xml.unknown", tag=etree.QName(root).localname)
    read = ReadFile("moodle")
    folder: list[str] = []
    number_of = 0
    for node in root.findall("question"):
        if node.get("type") == "category":
            folder = folder_names(node.findtext("category/text") or "")
            continue
        number_of += 1
        read.questions.append(_question(node, read, str(number_of), folder))
    return read


def folder_names(path: str) -> list[str]:
    """Return the names of a category path like `$course$/top/Đại số/Căn thức`."""
    names = [re.sub(r"//", "/", name).strip() for name in re.split(r"(?<!/)/(?!/)", path.strip())]
    return [name for name in names if name and name.lower() not in _SKIPPED_PATHS]


def _question(node: Node, read: ReadFile, place: str, folder: Sequence[str]) -> ReadQuestion:
    question = ReadQuestion("", {}, Place(question=place, line=node.sourceline or 0))
    source = Source(node, read, question)
    for kind, module in modules("moodle"):
        content = module.read(source)
        if content is not None:
            question.kind, question.content = kind, content
            break
    else:
        question.kind, question.content = "essay", {}
        calculated = source.type.startswith("calculated")
        question.doubt("template.lost" if calculated else "kind.unsupported", "bad", name=source.type or "?")
    _around(source, question, folder)
    return question


def _around(source: Source, question: ReadQuestion, folder: Sequence[str]) -> None:
    """Take what all questions have: text, feedback, hints, points, tags, an old picture."""
    node, content = source.node, question.content
    if question.kind != "stimulus":
        content.setdefault("prompt", source.html(node.find("questiontext")))
        content["explanation"] = source.html(node.find("generalfeedback"))
        content["hints"] = [text for hint in node.findall("hint") if (text := source.html(hint))]
    old = node.find("image_base64")
    if old is not None and (data := _bytes(old)) and "prompt" in content:
        key = source._read.keep((node.findtext("image") or "hinh.png").strip(), data)
        content["prompt"] += f'<p><img data-file="{key}" alt=""></p>'
    points = number(source.words("defaultgrade"), 1.0)
    meta = {"points": points if points not in (0.0, 1.0) else None, "folder": list(folder)}
    meta["tags"] = [text for tag in node.findall("tags/tag") if (text := " ".join((tag.findtext("text") or "").split()))]
    question.meta = {name: value for name, value in meta.items() if value}


# Writing


class Target:
    """One question being written, as kinds see it."""

    def __init__(self, node: Node, media: dict[str, Media]) -> None:
        self.node, self._media = node, media

    def text(self, parent: Node, tag: str, html: str, **attributes: str) -> Node:
        """Add an element with rich text and its files."""
        used: list[str] = []

        def picture(key: str, alt: str) -> str:
            used.append(key)
            return f'<img src="@@PLUGINFILE@@/{self._name(key)}" alt="{escape(alt, quote=True)}">'

        def audio(key: str) -> str:
            used.append(key)
            return f'<audio controls="true" src="@@PLUGINFILE@@/{self._name(key)}"></audio>'

        element = etree.SubElement(parent, tag, format="html")
        element.attrib.update(attributes)
        etree.SubElement(element, "text").text = Outward(tex_formula, picture, audio).of(html)
        for key in dict.fromkeys(used):
            self.file(element, key)
        return element

    def _name(self, key: str) -> str:
        media = self._media.get(key)
        return f"{key}.{media.name.rsplit('.', 1)[-1]}" if media else key

    def plain(self, parent: Node, tag: str, words: str) -> Node:
        """Add an element with plain words."""
        element = etree.SubElement(parent, tag)
        element.text = words
        return element

    def file(self, parent: Node, key: str) -> None:
        """Add the bytes of a file."""
        media = self._media.get(key)
        if media is not None:
            element = etree.SubElement(parent, "file", name=self._name(key), encoding="base64")
            element.text = base64.b64encode(media.data).decode()


def write_moodle(questions: Sequence[OutQuestion], media: dict[str, Media]) -> Written:
    """Return questions as Moodle XML."""
    root = etree.Element("quiz")
    written = Written(b"", "xml", "application/xml")
    folder: list[str] = []
    for question in questions:
        module = writer_of(question.kind, "moodle", question.content)
        if module is None:
            written.lost.append((question.key, "kind"))
            continue
        if question.meta.get("folder", []) != folder:
            folder = question.meta.get("folder", [])
            category = etree.SubElement(etree.SubElement(root, "question", type="category"), "category")
            etree.SubElement(category, "text").text = "/".join(["$course$", "top", *(name.replace("/", "//") for name in folder)])
        _write(root, question, module.write, media)
    written.data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)
    return written


def _write(root: Node, question: OutQuestion, write: Callable[[dict[str, object], Target], None], media: dict[str, Media]) -> None:
    node = etree.SubElement(root, "question")
    target = Target(node, media)
    content = question.content
    etree.SubElement(etree.SubElement(node, "name"), "text").text = content.get("title") or question.key
    target.text(node, "questiontext", content.get("prompt") or content.get("passage") or "")
    if question.kind != "stimulus":
        target.text(node, "generalfeedback", content.get("explanation", ""))
    points = question.meta.get("points")
    etree.SubElement(node, "defaultgrade").text = f"{points if points is not None else 1:.7f}"
    write(content, target)
    kind = node.find("type")
    if kind is not None:
        node.set("type", kind.text or "")
        node.remove(kind)
    for hint in content.get("hints", []):
        target.text(node, "hint", hint)
    if question.meta.get("tags"):
        tags = etree.SubElement(node, "tags")
        for tag in question.meta["tags"]:
            etree.SubElement(etree.SubElement(tags, "tag"), "text").text = tag
