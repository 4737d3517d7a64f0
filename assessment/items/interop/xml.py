"""Reading XML that strangers wrote: no DTD, no entities, no network, no giant trees."""

import re

from lxml import etree

from .types import UnreadableError

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_DECLARED = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\?>")
MAX_XML = 60 * 1024 * 1024
HTML_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?:html|questestinterop|manifest|quiz)\b(?![^>]*\[)[^>]*>", re.I)


def parse_xml(data: bytes, *, file: str = "") -> etree._Element:
    """Return the root of an XML document. `UnreadableError`: `xml.doctype`, `xml.broken`, `zip.bomb` for too much of it.

    A document type without an internal subset (QTI 1.2 has one) is taken off; one that declares anything is refused.
    """
    if len(data) > MAX_XML:
        raise UnreadableError("zip.bomb")
    head = HTML_DOCTYPE.sub(b"", data[:8192], count=1)
    data = head + data[8192:]
    sniffed = data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        sniffed = data.decode("utf-16", "replace").encode()
    if _DOCTYPE.search(sniffed):
        raise UnreadableError("xml.doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip() if data[:1] in b" \r\n\t" else data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("xml.broken", detail=f"{file}: {error}"[:200] if file else str(error)[:200]) from error
    return root
