"""What a roster file turns into."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Something wrong in one cell (or one row, `column` empty). `code` picks the words, `value` is what stood there."""

    row: int
    column: str
    code: str
    value: str = ""
    is_warning: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready primitives."""
        return {"row": self.row, "column": self.column, "code": self.code, "value": self.value, "warning": self.is_warning}


@dataclass(frozen=True)
class Sheet:
    """A table read from a file: its header cells, and rows as `(row number in the file, cells)`."""

    name: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class GuardianLine:
    """A guardian as a pupil's row names them."""

    relation: str
    name: str
    birth_year: int | None = None
    phone: str = ""
    personal_id: str = ""


@dataclass(frozen=True)
class PersonLine:
    """One cleaned row: a pupil with a class, or a member of staff with a role. Codes are those of the code lists."""

    row: int
    name: str
    born_on: date | None
    sex: str
    personal_id: str = ""
    moet_id: str = ""
    class_key: str = ""
    role: str = "student"
    title: str = ""
    left: str = ""
    phone: str = ""
    email: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    guardians: tuple[GuardianLine, ...] = ()
    homeroom_of: str = ""
    teaches: tuple[tuple[str, str], ...] = ()


@dataclass
class Totals:
    """What a run (or a dry run) did, counted by row."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    class_transfers: int = 0
    transfers_in: int = 0
    leavers: int = 0
    refused: int = 0
    new_classes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready primitives."""
        return dict(vars(self))
