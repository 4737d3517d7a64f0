"""What reading a Word file gives."""

from dataclasses import dataclass, field
from typing import Any


class DocumentProblem(ValueError):  # noqa: N818
    """A file that can't be read. `code`: `docx.empty`, `docx.large`, `docx.encrypted`, `docx.old`, `docx.not_word`, `docx.broken`,
    `docx.macro`, `docx.bomb`, `docx.slow`; `params` fill its message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Note:
    """Something the author should look at: `code` at the `number`-th (from 1) `place`: paragraph, table, picture or formula."""

    code: str
    place: str
    number: int
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the document: `key` is what blocks call it, `suffix` of its name in lower case without the dot."""

    key: str
    suffix: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Raw blocks (a picture's `file` holds its picture's key), the pictures they use, and notes in reading order."""

    title: str
    blocks: list[dict[str, Any]]
    pictures: dict[str, Picture]
    notes: list[Note]
