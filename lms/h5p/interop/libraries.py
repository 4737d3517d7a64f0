"""Which libraries a content needs, in the order the player loads them."""

import hashlib
from collections.abc import Iterable, Mapping

from ..types import Library, LibraryName, Problem

# Only the editor uses these; learners are not sent them.
_EDITOR_FILES = frozenset({"library.json", "semantics.json", "presave.js", "upgrades.js", "icon.svg"})
_OLD_FONTS = frozenset({"eot", "ttf", "otf", "woff"})


def close(libraries: Mapping[LibraryName, Library], roots: Iterable[tuple[LibraryName, str]]) -> tuple[list[Library], list[Problem]]:
    """Return every library the roots need, dependencies first, and the ones that are missing.

    `roots` come with the file that names them. A cycle is cut where it closes.
    """
    ordered: dict[LibraryName, Library] = {}
    problems: dict[tuple[LibraryName, str], Problem] = {}
    stack: list[tuple[LibraryName, str, bool]] = [(name, named_in, False) for name, named_in in reversed(list(roots))]
    entered: set[LibraryName] = set()
    while stack:
        name, named_in, is_leaving = stack.pop()
        library = libraries.get(name)
        if library is None:
            problems[name, named_in] = _missing(libraries, name, named_in)
        elif is_leaving:
            ordered[name] = library
        elif name not in entered:
            entered.add(name)
            stack.append((name, named_in, True))
            stack += [(need, f"{library.folder}/library.json", False) for need in reversed(library.needs)]
    return list(ordered.values()), list(problems.values())


def _missing(libraries: Mapping[LibraryName, Library], name: LibraryName, named_in: str) -> Problem:
    found = sorted(f"{other.major}.{other.minor}" for other in libraries if other.machine_name == name.machine_name)
    if found:
        return Problem("library_version", named_in, {"library": str(name), "found": ", ".join(found)})
    return Problem("library_missing", named_in, {"library": str(name)})


def playable(files: Iterable[str]) -> tuple[str, ...]:
    """Return the files of a library that playing may need: no editor files, no translations of the editor, one form of each font."""
    kept = [name for name in files if name not in _EDITOR_FILES and not name.startswith("language/")]
    modern = {name.rsplit(".", 1)[0] for name in kept if name.endswith(".woff2")}
    return tuple(name for name in kept if not (name.rsplit(".", 1)[-1].lower() in _OLD_FONTS and name.rsplit(".", 1)[0] in modern))


def digest(files: Iterable[tuple[str, str]]) -> str:
    """Return the digest that names a library's content: SHA-256 over `path` and SHA-256 of each file, sorted by path."""
    whole = hashlib.sha256()
    for path, sha256 in sorted(files):
        whole.update(f"{path}\0{sha256}\n".encode())
    return whole.hexdigest()
