"""SVG pictures that act: scripts, handlers, foreign content, addresses outside. Such a file is refused."""

import re

from lxml import etree

_ACTIVE = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video", "canvas"})
_ANIMATION = frozenset({"set", "animate", "animatetransform", "animatemotion"})
_STYLE = re.compile(
    r"@import|expression\s*\(|javascript:|-moz-binding|behavior\s*:|url\(\s*['\"]?\s*(?!#|data:(?:image|font)/)[^)\s]", re.I
)
_DATA_PICTURE = re.compile(r"^data:image/(png|jpe?g|gif|webp);", re.I)
_WHITE = re.compile(r"[\s\x00-\x1f]+")


def svg_problem(data: bytes) -> tuple[str, str] | None:
    """Return why an SVG is refused, `(code, detail)`, or None.

    Codes: `svg_broken` (detail: line), `svg_entity`, `svg_script` (detail: the element or attribute), `svg_outside` (detail: the address).
    """
    if re.search(rb"<!ENTITY", data, re.I):
        return "svg_entity", ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return "svg_broken", str(error.lineno or 1)
    except ValueError:
        return "svg_broken", "1"
    tree = root.getroottree()
    if any(node.target == "xml-stylesheet" for node in tree.xpath("//processing-instruction()")):
        return "svg_outside", "xml-stylesheet"
    for element in root.iter(etree.Element):
        problem = _element_problem(element)
        if problem:
            return problem
    return None


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower()


def _element_problem(element: etree._Element) -> tuple[str, str] | None:
    tag = _local(str(element.tag))
    if tag in _ACTIVE:
        return "svg_script", f"<{tag}>"
    if tag == "style" and _STYLE.search("".join(str(text) for text in element.itertext())):
        return "svg_outside", "<style>"
    for key, value in element.attrib.items():
        problem = _attribute_problem(tag, _local(str(key)), str(value))
        if problem:
            return problem
    return None


def _attribute_problem(tag: str, key: str, value: str) -> tuple[str, str] | None:
    clean = _WHITE.sub("", value).lower()
    if key.startswith("on"):
        return "svg_script", key
    if "javascript:" in clean or "vbscript:" in clean:
        return "svg_script", key
    if tag in _ANIMATION and key == "attributename" and (clean.startswith("on") or _local(clean) == "href"):
        return "svg_script", f"<{tag}>"
    if key in ("href", "src"):
        harmless = clean.startswith("#") or _DATA_PICTURE.match(clean) or not clean
        link = tag == "a" and clean.startswith(("http:", "https:"))
        return None if harmless or link else ("svg_outside", value[:120])
    if key != "d" and "url(" in clean and _STYLE.search(value):
        return "svg_outside", value[:120]
    return None
