"""`h5p.json` and `library.json`: their fields, and what is wrong with them."""

import re
from typing import Any

from ..types import CORE_API, Library, LibraryName, Manifest, Problem

MACHINE_NAME = re.compile(r"^[A-Za-z0-9_.-]{1,100}$")
_LANGUAGE_FILE = re.compile(r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\.json$")
_CREDITS = ("authors", "source", "year", "yearFrom", "yearTo", "licenseVersion", "licenseExtras", "changes", "authorComments")


class _Fields:
    """Reads fields of one JSON object, collecting what is wrong."""

    def __init__(self, value: Any, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.problems.append(Problem("not_an_object", file))

    def wrong(self, field: str) -> None:
        self.problems.append(Problem("field", self.file, {"field": field}))

    def text(self, field: str, *, required: bool = True, most: int = 500) -> str:
        value = self.value.get(field)
        if isinstance(value, str) and 0 < len(value.strip()) <= most:
            return value.strip()
        if required and self.problems[:1] != [Problem("not_an_object", self.file)]:
            self.wrong(field)
        return ""

    def number(self, field: str, *, required: bool = True) -> int:
        number = whole(self.value.get(field))
        if number is None and (required or field in self.value) and self.value:
            self.wrong(field)
        return number or 0

    def dependencies(self, field: str) -> tuple[LibraryName, ...]:
        rows = self.value.get(field) or []
        if not isinstance(rows, list):
            self.wrong(field)
            return ()
        found = [_library_name(row) for row in rows]
        if None in found:
            self.wrong(field)
        return tuple(name for name in found if name is not None)

    def paths(self, field: str) -> tuple[str, ...]:
        rows = self.value.get(field) or []
        found = [row.get("path") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else [None]
        paths = [normal_path(path) if isinstance(path, str) else None for path in found]
        if None in paths:
            self.wrong(field)
        return tuple(path for path in paths if path)


def whole(value: Any) -> int | None:
    """Return a version number, written as a number or as text, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and 0 <= value < 100_000:
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value) else None


def normal_path(path: str) -> str | None:
    """Return a relative path without `./`, or None when it leaves its folder or isn't a plain path."""
    parts = [part for part in path.split("/") if part != "."]
    if not path or "\\" in path or any(part in ("", "..") for part in parts) or ":" in parts[0]:
        return None
    return "/".join(parts)


def _library_name(row: Any) -> LibraryName | None:
    if not isinstance(row, dict) or not isinstance(row.get("machineName"), str) or not MACHINE_NAME.match(row["machineName"]):
        return None
    major, minor = whole(row.get("majorVersion")), whole(row.get("minorVersion"))
    return None if major is None or minor is None else LibraryName(row["machineName"], major, minor)


def read_manifest(value: Any) -> tuple[Manifest, list[Problem]]:
    """Return what `h5p.json` says, and what is wrong with it."""
    fields = _Fields(value, "h5p.json")
    title = fields.text("title", most=255)
    main = fields.text("mainLibrary", most=100)
    needs = fields.dependencies("preloadedDependencies")
    language = fields.text("language", required=False, most=20)
    licence = fields.text("license", required=False, most=40)
    credits = {key: fields.value[key] for key in _CREDITS if fields.value.get(key)}
    if main and all(name.machine_name != main for name in needs):
        fields.problems.append(Problem("main_library_absent", "h5p.json", {"library": main}))
    return Manifest(title, main, language, licence, credits, needs), fields.problems


def read_library(value: Any, folder: str, files: tuple[str, ...]) -> tuple[Library, list[Problem]]:
    """Return what the `library.json` in `folder` says, and what is wrong: fields, folder name, core version, missing files."""
    fields = _Fields(value, f"{folder}/library.json")
    title = fields.text("title", most=255)
    name = LibraryName(fields.text("machineName", most=100), fields.number("majorVersion"), fields.number("minorVersion"))
    library = Library(
        name=name,
        folder=folder,
        title=title,
        patch=fields.number("patchVersion"),
        is_runnable=fields.number("runnable") == 1,
        core_api=_core_api(fields),
        js=fields.paths("preloadedJs"),
        css=fields.paths("preloadedCss"),
        needs=fields.dependencies("preloadedDependencies"),
        files=files,
    )
    problems = fields.problems
    if name.machine_name and not folder_fits(library):
        problems.append(Problem("folder_name", fields.file, {"library": str(name), "folder": folder}))
    if library.core_api and library.core_api > CORE_API:
        needed, known = ".".join(map(str, library.core_api)), ".".join(map(str, CORE_API))
        problems.append(Problem("core_api", fields.file, {"needed": needed, "known": known}))
    missing = [path for path in (*library.js, *library.css) if path not in files]
    problems += [Problem("file_missing", f"{folder}/{path}", {"named_in": fields.file}) for path in missing]
    return library, problems


def _core_api(fields: _Fields) -> tuple[int, int] | None:
    api = fields.value.get("coreApi")
    if api is None:
        return None
    major, minor = (whole(api.get("majorVersion")), whole(api.get("minorVersion"))) if isinstance(api, dict) else (None, None)
    if major is None or minor is None:
        fields.wrong("coreApi")
        return None
    return major, minor


def folder_fits(library: Library) -> bool:
    """Say whether the folder bears the library's name: alone, with major.minor, or with the patch version too."""
    name = library.name
    short = f"{name.machine_name}-{name.major}.{name.minor}"
    return library.folder in (name.machine_name, short, f"{short}.{library.patch}")


def language_file_fits(name: str) -> bool:
    """Say whether a file in `language/` is named by a language: `vi.json`, `pt-br.json`."""
    return bool(_LANGUAGE_FILE.match(name))
