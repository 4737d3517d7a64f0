"""What the checker says of a package, and what the player is given. No Django."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

# The version of the H5P core in the player (h5p-standalone 3.8). Content asking for a newer one is refused.
CORE_API = (1, 28)


@dataclass(frozen=True)
class Limits:
    """How much a package may hold. Sizes in bytes, unpacked; `ratio` is unpacked to packed."""

    files: int = 6000
    total_bytes: int = 600 * 1024 * 1024
    file_bytes: int = 250 * 1024 * 1024
    json_bytes: int = 20 * 1024 * 1024
    ratio: int = 150
    ratio_from_bytes: int = 1024 * 1024
    name_length: int = 240


@dataclass(frozen=True)
class Problem:
    """Something wrong with a package: a stable `code`, the `file` inside it (or "") and the words' parameters."""

    code: str
    file: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the problem as it is stored and shown by the shell command."""
        return {"code": self.code, "file": self.file, "params": self.params}


@dataclass(frozen=True, order=True)
class LibraryName:
    """A library as dependencies name it: machine name, major and minor version."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"


@dataclass(frozen=True)
class Library:
    """A library inside a package. `folder` is its folder there; `js`, `css` are relative to it; `files` are its playable files."""

    name: LibraryName
    folder: str
    title: str = ""
    patch: int = 0
    is_runnable: bool = False
    core_api: tuple[int, int] | None = None
    js: tuple[str, ...] = ()
    css: tuple[str, ...] = ()
    needs: tuple[LibraryName, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        return f"{self.name.major}.{self.name.minor}.{self.patch}"


@dataclass(frozen=True)
class Manifest:
    """What `h5p.json` says."""

    title: str
    main_library: str
    language: str = ""
    license: str = ""
    credits: dict[str, Any] = field(default_factory=dict)
    needs: tuple[LibraryName, ...] = ()


@dataclass(frozen=True)
class Report:
    """The outcome of a check. Accepted when `errors` is empty; then everything else is filled.

    `libraries` are those the content needs, dependencies first; `content_files` are paths below `content/`.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    manifest: Manifest | None = None
    main: Library | None = None
    libraries: tuple[Library, ...] = ()
    content_files: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return not self.errors


@dataclass(frozen=True)
class Change:
    """Something that happened in a package, as the device tells it. `kind`: state, statement or finished; `at` is the device's time.

    A state carries `sub_content_id`, `data_id`, `data` ("" means the content deleted it); a statement `statement`; a finish
    (content without a score, seen to its end) `seconds`.
    """

    id: UUID
    kind: str
    at: datetime
    sub_content_id: str = "0"
    data_id: str = "state"
    data: str = ""
    statement: dict[str, Any] = field(default_factory=dict)
    seconds: int = 0
