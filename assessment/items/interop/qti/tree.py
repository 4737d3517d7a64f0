"""One tree for all versions from 2.0 on: no namespaces, names as 2.2 writes them (`qti-choice-interaction` is `choiceInteraction`)."""

import re

from lxml import etree
from lxml.etree import _Element as Node

_KEBAB = re.compile(r"-([a-z])")
_ATTRIBUTES = {"id": "identifier"}
HTML_NAMES = {"math"}


def _camel(name: str) -> str:
    return _KEBAB.sub(lambda found: found[1].upper(), name)


def local(node: Node) -> str:
    """Return the name of an element without its namespace, "" for what is no element."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _named(name: str) -> str:
    if name.startswith("qti-"):
        return _camel(name[4:])
    return name


def normal(root: Node) -> Node:
    """Return a copy of a tree in one naming."""
    made = etree.Element(_named(local(root)) or "unknown")
    for key, value in root.attrib.items():
        name = etree.QName(str(key)).localname
        made.set(_camel(name) if local(root).startswith("qti-") else name, str(value))
    made.text, made.tail = root.text, root.tail
    for child in root:
        if isinstance(child.tag, str):
            inner = normal(child)
            made.append(inner)
        elif child.tail:
            last = made[-1] if len(made) else None
            if last is not None:
                last.tail = (last.tail or "") + child.tail
            else:
                made.text = (made.text or "") + child.tail
    return made


def values(node: Node | None) -> list[str]:
    """Return the words of the `<value>` elements of an element."""
    return [" ".join((value.text or "").split()) for value in node.iter("value")] if node is not None else []
