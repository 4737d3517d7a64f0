"""Reading one `assessmentItem`: the frame; kinds read their own interactions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lxml.etree import _Element as Node

from assessment.kinds.rules.exchange import number
from core.lib.markup import plain_text

from ..kinds import modules
from ..moodle import picture_size
from ..richtext import Inward, block, phrase
from ..types import Issue, Place, ReadFile, ReadQuestion
from .tree import local, values

NOT_BLOCK = {"endAttemptInteraction", "mediaInteraction"}
_SKIPPED = {
    "feedbackBlock",
    "feedbackInline",
    "modalFeedback",
    "templateBlock",
    "templateInline",
    "rubricBlock",
    "stylesheet",
    "infoControl",
}
INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}


@dataclass
class Declaration:
    """A response declaration: what is right, what each answer is worth."""

    cardinality: str = "single"
    base: str = "identifier"
    correct: list[str] = field(default_factory=list)
    mapping: dict[str, float] = field(default_factory=dict)
    areas: list[tuple[str, str, float]] = field(default_factory=list)
    minds_case: bool = True
    default: float = 0.0


@dataclass
class Package:
    """What an item needs of the file it is in."""

    read: ReadFile
    find: Callable[[str], bytes]  # an address in the item -> bytes, b"" when it isn't there
    file: str = ""


class Item:
    """One item, or one interaction of an item with several, as kinds see it."""

    def __init__(self, root: Node, package: Package, question: ReadQuestion, only: Node | None = None, *, inline: bool = False) -> None:
        self.root, self.package, self.question, self.only, self.inline = root, package, question, only, inline
        body = root.find("itemBody")
        self.body = body if body is not None else root
        self.declarations = {node.get("identifier", ""): _declaration(node) for node in root.iter("responseDeclaration")}
        self._lost: list[str] = []

    # What kinds ask

    def interactions(self) -> list[Node]:
        """Return the interactions of the item that ask something."""
        if self.only is not None:
            return [self.only]
        found = [node for node in self.body.iter() if local(node).endswith("Interaction") and local(node) not in NOT_BLOCK]
        return [node for node in found if local(node) in INLINE] if self.inline else found

    def sole(self, *names: str) -> Node | None:
        """Return the interaction when there is just one and it bears one of some names."""
        found = self.interactions()
        return found[0] if len(found) == 1 and local(found[0]) in names else None

    def declaration(self, node: Node) -> Declaration:
        """Return the declaration an interaction answers to."""
        return self.declarations.get(node.get("responseIdentifier", ""), Declaration())

    def prompt(self, interaction: Node | None = None, special: Callable[[Node], str | None] | None = None) -> str:
        """Return the text around an interaction and its prompt as paragraphs."""
        only = self.only
        if only is not None:
            inside = special(only) if special is not None else None
            return block(inside if inside is not None else self._inward(None).of(only.find("prompt")))

        def around(node: Node) -> str | None:
            name = local(node)
            if name in _SKIPPED:
                return ""
            inside = special(node) if special is not None else None
            if inside is not None:
                return inside
            prompt = node.find("prompt") if name.endswith("Interaction") else None
            if name.endswith("Interaction"):
                return block(self._inward(None).of(prompt)) if node is interaction else ""
            return None

        return block(self._inward(around).of(self.body))

    def html(self, node: Node | None) -> str:
        """Return rich text inside an element on one line when it is one."""
        feedback = {"feedbackInline", "feedbackBlock"}
        return phrase(self._inward(lambda inner: "" if local(inner) in feedback else None).of(node)) if node is not None else ""

    def feedback(self, node: Node) -> str:
        """Return the feedback that stands inside a choice."""
        inner = next((child for child in node.iter("feedbackInline", "feedbackBlock")), None)
        return phrase(self._inward(None).of(inner)) if inner is not None else ""

    def media(self, node: Node) -> tuple[str, int, int]:
        """Return key, width and height of the picture of an interaction."""
        for inner in node.iter("object", "img", "object"):
            address = inner.get("data") or inner.get("src") or ""
            data = self.package.find(address)
            width, height = picture_size(data)
            given = (int(number(inner.get("width"))), int(number(inner.get("height"))))
            if data and width:
                return self.package.read.keep(address, data), given[0] or width, given[1] or height
            self.doubt("picture.missing", "bad")
            return "", given[0], given[1]
        return "", 0, 0

    def doubt(self, code: str, level: str = "look", **params: object) -> None:
        """Say what is doubtful, once."""
        if all(issue.code != code for issue in self.question.issues):
            self.question.issues.append(Issue(code, self.question.place, level, dict(params)))

    def _inward(self, special: Callable[[Node], str | None] | None) -> Inward:
        inward = Inward(self._take, self.doubt)
        if special is not None:
            inward.special = special
        return inward

    def _take(self, address: str) -> str:
        data = self.package.find(address)
        return self.package.read.keep(address, data) if data else ""

    def explanation(self) -> str:
        """Return what is told after the answer: modal and block feedback that shows whatever the answer was, solutions."""
        parts = [self._inward(None).of(node) for node in self.root.findall("modalFeedback")]
        parts += [self._inward(None).of(node) for node in self.body.iter("feedbackBlock")]
        return "".join(block(part) for part in parts if part.strip())

    def hints(self) -> list[str]:
        """Return the hints, which are for tutors: players of others don't show them before the answer."""
        found = [node for node in self.body.iter("rubricBlock") if "cd-hint" in (node.get("class") or "")]
        return [block(self._inward(None).of(node)) for node in found]


def _declaration(node: Node) -> Declaration:
    found = Declaration(node.get("cardinality", "single"), node.get("baseType", "identifier"), values(node.find("correctResponse")))
    mapping = node.find("mapping")
    if mapping is not None:
        found.default = number(mapping.get("defaultValue"))
        for entry in mapping.findall("mapEntry"):
            found.mapping[" ".join((entry.get("mapKey") or "").split())] = number(entry.get("mappedValue"))
        cases = [entry.get("caseSensitive", "true") for entry in mapping.findall("mapEntry")]
        found.minds_case = any(case in ("true", "1") for case in cases)
    area = node.find("areaMapping")
    if area is not None:
        found.default = number(area.get("defaultValue"))
        found.areas = [(e.get("shape", ""), e.get("coords", ""), number(e.get("mappedValue"))) for e in area.findall("areaMapEntry")]
    return found


def read_item(root: Node, package: Package, place: Place) -> ReadQuestion:
    """Return the question of a normal `assessmentItem` or `assessmentStimulus`."""
    question = ReadQuestion("essay", {}, place)
    item = Item(root, package, question)
    if not _by_kinds(item):
        _rest(item)
    if question.kind != "stimulus":
        question.content.setdefault("prompt", item.prompt(next(iter(item.interactions()), None)))
        question.content.setdefault("explanation", item.explanation())
        question.content.setdefault("hints", item.hints())
    if "prompt" in question.content and not plain_text(question.content["prompt"]) and "<img" not in question.content["prompt"]:
        question.content["prompt"] = block(escape(root.get("title") or "", quote=False))
    if root.find("templateDeclaration") is not None:
        question.doubt("template.lost", "bad")
    elif root.get("adaptive") in ("true", "1"):
        question.doubt("kind.changed", name="adaptive")
    return question


def _by_kinds(item: Item) -> bool:
    for kind, module in modules("qti"):
        content = module.read(item)
        if content is not None:
            item.question.kind, item.question.content = kind, content
            return True
    return False


def _rest(item: Item) -> None:
    """Several interactions become a composite; what no kind reads keeps its words."""
    found = item.interactions()
    if not found:
        item.question.kind = "stimulus"
        item.question.content = {"passage": item.prompt(), "title": item.root.get("title", "")[:200]}
        return
    if len(found) > 1 and (parts := _parts(item, found)):
        around = "" if any(local(node) in INLINE for node in found) else item.prompt()  # a text with gaps has the words around it
        item.question.kind, item.question.content = "composite", {"prompt": around, "parts": parts}
        return
    item.doubt("kind.unsupported", "bad", name=local(found[0]))
    item.question.content = {"prompt": item.prompt(found[0])}


def _parts(item: Item, found: list[Node]) -> list[dict[str, Any]]:
    """Return each interaction as a part; those that stand in running text are one text with gaps."""
    inline = [node for node in found if local(node) in INLINE]
    probes: list[tuple[str, Item]] = []
    if inline:
        probes.append((local(inline[0]), Item(item.root, item.package, ReadQuestion("", {}, item.question.place), inline=True)))
    for node in found:
        if local(node) not in INLINE:
            probes.append((local(node), Item(item.root, item.package, ReadQuestion("", {}, item.question.place), node)))
    parts: list[dict[str, Any]] = []
    for name, one in probes:
        if not _by_kinds(one):
            item.doubt("part.lost", "look", name=name)
            continue
        inside, place = one.question.content, len(parts) + 1
        inside["prompt"] = inside.get("prompt") or f"<p>({place})</p>"
        parts.append({"id": f"p{place}", "kind": one.question.kind, "weight": 1.0, "content": inside})
        for issue in one.question.issues:
            item.doubt(issue.code, issue.level, **issue.params)
    return parts
