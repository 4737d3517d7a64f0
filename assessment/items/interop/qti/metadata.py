"""What is known of a question beside its content, as IEEE LOM in the manifest of a package: keywords and classifications.

Each fact is a classification whose taxon path names `urn:cayda:<fact>` as its source; other programs read level, subject and outcome by the
purpose LOM has for them. Of packages of others only the keywords are taken.
"""

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from lxml.etree import _Element as Node

from .tree import local

LOM = "http://ltsc.ieee.org/xsd/LOM"
_SOURCE = "urn:cayda:"
_PURPOSES = {"subject": "discipline", "grade": "educational level", "level": "skill level", "outcome": "educational objective"}
_FACTS = (*_PURPOSES, "difficulty", "points", "source", "folder")
_NUMBERS = ("difficulty", "points")


def write_lom(meta: dict[str, Any]) -> str:
    """Return the `<metadata>` of a resource, "" when nothing is known."""
    keywords = "".join(f"<keyword>{_string(tag)}</keyword>" for tag in meta.get("tags", ()))
    general = f"<general>{keywords}</general>" if keywords else ""
    facts = "".join(_classification(name, meta[name]) for name in _FACTS if meta.get(name) not in (None, "", []))
    return f'<metadata><lom xmlns="{LOM}">{general}{facts}</lom></metadata>' if general or facts else ""


def _string(text: Any) -> str:
    return f'<string language="vi">{escape(str(text), quote=False)}</string>'


def _classification(name: str, value: Any) -> str:
    steps: Sequence[Any] = value if isinstance(value, list) else [f"{value:g}" if isinstance(value, float) else value]
    taxons = "".join(f"<taxon><entry>{_string(step)}</entry></taxon>" for step in steps)
    purpose = (
        f"<source>LOMv1.0</source><value>{_PURPOSES[name]}</value>"
        if name in _PURPOSES
        else f"<source>{_SOURCE}</source><value>{name}</value>"
    )
    return f"<classification><purpose>{purpose}</purpose><taxonPath><source>{_string(_SOURCE + name)}</source>{taxons}</taxonPath></classification>"


def read_lom(manifest: Node) -> dict[str, dict[str, Any]]:
    """Return what the manifest knows of each file it names."""
    found: dict[str, dict[str, Any]] = {}
    for resource in manifest.iter():
        if local(resource) != "resource" or not resource.get("href"):
            continue
        meta = _facts_of(resource)
        if meta:
            found[unquote(resource.get("href") or "")] = meta
    return found


def _facts_of(resource: Node) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    for node in resource.iter():
        name = local(node).lower()
        if name == "keyword" and (word := _words(node)):
            meta.setdefault("tags", []).append(word)
        elif name == "taxonpath":
            source = next((_words(child) for child in node if local(child) == "source"), "")
            fact = source.removeprefix(_SOURCE)
            steps = [_words(child) for child in node.iter() if local(child) == "entry"]
            if source.startswith(_SOURCE) and fact in _FACTS and steps:
                meta[fact] = steps if fact == "folder" else float(steps[0]) if fact in _NUMBERS and _is_number(steps[0]) else steps[0]
    return meta


def _words(node: Node) -> str:
    return " ".join("".join(str(text) for text in node.itertext()).split())


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
