"""Reads the manifest that `npm run build` leaves in frontend/dist."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .types import Bundle

Manifest = dict[str, dict[str, Any]]


def manifest() -> Manifest:
    """Return Vite's manifest, or an empty one where nothing has been built.

    A running server keeps the manifest it began with, since its static files are listed once as well; only under
    DEBUG is a new build seen at once.
    """
    path = Path(settings.DJANGO_VITE["default"]["manifest_path"])
    try:
        return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=8)
def _read(path: Path, version: int) -> Manifest:
    content: Manifest = json.loads(path.read_text("utf-8"))
    return content


def bundle(name: str) -> Bundle:
    """Return the files of `src/entries/<name>.css` and `src/entries/<name>.ts`, whichever there are."""
    entries = manifest()
    styles: list[str] = []
    scripts: list[str] = []
    preloads: list[str] = []
    style, script = entries.get(f"src/entries/{name}.css"), entries.get(f"src/entries/{name}.ts")
    if style:
        styles.append(style["file"])
    if script:
        scripts.append(script["file"])
        _follow(entries, script, styles, preloads)
    return Bundle(tuple(dict.fromkeys(styles)), tuple(scripts), tuple(dict.fromkeys(preloads)))


def _follow(entries: Manifest, chunk: dict[str, Any], styles: list[str], preloads: list[str]) -> None:
    styles.extend(chunk.get("css", ()))
    for key in chunk.get("imports", ()):
        imported = entries[key]
        if imported["file"] not in preloads:
            preloads.append(imported["file"])
            _follow(entries, imported, styles, preloads)


def asset(source: str) -> str:
    """Return the built name of a file Vite copied, e.g. `src/fonts/bvp-latin-400.woff2`; "" where it wasn't built."""
    return str(manifest().get(source, {}).get("file", ""))
