"""Writing QTI 2.2 and 3.0 packages. Items are written in the names of 2.2; 3.0 is the same tree with its names and templates."""

import io
import re
import zipfile
from collections.abc import Sequence
from html import escape, unescape
from types import ModuleType

from lxml import etree
from lxml.etree import _Element as Node

from core.lib.latex import FormulaProblem, draw

from ..kinds import writer_of
from ..richtext import Outward, block
from ..types import Media, OutQuestion, Written
from .metadata import write_lom

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
V3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
MATH = "http://www.w3.org/1998/Math/MathML"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TEMPLATES = {"match_correct", "map_response", "map_response_point"}
_SPANS = (("u", "cd-u"), ("s", "cd-s"), ("mark", "cd-mark"))
_VOID = re.compile(r"<(br|hr|img)\b([^>]*?)\s*/?>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)([A-Za-z]+);")
_HTML = {
    "p", "ul", "ol", "li", "blockquote", "pre", "strong", "em", "sub", "sup", "a", "br", "code", "span", "img", "object", "audio", "table", "thead", "tbody",
    "tr", "td", "th", "caption", "h3", "h4", "hr", "div",
}  # fmt: skip
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "mp3": "audio/mpeg", "m4a": "audio/mp4",
          "ogg": "audio/ogg", "wav": "audio/wav", "svg": "image/svg+xml"}  # fmt: skip


def formula(latex: str, is_block: bool) -> str:
    """Return MathML that carries its TeX, so that it comes back as it was."""
    try:
        drawn = draw(latex, is_block)
    except FormulaProblem:
        drawn = f"<math><mtext>{escape(latex)}</mtext></math>"
    inside = re.sub(r"^<math[^>]*>|</math>$", "", drawn.strip())
    inside = _ENTITY.sub(lambda found: unescape(found[0]), inside)
    shape = ' display="block"' if is_block else ""
    tex = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f'<math xmlns="{MATH}"{shape}><semantics><mrow>{inside}</mrow>{tex}</semantics></math>'


class Target:
    """An item being written, as kinds see it."""

    def __init__(self, media: dict[str, Media]) -> None:
        self.media = media
        self.used: dict[str, str] = {}
        self.declarations: list[str] = []
        self.outcomes: list[str] = []
        self.after, self.all, self.processing = "", "", ""

    def html(self, html: str) -> str:
        """Return rich text in blocks."""
        return block(self.phrase(html))

    def phrase(self, html: str) -> str:
        """Return rich text as XHTML."""
        text = Outward(formula, self._picture, self._audio).of(html)
        for tag, name in _SPANS:
            text = re.sub(rf"<{tag}>", f'<span class="{name}">', text).replace(f"</{tag}>", "</span>")
        text = re.sub(r'<ol start="\d+">', "<ol>", text)
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
        return _VOID.sub(r"<\1\2/>", text)

    def _name(self, key: str) -> str:
        media = self.media.get(key)
        name = f"media/{key}.{media.name.rsplit('.', 1)[-1].lower()}" if media else f"media/{key}"
        if media:
            self.used[key] = name
        return name

    def _picture(self, key: str, alt: str) -> str:
        return f'<img src="../{self._name(key)}" alt="{escape(alt, quote=True)}"/>'

    def _audio(self, key: str) -> str:
        name = self._name(key)
        return f'<object data="../{name}" type="{_TYPES.get(name.rsplit(".", 1)[-1], "audio/mpeg")}"/>'

    def picture(self, key: str, width: int, height: int) -> str:
        """Return the object of a picture of an interaction."""
        name = self._name(key)
        return f'<object data="../{name}" type="{_TYPES.get(name.rsplit(".", 1)[-1], "image/png")}" width="{width}" height="{height}"/>'

    def prompt(self) -> str:
        """Return nothing: the question's text stands before the interaction."""
        return ""

    def declare(self, cardinality: str, base: str, correct: list[str], mapping: str = "", key: str = "RESPONSE") -> None:
        """Add a response declaration."""
        rows = "".join(f"<value>{escape(value, quote=False)}</value>" for value in correct)
        right = f"<correctResponse>{rows}</correctResponse>" if rows else ""
        self.declarations.append(
            f'<responseDeclaration identifier="{key}" cardinality="{cardinality}" baseType="{base}">{right}{mapping}</responseDeclaration>'
        )

    def body(self, text: str) -> None:
        """Set what follows the text."""
        self.after = text

    def whole(self, text: str) -> None:
        """Set the whole body."""
        self.all = text

    def process(self, text: str) -> None:
        """Set the response processing."""
        outcome = re.match(r'<outcome identifier="(\w+)">(.*?)</outcome>', text, re.S)
        if outcome:
            self.outcomes.append(f'<outcomeDeclaration identifier="{outcome[1]}" cardinality="single" baseType="float"/>')
            self.outcomes.append(
                f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">{outcome[2]}</outcomeDeclaration>'
            )
            text = text[outcome.end() :]
        else:
            default = "<defaultValue><value>0</value></defaultValue>"
            self.outcomes.append(
                f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">{default}</outcomeDeclaration>'
            )
        if text in _TEMPLATES:
            self.processing = f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/{text}"/>'
        elif text != "external":
            self.processing = f"<responseProcessing>{text}</responseProcessing>"


def item_xml(question: OutQuestion, module: ModuleType, media: dict[str, Media], stimulus: str = "") -> tuple[Node, dict[str, str]]:
    """Return an item of 2.2 and the files it uses. `stimulus`: the address of its passage."""
    target = Target(media)
    content = question.content
    module.write(content, target)
    text = target.all or target.html(content.get("prompt", "")) + target.after
    if any(row.get("feedback") for row in content.get("options", [])):
        target.outcomes.append('<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>')
    feedback = ""
    if content.get("explanation"):
        target.outcomes.append(
            '<outcomeDeclaration identifier="SOLUTION" cardinality="single" baseType="identifier"><defaultValue><value>show</value></defaultValue></outcomeDeclaration>'
        )
        feedback = f'<modalFeedback outcomeIdentifier="SOLUTION" identifier="show" showHide="show">{target.html(content["explanation"])}</modalFeedback>'
    text += "".join(f'<rubricBlock view="tutor" class="cd-hint">{target.html(hint)}</rubricBlock>' for hint in content.get("hints", []))
    refs = f'<assessmentStimulusRef identifier="stimulus" href="{escape(stimulus, quote=True)}"/>' if stimulus else ""
    xml = (
        f'<assessmentItem xmlns="{V2}" identifier="{_identifier(question.key)}" title="{escape(question.key, quote=True)}" adaptive="false" timeDependent="false">'
        f"{''.join(target.declarations)}{''.join(target.outcomes)}{refs}<itemBody>{text}</itemBody>{target.processing}{feedback}</assessmentItem>"
    )
    return etree.fromstring(xml), target.used


def stimulus_xml(question: OutQuestion, media: dict[str, Media]) -> tuple[Node, dict[str, str]]:
    """Return a passage."""
    target = Target(media)
    text = target.html(question.content["passage"])
    title = escape(question.content.get("title") or question.key, quote=True)
    xml = f'<assessmentStimulus xmlns="{V2}" identifier="{_identifier(question.key)}" title="{title}"><stimulusBody>{text}</stimulusBody></assessmentStimulus>'
    return etree.fromstring(xml), target.used


def _identifier(key: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", key)
    return name if name[:1].isalpha() or name[:1] == "_" else f"i{name}"


def _kebab(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name)


def as_v3(root: Node) -> Node:
    """Return an item of 2.2 in the names of 3.0."""
    namespace, name = etree.QName(root).namespace, etree.QName(root).localname
    if namespace == MATH:
        return root
    is_picture = name == "object" and (root.get("type") or "").startswith("image/")
    made_name = "img" if is_picture else name if name in _HTML else "qti-" + _kebab(name)
    made = etree.Element(f"{{{V3}}}{made_name}", nsmap={None: V3})
    for key, value in root.attrib.items():
        made.set(key if name in _HTML else _kebab(key), _template_of_v3(value))
    if is_picture:
        made.attrib.pop("type")
        made.set("src", made.attrib.pop("data"))
        made.set("alt", "")
    made.text, made.tail = root.text, root.tail
    for child in list(root):
        made.append(as_v3(child))
    return made


def _template_of_v3(value: str) -> str:
    found = re.fullmatch(r"http://www\.imsglobal\.org/question/qti_v2p2/rptemplates/(\w+)", value)
    return f"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{found[1]}.xml" if found else value


def write_package(questions: Sequence[OutQuestion], media: dict[str, Media], version: str = "2.2") -> Written:
    """Return questions as a package; kinds QTI has no interaction for are named."""
    out = io.BytesIO()
    written = Written(b"", "zip", "application/zip")
    resources: list[str] = []
    names = {question.key: f"items/{_identifier(question.key)}.xml" for question in questions}
    kept: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in questions:
            module = writer_of(question.kind, "qti", question.content)
            if module is None and question.kind != "stimulus":
                written.lost.append((question.key, "kind"))
                continue
            if module is None:
                root, used = stimulus_xml(question, media)
            else:
                passage = names.get(question.stimulus, "")
                root, used = item_xml(question, module, media, passage.removeprefix("items/"))
            kept |= used
            root = as_v3(root) if version == "3.0" else root
            archive.writestr(names[question.key], etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
            resources.append(_resource(question, names, used, version))
        for key, name in kept.items():
            archive.writestr(name, media[key].data)
        archive.writestr("imsmanifest.xml", _manifest(resources, version))
    written.data = out.getvalue()
    return written


def _resource(question: OutQuestion, names: dict[str, str], used: dict[str, str], version: str) -> str:
    kind = "stimulus" if question.kind == "stimulus" else "item"
    kind = f"imsqti_{kind}_xmlv3p0" if version == "3.0" else f"imsqti_{kind}_xmlv2p2"
    name = names[question.key]
    files = "".join(f'<file href="{one}"/>' for one in (name, *used.values()))
    depends = f'<dependency identifierref="{_identifier(question.stimulus)}_r"/>' if question.stimulus in names else ""
    return f'<resource identifier="{_identifier(question.key)}_r" type="{kind}" href="{name}">{write_lom(question.meta)}{files}{depends}</resource>'


def _manifest(resources: Sequence[str], version: str) -> bytes:
    schema = "QTIv3.0 Package" if version == "3.0" else "QTIv2.2 Package"
    number = "3.0.0" if version == "3.0" else "1.0.0"
    namespace = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" if version == "3.0" else CP
    xml = (
        f'<manifest xmlns="{namespace}" identifier="MANIFEST"><metadata><schema>{schema}</schema><schemaversion>{number}</schemaversion></metadata>'
        f"<organizations/><resources>{''.join(resources)}</resources></manifest>"
    )
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml.encode()
