"""Reading the JSON of a package with its mistakes named by file and line."""

import json
from typing import Any

from ..types import Problem
from .archive import Archive, BadFile

_MAX_DEPTH = 120


class BadDocument(Exception):  # noqa: N818 (an outcome of reading)
    """A JSON file can't be used; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_json(archive: Archive, name: str) -> Any:
    """Return the value of a JSON file (UTF-8, a byte-order mark allowed). `BadDocument` with file, line and column otherwise."""
    if archive.size(name) > archive.limits.json_bytes:
        raise BadDocument(Problem("json_too_large", name, {"limit": archive.limits.json_bytes}))
    try:
        text = archive.read(name).decode("utf-8-sig")
    except BadFile:
        raise BadDocument(Problem("file_broken", name)) from None
    except UnicodeDecodeError as error:
        raise BadDocument(Problem("json_encoding", name, {"byte": error.start})) from None
    return parse_json(text, name)


def parse_json(text: str, name: str) -> Any:
    """Return the value of JSON text; `BadDocument` naming `name` when it isn't JSON."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadDocument(Problem("json", name, {"line": error.lineno, "column": error.colno, "reason": error.msg})) from None
    except RecursionError:
        raise BadDocument(Problem("json_depth", name)) from None
    except ValueError:
        raise BadDocument(Problem("json_number", name)) from None
    if _depth(value) > _MAX_DEPTH:
        raise BadDocument(Problem("json_depth", name))
    return value


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _depth(value: Any) -> int:
    level, deep = [value], 0
    while level and deep <= _MAX_DEPTH:
        level = [child for node in level for child in _children(node)]
        deep += 1
    return deep


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [child for child in node.values() if isinstance(child, dict | list)]
    if isinstance(node, list):
        return [child for child in node if isinstance(child, dict | list)]
    return []
