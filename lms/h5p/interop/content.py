"""`content/content.json`: its files and libraries, its shape against the semantics, text that acts."""

import re
from collections.abc import Iterator
from typing import Any

from ..types import LibraryName, Problem
from .manifest import MACHINE_NAME

FILE = "content/content.json"
_LIBRARY = re.compile(r"^(\S{1,100}) (\d{1,5})\.(\d{1,5})$")
_ADDRESS = re.compile(r"^(https?:)?//", re.I)
_YOUTUBE = re.compile(r"^(https?:)?//(www\.|m\.)?(youtube(-nocookie)?\.com|youtu\.be)/", re.I)
_ACTIVE = re.compile(r"<\s*(script|iframe|object|embed|form)\b|\son[a-z]{3,}\s*=|javascript\s*:", re.I)
_MOST_WARNINGS = 20
Walk = Iterator[tuple[str, dict[str, Any]]]


def objects(value: Any) -> Walk:
    """Yield every object inside `value` with its place, as `questions/0/params`."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            yield place, node
            stack += [(f"{place}/{key}".lstrip("/"), child) for key, child in node.items()]
        elif isinstance(node, list):
            stack += [(f"{place}/{index}".lstrip("/"), child) for index, child in enumerate(node)]


def libraries(value: Any) -> tuple[list[LibraryName], list[Problem]]:
    """Return the libraries that parts of the content name (`H5P.Image 1.1`), and the names that aren't."""
    names: dict[LibraryName, None] = {}
    problems = []
    for place, node in objects(value):
        library = node.get("library")
        if not isinstance(library, str) or "params" not in node:
            continue
        match = _LIBRARY.match(library)
        if match and MACHINE_NAME.match(match[1]):
            names[LibraryName(match[1], int(match[2]), int(match[3]))] = None
        else:
            problems.append(Problem("content_library", FILE, {"place": place, "library": library[:120]}))
    return list(names), problems


def file_problems(value: Any, files: frozenset[str]) -> tuple[list[Problem], list[Problem]]:
    """Return (errors, warnings) about the files the content names: paths that leave its folder; missing or outside files."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for place, node in objects(value):
        path = node.get("path")
        if not isinstance(path, str) or not path or not ("mime" in node or "width" in node or "copyright" in node):
            continue
        if _ADDRESS.match(path):
            code = "youtube" if _YOUTUBE.match(path) else "address_outside"
            warnings.append(Problem(code, FILE, {"place": place, "address": path[:200]}))
        elif ".." in path.split("/") or path.startswith("/") or "\\" in path:
            errors.append(Problem("content_path", FILE, {"place": place, "path": path[:200]}))
        elif path.split("#")[0] not in files:
            warnings.append(Problem("content_file_missing", FILE, {"place": place, "path": path[:200]}))
    return errors, warnings[:_MOST_WARNINGS]


def active_text(value: Any) -> list[Problem]:
    """Return where text of the content carries markup that acts. It runs in the sandbox only, so this is a warning."""
    found = []
    for place, node in objects(value):
        texts = [(key, text) for key, text in node.items() if isinstance(text, str)]
        found += [Problem("active_text", FILE, {"place": f"{place}/{key}".lstrip("/")}) for key, text in texts if _ACTIVE.search(text)]
    return found[:_MOST_WARNINGS]


def shape_warnings(semantics: Any, params: Any) -> list[Problem]:
    """Return where the values of the main library's fields have another type than its semantics say.

    Only types are compared; content made with an older minor version may lack fields and still plays.
    """
    if not isinstance(semantics, list) or not isinstance(params, dict):
        return []
    found: list[Problem] = []
    _compare_fields(semantics, params, "", found)
    return found[:_MOST_WARNINGS]


def _compare_fields(fields: list[Any], params: dict[str, Any], place: str, found: list[Problem]) -> None:
    for field in fields:
        name = field.get("name") if isinstance(field, dict) else None
        if isinstance(name, str) and params.get(name) is not None:
            _compare(field, params[name], f"{place}/{name}".lstrip("/"), found)


def _compare(field: dict[str, Any], value: Any, place: str, found: list[Problem]) -> None:
    kind = field.get("type")
    inner = field.get("fields")
    if not _fits(kind, value, inner):
        found.append(Problem("content_shape", FILE, {"place": place, "expected": str(kind)}))
    elif kind == "group" and isinstance(inner, list) and isinstance(value, dict) and len(inner) > 1:
        _compare_fields(inner, value, place, found)
    elif kind == "list" and isinstance(field.get("field"), dict):
        for index, item in enumerate(value[:200]):
            _compare(field["field"], item, f"{place}/{index}", found)


def _fits(kind: Any, value: Any, inner: Any) -> bool:
    if kind == "group" and isinstance(inner, list) and len(inner) == 1:
        return True  # a group of one field holds that field's value
    expected: dict[str, Any] = {
        "text": str,
        "number": int | float | str,
        "boolean": bool | int | str,
        "group": dict,
        "list": list,
        "library": dict,
        "image": dict,
        "file": dict,
        "audio": list,
        "video": list,
    }
    return not isinstance(kind, str) or kind not in expected or isinstance(value, expected[kind])
