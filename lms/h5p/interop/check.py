"""The check of a whole package: every finding with a code and the name of the file at fault."""

from collections import defaultdict
from typing import IO, Any

from ..types import Library, LibraryName, Limits, Manifest, Problem, Report
from . import content, kinds
from .archive import Archive, BadFile
from .documents import BadDocument, read_json
from .libraries import close, playable
from .manifest import language_file_fits, read_library, read_manifest
from .svg import svg_problem


def check_package(file: IO[bytes], limits: Limits | None = None) -> Report:
    """Check a `.h5p` and return everything wrong with it, or what it holds. Never raises for a bad file; writes nothing."""
    archive = Archive(file, limits or Limits())
    if archive.problems:
        return Report(errors=tuple(archive.problems))
    return _Check(archive).report()


class _Check:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.content_files: list[str] = []
        self.folders: dict[str, list[str]] = defaultdict(list)

    def report(self) -> Report:
        self._sort_files()
        for name in self._kept():
            self._inspect(name)
        manifest = self._manifest()
        libraries = self._libraries()
        params = self._json("content/content.json", missing="content_missing")
        main, closed = self._resolve(manifest, libraries, params)
        self._content(params, main)
        used = {library.folder for library in closed}
        kept = tuple(_with_playable(library) for library in closed)
        self._mention_unused(libraries, used)
        return Report(tuple(self.errors), tuple(self.warnings), manifest, main, kept, tuple(self.content_files))

    def _sort_files(self) -> None:
        """Sort every file to the content or to a library's folder; others are left out, or refused by their extension."""
        names = [name for name in self.archive.names if not kinds.is_hidden(name)]
        folders = {name.split("/")[0] for name in names if name.count("/") == 1 and name.endswith("/library.json")}
        loose = {name.split("/")[0] for name in names if "/" in name} - folders - {"content"}
        for name in names:
            top, _, rest = name.partition("/")
            if name == "h5p.json":
                continue
            if top == "content" and rest:
                self._place(name, rest, kinds.CONTENT, self.content_files)
            elif rest and top in folders:
                self._place(name, rest, kinds.LIBRARY, self.folders[top])
            elif kinds.extension(name) in kinds.LIBRARY | kinds.DROPPED or not kinds.extension(name):
                self.warnings.append(Problem("stray_file", name))
            else:
                self.errors.append(Problem("extension", name, {"extension": kinds.extension(name)}))
        for folder in sorted(loose):
            if any(name.startswith(f"{folder}/") and name.endswith((".js", ".css")) for name in names):
                self.errors.append(Problem("library_json_missing", folder))

    def _place(self, name: str, rest: str, allowed: frozenset[str], target: list[str]) -> None:
        extension = kinds.extension(name)
        if extension in allowed:
            target.append(rest)
        elif not extension or extension in kinds.DROPPED:
            self.warnings.append(Problem("stray_file", name))
        else:
            self.errors.append(Problem("extension", name, {"extension": extension}))

    def _kept(self) -> list[str]:
        return [f"content/{name}" for name in self.content_files] + [
            f"{top}/{name}" for top, names in self.folders.items() for name in names
        ]

    def _inspect(self, name: str) -> None:
        try:
            head = self.archive.read(name, kinds.HEAD_BYTES)
            wrong = kinds.disguise(name, head)
            if wrong:
                self.errors.append(Problem(wrong, name))
            elif kinds.extension(name) == "svg":
                found = svg_problem(self.archive.read(name))
                self.errors += [Problem(found[0], name, {"detail": found[1]})] if found else []
            else:
                self._whole(name)
        except BadFile:
            self.errors.append(Problem("file_broken", name))

    def _whole(self, name: str) -> None:
        """Unpack a file to its end, so that a broken sum is found now and not while learners play."""
        with self.archive.open(name) as source:
            try:
                while source.read(1 << 18):
                    pass
            except Exception as error:
                raise BadFile(name) from error

    def _json(self, name: str, *, missing: str = "") -> Any:
        if name not in self.archive:
            self.errors += [Problem(missing, name)] if missing else []
            return None
        try:
            return read_json(self.archive, name)
        except BadDocument as bad:
            self.errors.append(bad.problem)
            return None

    def _manifest(self) -> Manifest | None:
        value = self._json("h5p.json", missing="manifest_missing")
        if value is None:
            return None
        manifest, problems = read_manifest(value)
        self.errors += problems
        return manifest

    def _libraries(self) -> dict[LibraryName, Library]:
        found: dict[LibraryName, Library] = {}
        for folder, files in sorted(self.folders.items()):
            value = self._json(f"{folder}/library.json")
            self._check_library_documents(folder, files)
            if value is None:
                continue
            library, problems = read_library(value, folder, tuple(files))
            self.errors += problems
            if library.name in found:
                self.errors.append(Problem("library_twice", f"{folder}/library.json", {"other": found[library.name].folder}))
            found[library.name] = library
        return found

    def _check_library_documents(self, folder: str, files: list[str]) -> None:
        for name in files:
            path = f"{folder}/{name}"
            if name == "semantics.json":
                self._expect(path, list)
            elif name.startswith("language/"):
                if name.count("/") == 1 and language_file_fits(name.split("/")[1]):
                    self._expect(path, dict)
                else:
                    self.errors.append(Problem("language_name", path))

    def _expect(self, path: str, kind: type) -> None:
        value = self._json(path)
        if value is not None and not isinstance(value, kind):
            self.errors.append(Problem("not_a_list" if kind is list else "not_an_object", path))

    def _resolve(
        self, manifest: Manifest | None, libraries: dict[LibraryName, Library], params: Any
    ) -> tuple[Library | None, list[Library]]:
        if manifest is None:
            return None, []
        named, problems = content.libraries(params)
        self.errors += problems
        roots = [(name, "h5p.json") for name in manifest.needs] + [(name, content.FILE) for name in named]
        closed, missing = close(libraries, roots)
        self.errors += missing
        main = next(
            (library for library in closed if library.name in manifest.needs and library.name.machine_name == manifest.main_library), None
        )
        if main and not main.is_runnable:
            self.errors.append(Problem("not_runnable", f"{main.folder}/library.json", {"library": str(main.name)}))
        return main, closed

    def _content(self, params: Any, main: Library | None) -> None:
        if params is None:
            return
        if not isinstance(params, dict):
            self.errors.append(Problem("not_an_object", content.FILE))
            return
        errors, warnings = content.file_problems(params, frozenset(self.content_files))
        self.errors += errors
        self.warnings += warnings + content.active_text(params)
        if main and f"{main.folder}/semantics.json" in self.archive and not self.errors:
            self.warnings += content.shape_warnings(read_json(self.archive, f"{main.folder}/semantics.json"), params)

    def _mention_unused(self, libraries: dict[LibraryName, Library], used: set[str]) -> None:
        spare = [
            library
            for library in libraries.values()
            if library.folder not in used and not library.name.machine_name.startswith("H5PEditor")
        ]
        self.warnings += [Problem("library_unused", library.folder, {"library": str(library.name)}) for library in spare]


def _with_playable(library: Library) -> Library:
    return Library(**{**library.__dict__, "files": playable(library.files)})
